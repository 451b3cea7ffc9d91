import { beforeAll, expect, test } from 'vitest';
import { llamaConfig } from '../../../shared/domain/architectures/llama.ts';
import { defaultSettings, type TrainingSettings } from '../../../shared/domain/runs/training.ts';
import { useEngine } from '../../engine/testing.ts';
import { initialWeights } from '../architectures/model.ts';
import { languageModelHead } from '../heads/languageModel.ts';
import { eagerProgram } from '../program/eagerProgram.ts';
import { Random } from '../random.ts';
import { tuningOf } from '../tuning/index.ts';
import type { BatchPosition, TaskMeter, TrainingTask } from './task.ts';
import type { Snapshot } from './trainerState.ts';
import type { TrainingEvent, TrainingRequest } from './training.ts';
import { trainModel } from './trainModel.ts';

beforeAll(() => useEngine('wasm'));

const config = llamaConfig(
  { vocab_size: 32, hidden_size: 16, intermediate_size: 32, num_hidden_layers: 1, num_attention_heads: 2 },
  8,
);
const defaults = {
  ...defaultSettings('nano'),
  ...{ learning_rate: 1e-2, per_device_train_batch_size: 2, context_length: 8, gradient_accumulation_steps: 2 },
  ...{ load_best_model_at_end: false, seed: 7, lora_dropout: 0.3, eval_steps: 100 },
};
const shape = { batchSize: 2, contextLength: 8 };
const weights = initialWeights(config, 3);
const read = async (name: string) => weights.get(name)?.data.slice() ?? new Float32Array();
const batch = (seed: number) => languageModelHead.randomBatch(config, shape, new Random(seed));

/** An endless stream of random texts: its place is a number. */
const task: TrainingTask = {
  head: languageModelHead,
  batches(from) {
    let epoch = typeof from === 'number' ? 0 : from.epoch;
    const position = (): BatchPosition => ({ random: [0, 0, 0, 0], epoch, document: 0, token: 0 });
    return {
      get position() {
        return position();
      },
      next: () => ({ done: false, value: batch(++epoch) }),
    };
  },
  validation: [batch(1000)],
  test: null,
  meter: (): TaskMeter => ({
    gather: () => undefined,
    alongTheWay: async () => ({ metrics: {}, samples: [] }),
    atTheEnd: async () => null,
  }),
};

async function train(
  steps: number,
  resume: Snapshot | null = null,
  pauseAfter = Number.POSITIVE_INFINITY,
  own: Partial<TrainingSettings> = {},
) {
  const settings = { ...defaults, ...own };
  const snapshots: Snapshot[] = [];
  let done = resume?.state.step ?? 0;
  const request: TrainingRequest = {
    ...{ config, settings, task, resume, extension: null, budget: { kind: 'steps', steps } },
    base: { sha256: 'a', read },
    tuning: tuningOf(config, settings),
    makeProgram: (definition) => ({
      program: eagerProgram(definition),
      execution: () => ({ mode: 'eager', precision: 'fp32', problem: null }),
    }),
    checkpoints: {
      async save({ state, values }) {
        const copied = new Map(Array.from(values, ([name, data]) => [name, data.slice()]));
        snapshots.push({ state: structuredClone(state), values: copied });
        return [];
      },
      parameters: async () => null,
    },
    ending: () => (done >= pauseAfter ? 'pause' : null),
    stored: async () => {},
  };
  const events: TrainingEvent[] = [];
  const training = trainModel(request);
  let next = await training.next();
  for (; !next.done; next = await training.next()) {
    events.push(next.value);
    if (next.value.event === 'step') done = next.value.metric.step;
  }
  return { events, snapshots, result: next.value };
}

const losses = (events: readonly TrainingEvent[]) =>
  events.flatMap((event) => (event.event === 'step' ? [event.metric.loss] : []));

test.each([
  ['LoRA', {}],
  ['LoRA by Adafactor', { optim: 'adafactor' }],
  ['all weights by Adafactor', { optim: 'adafactor', tuning: 'full' }],
] as const)('a run that was broken off goes on as if it had not been, dropout included: %s', async (_, own) => {
  const whole = await train(6, null, undefined, own);
  const first = await train(6, null, 3, own);
  expect(first.result).toEqual({ reason: 'paused', step: 3 });
  const second = await train(6, first.snapshots.at(-1), undefined, own);
  expect([...losses(first.events), ...losses(second.events)]).toEqual(losses(whole.events));
  expect('weights' in second.result && second.result.weights).toEqual(
    'weights' in whole.result && whole.result.weights,
  );
});

test('what is kept is what is trained; the first evaluation is the base’s', async () => {
  const { events, snapshots, result } = await train(2);
  const names = [...(snapshots[0]?.values.keys() ?? [])];
  expect(names).toHaveLength(7 * 2 * 3);
  expect(names.every((name) => name.includes('.lora_'))).toBe(true);
  expect('weights' in result && [...result.weights.keys()].every((name) => name.startsWith('base_model.model.'))).toBe(
    true,
  );
  const evaluations = events.flatMap((event) => (event.event === 'evaluation' ? [event.evaluation] : []));
  expect(evaluations.map(({ step }) => step)).toEqual([0, 2]);
  expect(events.findIndex(({ event }) => event === 'evaluation')).toBeLessThan(
    events.findIndex(({ event }) => event === 'step'),
  );
});

test('the optimizer says what is kept beside it', async () => {
  const { snapshots } = await train(1, null, undefined, { optim: 'adafactor' });
  const names = [...(snapshots[0]?.values.keys() ?? [])];
  expect(names).toHaveLength(7 * 2 * 3);
  const kept = names.filter((name) => name.startsWith('exp_avg_sq_'));
  expect(kept).toHaveLength(7 * 2 * 2);
  // The rows and columns of two matrices of rank 8 beside each linear layer.
  const a = 'base_model.model.model.layers.0.mlp.up_proj.lora_A.weight';
  const size = (name: string) => snapshots.at(-1)?.values.get(name)?.length;
  expect([size(a), size(`exp_avg_sq_row.${a}`), size(`exp_avg_sq_col.${a}`)]).toEqual([8 * 16, 8, 16]);
});

test('a module that the model does not have is refused', () => {
  expect(() => tuningOf(config, { ...defaults, target_modules: 'q_proj,c_attn' })).toThrow('c_attn');
});
