import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { createConfig, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Pooling } from '../../../shared/domain/models/embedding.ts';
import type { Budget } from '../../../shared/domain/runs/training.ts';
import { useEngine } from '../../engine/testing.ts';
import { parameterShapes, tablesOf } from '../../ml/architectures/model.ts';
import { toParameters } from '../../ml/architectures/parameters.ts';
import { sequenceClassificationHead } from '../../ml/heads/sequenceClassification.ts';
import { CLASSIFIER } from '../../ml/heads/textScores.ts';
import { eagerProgram } from '../../ml/program/eagerProgram.ts';
import type { ProgramMaker } from '../../ml/program/program.ts';
import { Random } from '../../ml/random.ts';
import { textScores } from '../../ml/train/textScores.ts';
import type { TrainedModel, TrainingEvent } from '../../ml/train/training.ts';
import { frozenTuning } from '../../ml/tuning/tuning.ts';
import type { LabelledCorpus } from './corpus.ts';
import { fitHead } from './fitHead.ts';
import { calibrationError } from './measures/calibration.ts';
import { type Told, tell } from './measures/figures.ts';
import { labelMeter } from './measures/labelMeter.ts';
import { centred } from './vectorScale.ts';

beforeAll(() => useEngine('wasm'));

const LABELS = ['colour', 'size', 'price'];
const SIZES = { vocab_size: 32, hidden_size: 16, intermediate_size: 32, num_hidden_layers: 1, num_attention_heads: 2 };
const wild = { initializer_range: 0.2 };
const configs: Record<'bert' | 'llama', ModelConfig> = {
  bert: { ...createConfig('bert', 'nano', 12), ...SIZES, ...wild } as ModelConfig,
  llama: {
    ...createConfig('llama', 'nano', 12),
    ...{ ...SIZES, ...wild, num_key_value_heads: 2, head_dim: 8 },
  } as ModelConfig,
};

/** Texts of 3 to 10 tokens of which two say the label. */
function corpusOf(texts: number, seed: number): LabelledCorpus {
  const random = new Random(seed);
  const [ids, starts, labels]: [number[], number[], number[]] = [[], [], []];
  for (let text = 0; text < texts; text++) {
    const label = random.integer(LABELS.length);
    const tokens = Array.from({ length: 3 + random.integer(8) }, () => 10 + random.integer(20));
    tokens.splice(0, 2, 5 + label, 5 + label);
    starts.push(ids.length);
    labels.push(label);
    ids.push(...tokens);
  }
  return {
    ids: Uint16Array.from(ids),
    starts: Uint32Array.from(starts),
    labels: Uint32Array.from(labels),
    rows: Uint32Array.from({ length: texts }, (_, text) => text),
  };
}

const [train, validation, test] = [corpusOf(300, 1), corpusOf(60, 2), corpusOf(20, 3)];
const usual: ProgramMaker = (definition) => ({
  program: eagerProgram(definition),
  execution: () => ({ mode: 'eager', precision: 'fp32', problem: null }),
});

async function fit(
  config: ModelConfig,
  pooling: Pooling,
  {
    budget = { kind: 'minutes', minutes: 5 } as Budget,
    ending = () => null as 'stop' | 'pause' | null,
    makeProgram = usual,
  } = {},
) {
  const head = sequenceClassificationHead(LABELS.length, Number.POSITIVE_INFINITY, pooling);
  const base = head.initial(config, 7);
  const labels = LABELS.map((label) => ({ label, trained: 100 }));
  const meter = labelMeter({ labels, validation, rows: [], rivals: new Map(), seed: 1 });
  const work = { config, pooling, head, count: LABELS.length, seed: 3, train, validation, test, meter };
  const read = async (name: string) => Float32Array.from(base.get(name)?.data ?? []);
  const run = fitHead(work, { read, budget, makeProgram, ending });
  const events: TrainingEvent[] = [];
  for (;;) {
    const { done, value } = await run.next();
    if (done) return { head, base, events, model: value as TrainedModel };
    events.push(value);
  }
}

