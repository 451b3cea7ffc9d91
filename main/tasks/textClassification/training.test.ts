import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { llamaConfig, llamaPreset } from '../../../shared/domain/architectures/llama.ts';
import { defaultSettings } from '../../../shared/domain/runs/training.ts';
import { useEngine } from '../../engine/testing.ts';
import { toParameters } from '../../ml/architectures/parameters.ts';
import { argmax } from '../../ml/argmax.ts';
import { sequenceClassificationHead } from '../../ml/heads/sequenceClassification.ts';
import { SCORE } from '../../ml/heads/textScores.ts';
import { eagerProgram } from '../../ml/program/eagerProgram.ts';
import { Random } from '../../ml/random.ts';
import type { TaskMeter, TrainingTask } from '../../ml/train/task.ts';
import { slopes } from '../../ml/train/testing/slopes.ts';
import type { Snapshot } from '../../ml/train/trainerState.ts';
import type { TrainedModel, TrainingRequest } from '../../ml/train/training.ts';
import { lossAndGradients } from '../../ml/train/trainingProgram.ts';
import { trainModel } from '../../ml/train/trainModel.ts';
import { takesLong } from '../../setup/leftOut.ts';
import { evaluationBatches, labelledBatches } from './batches.ts';
import type { LabelledCorpus } from './corpus.ts';
import { classificationFigures, macroF1, type Prediction } from './measures/figures.ts';

/* That training knows no task is shown by this second one: a linear layer tells the label of a text. */

beforeAll(() => useEngine('wasm'));

const LABELS = ['colour', 'size', 'price'];
const preset = { ...llamaPreset('nano'), vocab_size: 32, hidden_size: 16, intermediate_size: 32, num_hidden_layers: 1 };
const T = 8;
const config = { ...llamaConfig({ ...preset, num_attention_heads: 2 }, T), initializer_range: 0.1 };

/** Texts of 3 to 10 tokens of which one, anywhere among the first ones, says the label. */
function corpusOf(texts: number, seed: number): LabelledCorpus {
  const random = new Random(seed);
  const [ids, starts, labels]: number[][] = [[], [], []];
  for (let text = 0; text < texts; text++) {
    const label = random.integer(LABELS.length);
    const length = 3 + random.integer(8);
    const tokens = Array.from({ length }, () => 10 + random.integer(20));
    tokens[random.integer(Math.min(length, T))] = 5 + label;
    starts?.push(ids?.length ?? 0);
    labels?.push(label);
    ids?.push(...tokens);
  }
  return {
    ids: Uint16Array.from(ids ?? []),
    starts: Uint32Array.from(starts ?? []),
    labels: Uint32Array.from(labels ?? []),
    rows: Uint32Array.from({ length: texts }, (_, text) => text),
  };
}

const settings = {
  ...defaultSettings('nano'),
  context_length: T,
  per_device_train_batch_size: 8,
  learning_rate: 2e-2,
  eval_steps: 20,
  load_best_model_at_end: false,
};
const [train, validation, test] = [corpusOf(200, 1), corpusOf(50, 2), corpusOf(20, 3)];
const B = settings.per_device_train_batch_size;

/** @param told gets the share of right labels of each evaluation */
function classification(told: (accuracy: number) => void): TrainingTask {
  const meter: TaskMeter = {
    gather() {
      const predictions: Prediction[] = [];
      return {
        predictions,
        onLosses({ values, weights }, _, outputs) {
          const scores = outputs.get('scores') as Float32Array;
          for (const [row, weight] of weights.entries()) {
            if (weight === 0) continue;
            const own = scores.subarray(row * LABELS.length, (row + 1) * LABELS.length);
            predictions.push({ label: values.labels?.[row] as number, predicted: argmax(own) });
          }
        },
      };
    },
    async alongTheWay(gathered) {
      const { predictions } = gathered as unknown as { predictions: Prediction[] };
      told(classificationFigures(predictions, LABELS.length, 1).accuracy.value);
      return { metrics: {}, samples: [] };
    },
    atTheEnd: async () => null,
  };
  return {
    head: sequenceClassificationHead(LABELS.length),
    batches: (from) => labelledBatches(train, B, [T], from),
    validation: [...evaluationBatches(validation, B, [T])],
    test: { size: Math.ceil(test.labels.length / B), batches: () => evaluationBatches(test, B, [T]) },
    meter: () => meter,
  };
}

const request = (change: Partial<TrainingRequest> = {}): TrainingRequest => ({
  ...{ config, settings, budget: { kind: 'steps', steps: 60 }, extension: null, resume: null },
  task: classification(() => {}),
  makeProgram: (definition) => ({
    program: eagerProgram(definition),
    execution: () => ({ mode: 'eager', precision: 'fp32', problem: null }),
  }),
  checkpoints: { save: async () => [], parameters: async () => null },
  ...{ ending: () => null, stored: async () => {} },
  ...change,
});

async function follow(change: Partial<TrainingRequest> = {}) {
  const losses: number[] = [];
  const accuracies: number[] = [];
  const task = classification((accuracy) => accuracies.push(accuracy));
  const training = trainModel(request({ task, ...change }));
  for (;;) {
    const next = await training.next();
    if (next.done) return { losses, accuracies, model: next.value as TrainedModel };
    const { value } = next;
    if (value.event === 'step') losses.push(value.metric.loss);
  }
}

