import { useTranslation } from 'react-i18next';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { useFormat } from '../../../ui/format.ts';

/** What there is to say of a run's checkpoints, of a longer budget and of memory that ran out: labels and texts. */
export function useContinuityFacts(run: Run): [label: string, text: string][] {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const { extension, loweredFrom, checkpoints, settings } = run;
  const facts: [string, string][] = [];
  if (extension) facts.push([t('summary.extension'), t('control.extended', { step: format.integer(extension.step) })]);
  if (loweredFrom !== null) {
    const numbers = {
      from: format.integer(loweredFrom),
      size: format.integer(settings.per_device_train_batch_size),
      times: format.integer(settings.gradient_accumulation_steps),
    };
    facts.push([t('summary.memory'), t('control.lowered', numbers)]);
  }
  if (checkpoints.length > 0) {
    const name = ({ step, best }: (typeof checkpoints)[number]) =>
      t(best ? 'summary.checkpointBest' : 'summary.checkpoint', { step: format.integer(step) });
    const bytes = checkpoints.reduce((sum, checkpoint) => sum + checkpoint.bytes, 0);
    facts.push([t('summary.checkpoints'), `${format.list(checkpoints.map(name))} · ${format.bytes(bytes)}`]);
  }
  return facts;
}
