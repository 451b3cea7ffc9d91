import { Group, NumberInput, SegmentedControl, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { tokensPerStep } from '../../../../shared/domain/runs/preflight.ts';
import type { TrainingSettings } from '../../../../shared/domain/runs/training.ts';
import { useFormat } from '../../../ui/format.ts';
import { type BudgetDraft, toBudget } from './budgetDraft.ts';

interface Props {
  draft: BudgetDraft;
  onChange: (draft: BudgetDraft) => void;
  /** Settings that the run would get. */
  settings: TrainingSettings;
  /** Rows are not packed: how many tokens are in them is known once they are prepared. */
  isPadded: boolean;
  /** A head is fitted on a frozen body: what is chosen limits its passes, and nothing else. */
  isFitted: boolean;
}

export function BudgetFields({ draft, onChange, settings, isPadded, isFitted }: Props) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const budget = toBudget(draft);
  const minutes = draft.kind === 'minutes';
  const examples = settings.per_device_train_batch_size * settings.gradient_accumulation_steps;

  return (
    <Stack gap="xs">
      <Group align="start">
        <NumberInput
          aria-label={t(minutes ? 'new.minutes' : 'new.steps')}
          value={minutes ? draft.minutes : draft.steps}
          onChange={(value) => onChange({ ...draft, [draft.kind]: value })}
          min={minutes ? 0.1 : 1}
          step={minutes ? 1 : 100}
          allowDecimal={minutes}
          allowNegative={false}
          clampBehavior="none"
          error={budget === null && t(minutes ? 'new.budgetInvalid' : 'new.stepsInvalid')}
          w={180}
        />
        <SegmentedControl
          aria-label={t('new.budgetKind')}
          value={draft.kind}
          onChange={(kind) => onChange({ ...draft, kind: kind as BudgetDraft['kind'] })}
          data={[
            { value: 'minutes', label: t('new.minutes') },
            { value: 'steps', label: t('new.steps') },
          ]}
        />
      </Group>
      <Text size="sm" c="dimmed">
        {isFitted
          ? t('new.budgetHintFitted')
          : minutes
            ? t('new.budgetHintMinutes')
            : isPadded
              ? t('new.budgetHintExamples', { count: examples, formatted: format.integer(examples) })
              : t('new.budgetHintSteps', { tokens: format.integer(tokensPerStep(settings)) })}
      </Text>
    </Stack>
  );
}