describe('another task', () => {
  it('is learned by the same training as texts are, and measured at every evaluation', async () => {
    const { losses, accuracies, model } = await follow();
    expect(losses[0]).toBeCloseTo(Math.log(LABELS.length), 0);
    expect(accuracies).toHaveLength(3);
    expect(accuracies.at(-1)).toBeGreaterThan(0.9);
    expect(model.testLoss).toBeLessThan(0.9);
    expect(model.weights.get(SCORE)?.shape).toEqual([3, 16]);
    expect([...model.weights.keys()]).not.toContain('lm_head.weight');
  });

  it('goes on from a snapshot as it would have gone on', takesLong, async () => {
    const snapshots: Snapshot[] = [];
    const checkpoints: TrainingRequest['checkpoints'] = {
      save: async ({ state, values }) => {
        const copies = new Map(Array.from(values, ([name, numbers]) => [name, numbers.slice()]));
        snapshots.push({ state: structuredClone(state), values: copies });
        return [];
      },
      parameters: async () => null,
    };
    const whole = await follow({ checkpoints });
    const resume = snapshots.find(({ state }) => state.step === 40) as Snapshot;
    const rest = await follow({ resume });
    expect(rest.losses).toEqual(whole.losses.slice(40));
    expect(rest.model.weights.get(SCORE)?.data).toEqual(whole.model.weights.get(SCORE)?.data);
  });

  it('has gradients that equal numeric ones, of the head and of the body', () => {
    const head = sequenceClassificationHead(LABELS.length);
    const parameters = toParameters(head.initial(config, 3));
    const [batch] = evaluationBatches(corpusOf(4, 5), 4, [T]);
    const { ids, last, labels } = (batch as NonNullable<typeof batch>).values;
    const inputs = new Map<string, tf.Tensor>([
      ['ids', tf.tensor2d(ids, [4, T], 'int32')],
      ['last', tf.tensor1d(last, 'int32')],
      ['labels', tf.tensor1d(labels, 'int32')],
      ['weights', tf.fill([4], 0.25)],
    ]);
    const { gradients } = lossAndGradients(head, config, parameters, inputs);
    for (const name of [SCORE, 'model.embed_tokens.weight', 'model.layers.0.self_attn.v_proj.weight']) {
      const random = tf.randomNormal((parameters.get(name) as tf.Tensor).shape, 0, 1, 'float32', 9);
      const { found, numeric } = slopes(
        name,
        { parameters, gradients, loss: (moved) => head.on(config).loss(moved, inputs) },
        random,
      );
      expect(Math.abs(found - numeric), name).toBeLessThan(2e-3 + 0.02 * Math.abs(numeric));
    }
  });
});

describe('batches of labelled texts', () => {
  it('hold every text once an epoch with its label, cut to the context, and go on from any position', () => {
    const corpus = corpusOf(20, 7);
    const stream = labelledBatches(corpus, 5, [T], 1);
    const seen: string[] = [];
    const textOf = (ids: Int32Array, row: number, last: number) => ids.slice(row * T, last + 1).join(' ');
    for (let taken = 0; taken < 4; taken++) {
      const again = labelledBatches(corpus, 5, [T], stream.position);
      const { values } = stream.next().value;
      expect(again.next().value.values).toEqual(values);
      for (const [row, label] of values.labels.entries()) {
        seen.push(`${label}: ${textOf(values.ids, row, values.last[row] as number)}`);
      }
    }
    const all = Array.from(corpus.labels, (label, text) => {
      const [start, end] = [corpus.starts[text] as number, corpus.starts[text + 1] ?? corpus.ids.length];
      return `${label}: ${corpus.ids.slice(start, Math.min(end, start + T)).join(' ')}`;
    });
    expect(seen.sort()).toEqual(all.sort());
    expect(stream.position.epoch).toBe(1);
  });

  it('leave the rows that fill up the last one without weight', () => {
    const batches = [...evaluationBatches(corpusOf(7, 1), 5, [T])];
    expect(batches.map(({ weights }) => [...weights])).toEqual([
      [1, 1, 1, 1, 1],
      [1, 1, 0, 0, 0],
    ]);
  });
});

describe('figures of a classification', () => {
  // scikit-learn 1.7: f1_score([0, 0, 1, 2, 2, 2], [0, 1, 1, 2, 0, 2], average='macro') = 0.6555555555555556
  const predictions = [0, 0, 1, 2, 2, 2].map((label, index) => ({
    label,
    predicted: [0, 1, 1, 2, 0, 2][index] as number,
  }));

  it('are what scikit-learn says', () => {
    expect(macroF1(predictions, 3)).toBeCloseTo((0.5 + 2 / 3 + 0.8) / 3, 12);
    // A label that is nowhere does not count.
    expect(macroF1(predictions, 5)).toBe(macroF1(predictions, 3));
  });

  it('stand inside of their intervals', () => {
    const { accuracy, f1 } = classificationFigures(predictions, 3, 1);
    expect(accuracy.value).toBeCloseTo(4 / 6, 12);
    for (const { value, low, high } of [accuracy, f1]) {
      expect(low).toBeLessThan(value);
      expect(high).toBeGreaterThan(value);
    }
  });
});
