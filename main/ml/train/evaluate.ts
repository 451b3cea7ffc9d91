import * as tf from '@tensorflow/tfjs-core';
import type { LlamaConfig } from '../../../shared/domain/model.ts';
import type { RotaryTables } from '../model/llama.ts';
import type { Parameters } from '../model/parameters.ts';
import { type Batch, countTargets, toTensors } from './batches.ts';
import { batchLoss } from './trainStep.ts';

/** Mean loss in nats per target over some batches, and over how many of them: it ends when `goOn` says no, but not before one. */
export async function evaluate(
  config: LlamaConfig,
  parameters: Parameters,
  tables: RotaryTables,
  batches: readonly Batch[],
  goOn: () => boolean = () => true,
): Promise<{ loss: number; batches: number }> {
  let [total, targets, done] = [0, 0, 0];
  for (const batch of batches) {
    if (done > 0 && !goOn()) break;
    const loss = tf.tidy(() => batchLoss(config, parameters, tables, toTensors(batch)));
    const count = countTargets(batch);
    total += ((await loss.data())[0] as number) * count;
    targets += count;
    done++;
    loss.dispose();
  }
  return { loss: total / Math.max(1, targets), batches: done };
}
