import type { Program } from '../program.ts';
import { type Batch, batchInputs, countTargets } from './batches.ts';

/** Mean loss in nats per target over some batches, and over how many of them: it ends when `goOn` says no, but not before one. */
export async function evaluate(
  program: Program,
  batches: readonly Batch[],
  goOn: () => boolean = () => true,
): Promise<{ loss: number; batches: number }> {
  let [total, targets, done] = [0, 0, 0];
  for (const batch of batches) {
    if (done > 0 && !goOn()) break;
    const count = countTargets(batch);
    const { loss } = await program.run('evaluate', batchInputs(batch, count));
    total += ((loss as Float32Array)[0] as number) * count;
    targets += count;
    done++;
  }
  return { loss: total / Math.max(1, targets), batches: done };
}
