import type { TrainingSettings } from '../../../shared/domain/runs/training.ts';

type BatchSettings = Pick<TrainingSettings, 'per_device_train_batch_size' | 'gradient_accumulation_steps'>;

/**
 * The next smaller micro-batch with as many sequences in a step: what a step learns stays the same, and it takes less memory. `null` when
 * there is no smaller one.
 */
export function smallerMicroBatch(settings: BatchSettings): BatchSettings | null {
  const { per_device_train_batch_size: size, gradient_accumulation_steps: count } = settings;
  for (let smaller = Math.floor(size / 2); smaller >= 1; smaller--) {
    if (size % smaller !== 0) continue;
    return {
      per_device_train_batch_size: smaller,
      gradient_accumulation_steps: count * (size / smaller),
    };
  }
  return null;
}
