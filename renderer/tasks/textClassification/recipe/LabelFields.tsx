import { Stack, Switch } from '@mantine/core';
import { mayBeLabels } from '../../../../shared/domain/tasks/textClassification/suggest.ts';
import { TextFields } from '../../TextFields.tsx';
import type { FieldsProps } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import type { LabelDraft } from './labelDraft.ts';

/** Which column is to be filled in, which ones it is told from, and what rare labels count. */
export function LabelFields({ columns, draft, onChange }: FieldsProps<LabelDraft>) {
  const { fields: texts } = useOwnTexts(OWN_TEXTS);
  return (
    <Stack gap="md">
      <TextFields
        columns={columns}
        draft={draft}
        none={draft.output === null && !columns.some(mayBeLabels) ? texts.outputNone : null}
        texts={texts}
        onChange={(changed) => onChange({ ...draft, ...changed })}
      />
      <Switch
        label={texts.balanced}
        description={texts.balancedHint}
        checked={draft.balanced}
        onChange={(event) => onChange({ ...draft, balanced: event.currentTarget.checked })}
      />
      <Switch
        label={texts.words}
        description={texts.wordsHint}
        checked={draft.words}
        onChange={(event) => onChange({ ...draft, words: event.currentTarget.checked })}
      />
    </Stack>
  );
}