describe('a head on a frozen body', () => {
  it.each([
    ['bert', { from: 'mean', normalize: true }],
    ['bert', { from: 'first', normalize: false }],
    ['bert', { from: 'mean', normalize: true, layers: [0, 1] }],
    ['llama', { from: 'mean', normalize: false }],
  ] as const)('tells labels, and the model that is kept says the same: %s, %j', async (name, pooling) => {
    const config = configs[name];
    const { head, base, events, model } = await fit(config, pooling);
    const accuracy = model.measures?.metrics.accuracy?.value ?? 0;
    expect(accuracy).toBeGreaterThan(pooling.from === 'first' ? 0.5 : 0.9);
    const steps = events.flatMap((event) => (event.event === 'step' ? [event.metric] : []));
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, place) => place + 1));
    expect(steps.at(-1)?.loss).toBeLessThan(steps[0]?.loss as number);
    // Nothing of the body has changed, and what its tokens give through the head that is opened later is what was measured.
    for (const body of parameterShapes({ ...config, tie_word_embeddings: true }).keys())
      expect(model.weights.get(body)?.data).toEqual(base.get(body)?.data);
    const [parameters, tables] = [toParameters(model.weights), tablesOf(config)];
    const scores = textScores(head, config, parameters, tables);
    let [loss, right] = [0, 0];
    const told: Told[] = [];
    for (const [text, from] of validation.starts.entries()) {
      const found = await scores([...validation.ids.subarray(from, validation.starts[text + 1])]);
      const label = validation.labels[text] as number;
      const sum = found.reduce((total, score) => total + Math.exp(score), 0);
      loss -= (found[label] as number) - Math.log(sum);
      const answer = tell(found);
      if (answer.predicted === label) right++;
      told.push({ label, ...answer });
    }
    expect(loss / validation.labels.length).toBeCloseTo(model.validationLoss as number, 4);
    expect(right / validation.labels.length).toBeCloseTo(accuracy, 6);
    // How sure it is, too, is what it says later: not probabilities of probabilities.
    expect(model.measures?.metrics.ece?.value).toBeCloseTo(calibrationError(told, 1).value, 4);
    expect(model.testLoss).toBeGreaterThan(0);
    tf.dispose([...parameters.values()]);
  });

  it('is the same again, and takes no more passes than the budget has', async () => {
    const budget = { kind: 'steps', steps: 3 } as const;
    const pooling = { from: 'mean', normalize: true } as const;
    const [one, other] = [await fit(configs.bert, pooling, { budget }), await fit(configs.bert, pooling, { budget })];
    expect(one.model).toMatchObject({ step: 3, reason: 'budget' });
    expect(one.model.weights.get(CLASSIFIER[0])?.data).toEqual(other.model.weights.get(CLASSIFIER[0])?.data);
  });

  it('tells how many of the texts it has read, and counts the time of that', async () => {
    let clock = 0;
    let batches = 0;
    const now = vi.spyOn(performance, 'now').mockImplementation(() => clock);
    // A batch takes a second, all else nothing.
    const makeProgram: ProgramMaker = (definition) => {
      const { program, execution } = usual(definition);
      const run: typeof program.run = (...given) => {
        clock += 1000;
        batches++;
        return program.run(...given);
      };
      return { program: { ...program, run }, execution };
    };
    const { events } = await fit(configs.bert, { from: 'mean', normalize: true }, { makeProgram }).finally(() =>
      now.mockRestore(),
    );
    const told = events.flatMap((event) => (event.event === 'preparation' ? [event.preparation] : []));
    const vectors = told.filter(({ phase }) => phase === 'vectors');
    const total = [train, validation, test].reduce((sum, { ids }) => sum + ids.length, 0);
    expect(vectors[0]).toEqual({ phase: 'vectors', done: 0, total, elapsedMs: 0 });
    expect(vectors.at(-1)).toEqual({
      ...{ phase: 'vectors', done: total, total, remainingMs: 0 },
      elapsedMs: 1000 * batches,
    });
    expect(vectors.length).toBeGreaterThan(2);
    expect(vectors.map(({ done }) => done)).toEqual(vectors.map(({ done }) => done).sort((one, other) => one - other));
    expect(told.at(-1)?.phase).toBe('head');
    const steps = events.flatMap((event) => (event.event === 'step' ? [event.metric.elapsedMs] : []));
    expect(steps).toEqual(Array.from({ length: 12 }, () => 1000 * batches));
    expect(events.findIndex(({ event }) => event === 'preparation')).toBe(0);
    const evaluated = events.flatMap((event) => (event.event === 'evaluation' ? [event.evaluation.elapsedMs] : []));
    expect(evaluated).toEqual([1000 * batches]);
  });

  it('is given up where it was asked to end before there was one', async () => {
    const pooling = { from: 'mean', normalize: true } as const;
    for (const ending of ['pause', 'stop'] as const)
      await expect(fit(configs.bert, pooling, { ending: () => ending })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('has the head trained, and nothing else', () => {
    const head = sequenceClassificationHead(5, 8, { from: 'mean', normalize: true });
    for (const config of Object.values(configs))
      expect(frozenTuning.trained(config, head.shapes(config))).toEqual(
        new Map([
          ['classifier.weight', [5, 16]],
          ['classifier.bias', [5]],
        ]),
      );
  });
});

type Linear = { weights: Float32Array; bias: Float32Array };

it('vectors are learned from about zero, and what was learned holds for them as they are', () => {
  const random = new Random(1);
  const vectors = Array.from({ length: 50 }, () =>
    Float32Array.of(100 + random.normal(), 0.01 * random.normal(), 3, random.normal()),
  );
  const scale = centred(vectors);
  const scaled = vectors.map(scale.of);
  for (const at of [0, 1, 3]) {
    const spread = scaled.reduce((sum, vector) => sum + (vector[at] as number) ** 2, 0) / vectors.length;
    expect(spread).toBeCloseTo(1 / 4, 2);
  }
  expect(Math.max(...scaled.map((vector) => Math.abs(vector[2] as number)))).toBeLessThan(1e-3);
  const learned: Linear = { weights: Float32Array.of(1, -2, 3, 0.5), bias: Float32Array.of(0.25) };
  const plain = scale.onVectors(learned);
  const score = ({ weights, bias }: Linear, vector: Float32Array) =>
    weights.reduce((sum, weight, at) => sum + weight * (vector[at] as number), bias[0] as number);
  for (const [place, vector] of vectors.entries())
    expect(score(plain, vector)).toBeCloseTo(score(learned, scaled[place] as Float32Array), 2);
});
