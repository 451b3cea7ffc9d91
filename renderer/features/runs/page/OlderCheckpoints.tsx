import { Button, Group, Select, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Checkpoint, Run } from '../../../../shared/domain/runs/run.ts';
import { useFormat } from '../../../ui/format.ts';

interface Props {
  run: Run;
  busy: boolean;
  onChoose: (step: number) => void;
}

/** Going on from a checkpoint before the last one: what was trained after it is trained again. */
export function OlderCheckpoints({ run, busy, onChoose }: Props) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const older = run.checkpoints.slice(0, -1).toReversed();
  const [chosen, setChosen] = useState<string | null>(null);
  if (older.length === 0) return null;
  const step = Number(chosen ?? older[0]?.step);
  const describe = ({ step: at, validationLoss, best }: Checkpoint) => {
    const loss =
      validationLoss === null ? '' : ` · ${t('control.checkpointLoss', { loss: format.loss(validationLoss) })}`;
    return `${t('control.checkpoint', { step: format.integer(at) })}${loss}${best ? ` · ${t('control.checkpointBest')}` : ''}`;
  };
  return (
    <Group gap="xs" align="end">
      <Select
        label={t('control.olderLabel')}
        data={older.map((checkpoint) => ({ value: String(checkpoint.step), label: describe(checkpoint) }))}
        value={String(step)}
        onChange={setChosen}
        allowDeselect={false}
        w={320}
      />
      <Button variant="default" loading={busy} onClick={() => onChoose(step)}>
        {t('control.resumeFrom', { step: format.integer(step) })}
      </Button>
      <Text size="sm" c="dimmed" w="100%">
        {t('control.olderHint')}
      </Text>
    </Group>
  );
}
