import { Button, Group, Modal, NumberInput, SegmentedControl, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { type BudgetDraft, toBudget } from '../form/budgetDraft.ts';
import { useExtend } from './useRunControl.ts';

/** Asks how much longer a run shall train, and says what that does to its schedule. Mount it when it opens. */
export function ExtendDialog({ run, onClose }: { run: Run; onClose: () => void }) {
  const { t } = useTranslation('runs');
  const common = useTranslation('common').t;
  const format = useFormat();
  const [draft, setDraft] = useState<BudgetDraft>({ kind: run.budget.kind, minutes: 5, steps: 500 });
  const extend = useExtend(run);
  const add = toBudget(draft);
  const from = run.checkpoints.at(-1);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (add) extend.mutate(add, { onSuccess: onClose });
  };
  const total =
    add?.kind === 'steps'
      ? t('summary.budgetSteps', {
          count: (from?.step ?? 0) + add.steps,
          formatted: format.integer((from?.step ?? 0) + add.steps),
        })
      : format.duration((from?.elapsedMs ?? 0) + (add?.minutes ?? 0) * 60_000);

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('control.extendTitle')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Group align="start">
            <NumberInput
              aria-label={t('control.extendBy')}
              value={draft[draft.kind]}
              onChange={(value) => setDraft({ ...draft, [draft.kind]: value })}
              min={draft.kind === 'minutes' ? 0.1 : 1}
              step={draft.kind === 'minutes' ? 1 : 100}
              allowDecimal={draft.kind === 'minutes'}
              allowNegative={false}
              clampBehavior="none"
              error={add === null && t(draft.kind === 'minutes' ? 'new.budgetInvalid' : 'new.stepsInvalid')}
              w={160}
              data-autofocus
            />
            <SegmentedControl
              aria-label={t('new.budgetKind')}
              value={draft.kind}
              onChange={(kind) => setDraft({ ...draft, kind: kind as BudgetDraft['kind'] })}
              data={[
                { value: 'minutes', label: t('new.minutes') },
                { value: 'steps', label: t('new.steps') },
              ]}
            />
          </Group>
          <Text size="sm">{t('control.extendText', { step: format.integer(from?.step ?? 0), total })}</Text>
          {extend.isError && <ErrorAlert title={t('control.extendFailed')} error={extend.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common('cancel')}
            </Button>
            <Button type="submit" loading={extend.isPending} disabled={add === null}>
              {t('control.extendConfirm')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
