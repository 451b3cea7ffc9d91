import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { BaseModel } from '../../../../shared/domain/models/base.ts';
import type { ModelOf } from '../../task.ts';

export type Mode = 'inputs' | 'raw' | 'chat';

/** Ways to ask a model: the first one is that of its training. Whatever has a template of messages can chat. */
export function modesOf(
  { recipe, base }: Pick<ModelOf<'text-generation'>, 'recipe' | 'base'>,
  bases: readonly BaseModel[] | undefined,
): Mode[] {
  if (recipe.kind === 'chat') return ['chat', 'raw'];
  const chats = base !== null && bases?.find(({ id }) => id === base.id)?.chat === true;
  return [...(recipe.kind === 'complete' ? (['inputs'] as const) : []), 'raw', ...(chats ? (['chat'] as const) : [])];
}

/** The way that is in use: the one that was chosen where the model has it, else the first. */
export const modeIn = (modes: readonly Mode[], chosen: Mode): Mode =>
  modes.includes(chosen) ? chosen : (modes[0] ?? 'raw');

interface Props {
  modes: readonly Mode[];
  value: Mode;
  onChange: (mode: Mode) => void;
}

export function ModeControl({ modes, value, onChange }: Props) {
  const { t } = useTranslation('playground');
  if (modes.length < 2) return null;
  return (
    <SegmentedControl
      aria-label={t('mode.label')}
      value={value}
      onChange={(mode) => onChange(mode as Mode)}
      data={modes.map((mode) => ({ value: mode, label: t(`mode.${mode}`) }))}
      style={{ alignSelf: 'start' }}
    />
  );
}
