import { SIZE_PRESETS, SizeName } from '../../../../shared/domain/architectures/sizes.ts';
import type { RunShape } from '../../../../shared/domain/runs/preflight.ts';
import { GivenSettings } from '../../../../shared/domain/runs/training.ts';

/**
 * The largest shape that fits instead of one that does not, as close as possible to what was wanted: the same training with smaller
 * micro-batches, else the same size with its own batch and context, else a smaller size. `null` where not even the smallest fits.
 */
export function offerInstead(
  wanted: RunShape,
  fits: (shape: RunShape) => boolean,
  { hasBase }: { hasBase: boolean } = { hasBase: false },
): RunShape | null {
  // A model that others have trained has the size that it has.
  const candidates = hasBase ? smallerMicroBatches(wanted) : [...smallerMicroBatches(wanted), ...presets(wanted)];
  return candidates.find(fits) ?? null;
}

/** Batch × accumulation stays the same, so the model learns the same; the largest micro-batch first. */
function smallerMicroBatches(wanted: RunShape): RunShape[] {
  const rows = wanted.per_device_train_batch_size * wanted.gradient_accumulation_steps;
  const shapes: RunShape[] = [];
  for (let batch = wanted.per_device_train_batch_size - 1; batch >= 1; batch--) {
    if (rows % batch !== 0) continue;
    const parts = { per_device_train_batch_size: batch, gradient_accumulation_steps: rows / batch };
    if (GivenSettings.partial().safeParse(parts).success) shapes.push({ ...wanted, ...parts });
  }
  return shapes;
}

/** The wanted size and those below it, largest first, each as it is meant to be trained. */
function presets(wanted: RunShape): RunShape[] {
  const sizes = SizeName.options.slice(0, SizeName.options.indexOf(wanted.size) + 1).reverse();
  return sizes.map((size) => ({
    size,
    architecture: wanted.architecture,
    per_device_train_batch_size: SIZE_PRESETS[size].per_device_train_batch_size,
    gradient_accumulation_steps: 1,
    context_length: SIZE_PRESETS[size].max_position_embeddings,
  }));
}
