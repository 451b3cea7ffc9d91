import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { llamaConfig, llamaPreset } from '../../../shared/domain/architectures/llama.ts';
import { defaultSettings } from '../../../shared/domain/runs/training.ts';
import { parseCorpus } from '../../tasks/textGeneration/corpusFormat.ts';
import type { TextGenerationRun } from '../../tasks/textGeneration/textGenerationRun.ts';
import { textGenerationTask } from '../../tasks/textGeneration/trainingTask.ts';
import type { Program } from '../program/program.ts';
import type { TrainingEvent, TrainingRequest } from './training.ts';
import { trainModel } from './trainModel.ts';

/** What things take on the machine of the test, in milliseconds. The first of each is compiled as well. */
interface Costs {
  step: number;
  evaluate: number;
  checkpoint: number;
  compile: number;
}
const NANO: Costs = { step: 60, evaluate: 20, checkpoint: 150, compile: 4000 };
const SMALL: Costs = { step: 210, evaluate: 70, checkpoint: 400, compile: 8000 };
const SLOW: Costs = { step: 1500, evaluate: 500, checkpoint: 900, compile: 20_000 };

const CONTEXT = 8;
let clock = 0;
beforeEach(() => {
  clock = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  // Thousands of steps let messages in between; here there are none to wait for.
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((go: () => void) => setImmediate(go)) as never);
});
afterEach(() => vi.restoreAllMocks());

/** Computes nothing; it takes its time. */
function costly(costs: Costs): Program {
  const known = new Set<string>();
  return {
    async run(method) {
      if (!known.has(method)) clock += costs.compile;
      known.add(method);
      clock += method === 'step' ? costs.step : costs.evaluate;
      return method === 'step' ? { report: Float32Array.of(2, 1) } : { loss: Float32Array.of(3) };
    },
    async read() {
      clock += costs.checkpoint;
      return new Map();
    },
    write() {},
    dispose() {},
  };
}

const settings = { ...defaultSettings('nano'), context_length: CONTEXT, load_best_model_at_end: false };
/** Documents of ten tokens. */
const corpus = (documents: number) =>
  parseCorpus(
    new Uint16Array(10 * documents + 1),
    Uint32Array.from({ length: 2 * documents }, (_, index) => (index % 2 === 0 ? 5 * index : 1)),
  );

/** Trains, and tells when what came. */
async function train(costs: Costs, change: Partial<TrainingRequest & TextGenerationRun>) {
  const events: { at: number; event: TrainingEvent }[] = [];
  const snapshots: TrainingRequest['resume'][] = [];
  const request = {
    config: llamaConfig({ ...llamaPreset('nano'), hidden_size: 8, num_hidden_layers: 1, vocab_size: 16 }, CONTEXT),
    ...{
      settings,
      extension: null,
      test: null,
      tokenizer: undefined as never,
      samplePrompts: [],
      measuring: null,
      promptLimit: null,
      resume: null,
    },
    budget: { kind: 'minutes', minutes: 2 },
    train: corpus(100),
    validation: corpus(120),
    makeProgram: () => ({
      program: costly(costs),
      execution: () => ({ mode: 'compiled', precision: 'fp32', problem: null }),
    }),
    checkpoints: {
      save: async (snapshot) => {
        snapshots.push(snapshot);
        return [];
      },
      parameters: async () => null,
    },
    ending: () => null,
    stored: async () => {},
    ...change,
  } satisfies TextGenerationRun & Omit<TrainingRequest, 'task'>;
  const training = trainModel({ ...request, task: textGenerationTask(request) });
  for await (const event of training) events.push({ at: clock, event });
  const steps = events.flatMap(({ at, event }) => (event.event === 'step' ? [{ at, ...event.metric }] : []));
  const evaluations = events.filter(({ event }) => event.event === 'evaluation');
  return { steps, evaluations, snapshots, end: clock };
}

const minutes = (count: number) => ({ kind: 'minutes', minutes: count }) as const;
const steps = (count: number) => ({ kind: 'steps', steps: count }) as const;
const BUDGETS = [minutes(2), minutes(5), steps(15), steps(50), steps(400)];

describe.each([
  ['nano', NANO],
  ['small', SMALL],
] as const)('a run as fast as %s', (_, costs) => {
  it.each(BUDGETS)('is evaluated ten times at least, at a modest cost: %o', async (budget) => {
    const { evaluations, steps: taken, end } = await train(costs, { budget });
    expect(evaluations.length).toBeGreaterThanOrEqual(10);
    const learning = taken.length * costs.step + 2 * costs.compile;
    if (budget.kind === 'minutes') expect(learning / end).toBeGreaterThan(0.8);
  });

  it.each([steps(50), steps(400)])('says after 5 and 20 steps how long it takes: %o', async (budget) => {
    const { steps: taken, end } = await train(costs, { budget });
    expect(taken[0]?.remainingMs, 'by a step that was compiled').toBeNull();
    for (const at of [5, 20, 40]) {
      const { remainingMs, at: time } = taken[at - 1] as (typeof taken)[number];
      // What is compiled when it comes for the first time is no part of it.
      const came = end - time - (at <= 5 || (at === 20 && budget.steps === 400) ? costs.compile : 0);
      expect((remainingMs ?? 0) / came, `after ${at}`).toBeGreaterThan(1 / 1.5);
      expect((remainingMs ?? 0) / came, `after ${at}`).toBeLessThan(1.5);
    }
  });

  it.each([minutes(2), minutes(5)])('of minutes trains for as long, from its second step on: %o', async (budget) => {
    const { steps: taken, end } = await train(costs, { budget });
    const [first, second] = taken;
    expect(first?.elapsedMs).toBe(0);
    expect(second?.elapsedMs).toBe(costs.step);
    const trained = end - (first?.at ?? 0);
    expect(trained).toBeGreaterThan(budget.minutes * 60_000);
    expect(trained).toBeLessThan(budget.minutes * 60_000 * 1.1 + costs.compile);
    for (const at of [1, 5, 20]) {
      const { remainingMs, at: time } = taken[at - 1] as (typeof taken)[number];
      expect((remainingMs ?? 0) / (end - time), `after ${at}`).toBeGreaterThan(0.9);
      expect((remainingMs ?? 0) / (end - time), `after ${at}`).toBeLessThan(1.1);
    }
  });
});

it('where steps are very slow there is still time for them', async () => {
  const { evaluations, steps: taken } = await train(SLOW, { budget: minutes(2) });
  expect(evaluations.length).toBeGreaterThanOrEqual(8);
  expect(taken.length * SLOW.step).toBeGreaterThan(60_000);
});

it('a run that goes on compiles again, and knows its pace from before', async () => {
  const budget = steps(400);
  let asked = 0;
  const before = await train(SMALL, { budget, ending: () => (asked++ === 100 ? 'pause' : null) });
  const resume = before.snapshots.at(-1) ?? null;
  const { steps: rest, end } = await train(SMALL, { budget, resume });
  const [first] = rest;
  expect(first?.step).toBe(101);
  expect(first?.elapsedMs).toBe(resume?.state.elapsedMs);
  expect((first?.remainingMs ?? 0) / (end - (first?.at ?? 0) - SMALL.compile)).toBeGreaterThan(1 / 1.5);
  expect((first?.remainingMs ?? 0) / (end - (first?.at ?? 0) - SMALL.compile)).toBeLessThan(1.5);
});
