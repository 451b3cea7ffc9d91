import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { createConfig, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { defaultSettings } from '../../../shared/domain/runs/training.ts';
import { programMaker } from '../../engine/programs/programs.ts';
import { useEngine } from '../../engine/testing.ts';
import { toParameters, valuesOf } from '../../ml/architectures/parameters.ts';
import { sequenceClassificationHead } from '../../ml/heads/sequenceClassification.ts';
import { eagerProgram } from '../../ml/program/eagerProgram.ts';
import { evaluate } from '../../ml/train/evaluate.ts';
import { takeStep } from '../../ml/train/takeStep.ts';
import { type Batch, batchInputs, methodFor } from '../../ml/train/task.ts';
import { lossAndGradients, trainingProgram, trainingShape } from '../../ml/train/trainingProgram.ts';
import { againBut, takesLong } from '../../setup/leftOut.ts';
import { counted } from '../answers/answerMeter.ts';
import { evaluationBatches, labelledBatches } from './batches.ts';
import type { LabelledCorpus } from './corpus.ts';

const { describe } = await useEngine('onnxruntime');

const [B, ROWS, LABELS] = [4, [8, 16, 24], 3];
const settings = {
  ...defaultSettings('nano'),
  ...{ per_device_train_batch_size: B, context_length: 32, weight_decay: 0.1, max_grad_norm: 1 },
};

/** Texts of 2 to 24 tokens. */
const lengths = Array.from({ length: 30 }, (_, text) => 2 + ((text * 7) % 23));
const starts = lengths.map((_, text) => lengths.slice(0, text).reduce((sum, length) => sum + length, 0));
const corpus: LabelledCorpus = {
  ids: Uint16Array.from({ length: lengths.reduce((sum, length) => sum + length, 0) }, (_, at) => 2 + ((at * 31) % 60)),
  starts: Uint32Array.from(starts),
  labels: Uint32Array.from(lengths, (_, text) => text % LABELS),
  rows: Uint32Array.from(lengths.keys()),
};

/** The same batch with rows of the longest. */
function padded(batch: Batch): Batch {
  const { ids, last, ...values } = batch.values as Record<string, Int32Array>;
  const [short, long] = [(ids as Int32Array).length / B, ROWS.at(-1) as number];
  const whole = new Int32Array(B * long);
  for (let row = 0; row < B; row++) whole.set((ids as Int32Array).subarray(row * short, (row + 1) * short), row * long);
  const moved = (last as Int32Array).map((place, row) => place + row * (long - short));
  const { rowTokens: _, ...rest } = batch;
  return { ...rest, values: { ...values, ids: whole, last: moved } };
}

const configs: Record<string, ModelConfig> = Object.fromEntries(
  (['bert', 'llama'] as const).map((kind) => {
    const config = { ...createConfig(kind, 'nano', 32), vocab_size: 64, num_hidden_layers: 1 };
    return [kind, config as ModelConfig];
  }),
);

for (const kind of Object.keys(configs)) {
  describe(`rows of several lengths: ${kind}`, againBut('bert')(kind), () => {
    const config = configs[kind] as ModelConfig;
    const head = sequenceClassificationHead(LABELS, ROWS.at(-1));
    const weights = head.initial(config, 3);
    const program = () => trainingProgram(trainingShape(config, settings), head, undefined, ROWS.slice(0, -1));

    test('have the losses and the gradients of rows of the longest', () => {
      const parameters = toParameters(weights);
      const batches = [...evaluationBatches(corpus, B, ROWS)];
      expect(new Set(batches.map(({ rowTokens }) => rowTokens))).toEqual(new Set([8, 16, undefined]));
      for (const batch of batches) {
        const [short, long] = [batch, padded(batch)].map((one) => {
          const { ids, last, labels, weights: own } = batchInputs(one, 4) as unknown as Record<string, Int32Array>;
          const inputs = new Map<string, tf.Tensor>([
            ['ids', tf.tensor2d(ids as Int32Array, [B, (ids as Int32Array).length / B], 'int32')],
            ['last', tf.tensor1d(last as Int32Array, 'int32')],
            ['labels', tf.tensor1d(labels as Int32Array, 'int32')],
            ['weights', tf.tensor1d(own as Int32Array, 'float32')],
          ]);
          return lossAndGradients(head, config, parameters, inputs);
        });
        if (!short || !long) throw new Error('two were computed');
        expect(Math.abs((short.loss.dataSync()[0] as number) - (long.loss.dataSync()[0] as number))).toBeLessThan(1e-5);
        for (const [name, gradient] of short.gradients) {
          const difference = tf.max(tf.abs(tf.sub(gradient, long.gradients.get(name) as tf.Tensor)));
          expect(difference.dataSync()[0], name).toBeLessThan(1e-5);
        }
      }
    });

    test('are trained compiled as they are eagerly, and as padded ones', takesLong, async () => {
      const engines = [
        programMaker('auto', (problem) => {
          throw new Error(`not compiled: ${problem}`);
        })(program()).program,
        eagerProgram(program()),
        eagerProgram(program()),
      ];
      const all = await Promise.all(
        engines.map(async (engine, number) => {
          engine.write(valuesOf(weights));
          const source = labelledBatches(corpus, B, ROWS, 1);
          const seen = new Set<string>();
          const batches = {
            next: () => {
              const { value } = source.next();
              seen.add(methodFor('step', value));
              return { done: false as const, value: number === 2 ? padded(value) : value };
            },
          };
          const losses: number[] = [];
          for (let step = 1; step <= 6; step++)
            losses.push((await takeStep(engine, batches, { step, learningRate: 1e-3, microBatches: 1 })).loss);
          expect(seen.size).toBe(3);
          const answers = new Map<number, number>();
          const { loss } = await evaluate(engine, [...evaluationBatches(corpus, B, ROWS)], undefined, (batch, own) => {
            for (const [row, place] of counted(batch)) answers.set(place, own[row] as number);
          });
          const inOrder = await evaluate(engine, [...evaluationBatches(corpus, B, ROWS.slice(-1))]);
          expect(Math.abs((loss as number) - (inOrder.loss as number))).toBeLessThan(1e-5);
          expect(answers.size).toBe(lengths.length);
          engine.dispose();
          return [...losses, loss as number, ...lengths.map((_, text) => answers.get(text) as number)];
        }),
      );
      for (const other of all.slice(1))
        for (const [index, value] of other.entries())
          expect(Math.abs((all[0]?.[index] as number) - value), `${index}`).toBeLessThan(2e-4);
    });
  });
}
