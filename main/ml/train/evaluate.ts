import type { Program } from '../program/program.ts';
import { type Batch, batchInputs, countTargets, methodFor, type OnLosses } from './task.ts';

/** Targets of some batches among those of all of them, from 0 to 1. */
export function shareOfTargets(some: readonly Batch[], all: readonly Batch[]): number {
  const targets = (batches: readonly Batch[]) => batches.reduce((sum, batch) => sum + countTargets(batch), 0);
  return some.length === all.length ? 1 : targets(some) / targets(all);
}

/**
 * Mean loss in nats per target over some batches, and over how many of them: it ends when `goOn` says no, but not before one. `null` is
 * the loss of batches without a target: nothing was measured.
 */
export async function evaluate(
  program: Program,
  batches: readonly Batch[],
  goOn: () => boolean = () => true,
  onLosses?: OnLosses,
): Promise<{ loss: number | null; batches: number }> {
  let [total, targets, done] = [0, 0, 0];
  for (const batch of batches) {
    if (done > 0 && !goOn()) break;
    done++;
    const count = countTargets(batch);
    if (count === 0) continue;
    const { loss, losses, ...outputs } = await program.run(methodFor('evaluate', batch), batchInputs(batch, count));
    total += ((loss as Float32Array)[0] as number) * count;
    onLosses?.(
      batch,
      (losses as Float32Array).map((part) => part * count),
      new Map(Object.entries(outputs)),
    );
    targets += count;
  }
  return { loss: targets === 0 ? null : total / targets, batches: done };
}
