import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { llamaConfig } from '../../../shared/domain/architectures/llama.ts';
import type { Checkpoint } from '../../../shared/domain/runs/run.ts';
import { defaultSettings } from '../../../shared/domain/runs/training.ts';
import { useEngine } from '../../engine/testing.ts';
import { AGAIN, againBut, takesLong } from '../../setup/leftOut.ts';
import { evaluationBatches, TrainingBatches } from '../../tasks/textGeneration/batches.ts';
import { parseCorpus } from '../../tasks/textGeneration/corpusFormat.ts';
import type { TextGenerationRun } from '../../tasks/textGeneration/textGenerationRun.ts';
import { textGenerationTask } from '../../tasks/textGeneration/trainingTask.ts';
import { parameterShapes } from '../architectures/model.ts';
import type { Weights } from '../architectures/parameters.ts';
import { eagerProgram } from '../program/eagerProgram.ts';
import { type Batch, countTargets } from './task.ts';
import type { Snapshot } from './trainerState.ts';
import type { CheckpointKeeper, TrainingEvent, TrainingRequest } from './training.ts';
import { trainModel } from './trainModel.ts';

beforeAll(() => useEngine('wasm'));

const config = llamaConfig(
  {
    vocab_size: 32,
    hidden_size: 16,
    intermediate_size: 32,
    num_hidden_layers: 1,
    num_attention_heads: 2,
  },
  8,
);

/** Documents that count upwards: 0 | 5 6 7 | 8 9 10. The head is END_OF_TEXT and two prompt tokens. */
function countingCorpus(documents: number) {
  const ids: number[] = [];
  const docs: number[] = [];
  for (let document = 0; document < documents; document++) {
    docs.push(ids.length, 3);
    const first = 2 + ((document * 7) % 20);
    ids.push(0, ...[0, 1, 2, 3, 4, 5].map((offset) => first + offset));
  }
  return parseCorpus(Uint16Array.from([...ids, 0]), Uint32Array.from(docs));
}

/** Documents whose head takes `head` tokens, with two of an answer. */
function longPrompts(documents: number, head: number) {
  const length = head + 2;
  const ids = Uint16Array.from({ length: documents * length + 1 }, (_, index) =>
    index % length === 0 ? 0 : 2 + (index % 25),
  );
  return parseCorpus(
    ids,
    Uint32Array.from({ length: 2 * documents }, (_, i) => (i % 2 ? head : (i / 2) * length)),
  );
}

/** Keeps everything; a file system would drop what is not needed. */
class MemoryCheckpoints implements CheckpointKeeper {
  readonly snapshots: Snapshot[] = [];

  async save(snapshot: Snapshot): Promise<Checkpoint[]> {
    // The engine's memory goes on changing.
    const values = new Map(Array.from(snapshot.values, ([name, data]) => [name, data.slice()]));
    this.snapshots.push({ state: structuredClone(snapshot.state), values });
    return [];
  }

  async parameters(step: number): Promise<Weights | null> {
    const snapshot = this.snapshots.find(({ state }) => state.step === step);
    const data = (name: string) => snapshot?.values.get(name) as Float32Array;
    return new Map(Array.from(parameterShapes(config), ([name, shape]) => [name, { shape, data: data(name) }]));
  }
}

type Change = Partial<TrainingRequest & TextGenerationRun>;

const whole = (change: Change): Omit<TrainingRequest, 'task'> & TextGenerationRun => ({
  config,
  settings: {
    ...defaultSettings('nano'),
    learning_rate: 1e-2,
    per_device_train_batch_size: 4,
    context_length: 8,
    warmup_ratio: 0.1,
    load_best_model_at_end: false,
    seed: 7,
  },
  budget: { kind: 'steps', steps: 12 },
  train: countingCorpus(40),
  validation: countingCorpus(5),
  test: null,
  // No sample prompts, so there is nothing to tokenize.
  tokenizer: undefined as never,
  samplePrompts: [],
  promptLimit: null,
  measuring: null,
  makeProgram: (definition) => ({
    program: eagerProgram(definition),
    execution: () => ({ mode: 'eager', precision: 'fp32', problem: null }),
  }),
  extension: null,
  checkpoints: new MemoryCheckpoints(),
  resume: null,
  ending: () => null,
  stored: async () => {},
  ...change,
});

function request(change: Change = {}): TrainingRequest {
  const all = whole(change);
  return { task: textGenerationTask(all), ...all };
}

async function follow(change: Change = {}) {
  const events: TrainingEvent[] = [];
  const training = trainModel(request(change));
  for (;;) {
    const next = await training.next();
    if (next.done) {
      const losses = events.flatMap((event) => (event.event === 'step' ? event.metric.loss : []));
      const evaluations = events.flatMap((event) => {
        if (event.event !== 'evaluation') return [];
        const { elapsedMs: _, ...evaluation } = event.evaluation;
        return evaluation;
      });
      return { losses, evaluations, result: next.value };
    }
    events.push(next.value);
  }
}

async function run(change: Change = {}) {
  const { losses, evaluations, result } = await follow(change);
  if (result.reason === 'paused') throw new Error('the training was paused');
  return { losses, evaluations, ...result };
}

describe('training', () => {
  it('learns a pattern: the loss falls from ln V to far below', async () => {
    const { losses, validationLoss } = await run({ budget: { kind: 'steps', steps: 60 } });
    expect(losses[0]).toBeGreaterThan(3);
    expect(losses).toHaveLength(60);
    expect(validationLoss).toBeLessThan(1.5);
  });

  it('gives the same losses and weights for the same seed, others for another', async () => {
    const [one, two] = [await run(), await run()];
    expect(two.losses).toEqual(one.losses);
    expect(two.weights).toEqual(one.weights);
    const other = await run({ settings: { ...request().settings, seed: 8 } });
    expect(other.losses).not.toEqual(one.losses);
  });

  it('sums gradients up: two half batches learn as one whole', async () => {
    const halves = { ...request().settings, per_device_train_batch_size: 2, gradient_accumulation_steps: 2 };
    const [whole, summed] = [await run(), await run({ settings: halves })];
    expect(summed.losses).toHaveLength(whole.losses.length);
    for (const [step, loss] of summed.losses.entries()) expect(loss).toBeCloseTo(whole.losses[step] as number, 4);
  });

  it('tests the kept model at the end, and the test documents change nothing', async () => {
    const [none, some, others] = [
      await run(),
      await run({ test: countingCorpus(7) }),
      await run({ test: countingCorpus(19) }),
    ];
    expect(none.testLoss).toBeNull();
    expect(some.testLoss).toBeGreaterThan(0);
    expect(others.testLoss).not.toBe(some.testLoss);
    for (const { losses, weights, validationLoss } of [some, others]) {
      expect({ losses, weights, validationLoss }).toEqual({
        losses: none.losses,
        weights: none.weights,
        validationLoss: none.validationLoss,
      });
    }
  });

  it('says which part of the validation rows a loss is on, and ends with all of them', async () => {
    const events: TrainingEvent[] = [];
    const validation = countingCorpus(60);
    const training = trainModel(request({ validation, settings: { ...request().settings, eval_steps: 4 } }));
    let next = await training.next();
    for (; !next.done; next = await training.next()) events.push(next.value);
    const shares = events.flatMap((event) => (event.event === 'evaluation' ? [event.share] : []));
    // 4 batches of 32 tokens, of 420 tokens.
    for (const share of shares) expect(share).toBeCloseTo(4 / 13.125, 1);
    expect(shares).toHaveLength(3);
    expect(next.value).toMatchObject({ reason: 'budget', validationShare: 1 });
    const result = await run({ validation });
    expect(result.validationLoss).not.toBe(result.evaluations.at(-1)?.validationLoss);
  });

  it('evaluates the test split only after the last step, with the model that is kept', async () => {
    const settings = { ...request().settings, load_best_model_at_end: true, eval_steps: 4 };
    const { testLoss, validationLoss } = await run({ settings, test: countingCorpus(5) });
    // The same documents as those of the validation split.
    expect(testLoss).toBeCloseTo(validationLoss ?? 0, 6);
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await run();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('ends when asked to and keeps what it has', async () => {
    let steps = 0;
    const { losses, reason } = await run({ ending: () => (steps++ >= 5 ? 'stop' : null) });
    expect(reason).toBe('stopped');
    expect(losses).toHaveLength(5);
  });

  it('reports a loss that is not finite instead of going on', async () => {
    // Larger than a 32-bit float: the weights become infinite with the first step.
    const settings = { ...request().settings, learning_rate: 1e39 };
    await expect(run({ settings })).rejects.toMatchObject({ code: 'loss_not_finite' });
  });

  it.each([
    ['an evaluation', { eval_steps: 1 }],
    ['a checkpoint', { eval_steps: 5, save_steps: 1 }],
  ])('weights that break just before %s end so, and no checkpoint has them', async (_, every) => {
    // The loss of step 1 is that of the weights before it.
    const settings = { ...request().settings, learning_rate: 1e39, ...every };
    const checkpoints = new MemoryCheckpoints();
    const events: string[] = [];
    const training = trainModel(request({ settings, checkpoints }));
    const follow = async () => {
      for await (const { event } of training) events.push(event);
    };
    await expect(follow()).rejects.toMatchObject({ code: 'loss_not_finite', details: { step: 1, loss: 'NaN' } });
    expect(events).not.toContain('evaluation');
    expect(checkpoints.snapshots.map(({ state }) => state.step)).toEqual([0]);
    for (const data of checkpoints.snapshots[0]?.values.values() ?? []) expect(data.every(Number.isFinite)).toBe(true);
  });

  it('a batch inside of a prompt is no step, and no loss of 0', async () => {
    // Prompts of 100 tokens: most windows of 4 · 8 have no target.
    const corpus = longPrompts(6, 100);
    const batches = [...evaluationBatches(corpus, 4, 8)];
    expect(batches.length).toBeLessThan(Math.ceil(corpus.ids.length / 32) / 2);
    for (const batch of batches) expect(countTargets(batch)).toBeGreaterThan(0);
    const { losses, evaluations, validationLoss } = await run({
      train: corpus,
      validation: longPrompts(2, 100),
      settings: { ...request().settings, per_device_train_batch_size: 1, gradient_accumulation_steps: 2 },
    });
    for (const loss of losses) expect(loss).toBeGreaterThan(0.1);
    for (const evaluation of evaluations) expect(evaluation.validationLoss).toBeGreaterThan(0.1);
    expect(validationLoss).toBeGreaterThan(0.1);
  });

  it('a validation split without a target is not measured: no evaluation, no best, no early stop', async () => {
    const nothing = { ...countingCorpus(2), counts: new Uint8Array(15) };
    const settings = { ...request().settings, eval_steps: 2, early_stopping_patience: 1, load_best_model_at_end: true };
    const checkpoints = new MemoryCheckpoints();
    const { losses, evaluations, validationLoss, testLoss, step } = await run({
      ...{ settings, checkpoints, validation: nothing, test: nothing },
    });
    expect({ evaluations, validationLoss, testLoss, step }).toEqual({
      ...{ evaluations: [], validationLoss: null, testLoss: null, step: 12 },
    });
    expect(losses).toHaveLength(12);
    expect(checkpoints.snapshots.at(-1)?.state).toMatchObject({ best: null, lastEvaluation: null });
  });
});

/** The weights' bits, so that they can be compared exactly. */
const bitsOf = (weights: Weights | null) => Array.from(weights ?? [], ([name, { data }]) => [name, ...data]);

/** Asked for once, what takes its time and is always the same. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

describe('going on from a checkpoint', () => {
  const settings = { ...request().settings, gradient_accumulation_steps: 2, eval_steps: 5, save_steps: 3 };
  const budget = { kind: 'steps', steps: 20 } as const;

  /** Without a break, and what it has kept on the way. */
  const without = once(async () => {
    const checkpoints = new MemoryCheckpoints();
    return { ...(await run({ settings, budget, checkpoints })), snapshots: checkpoints.snapshots };
  });

  for (const at of [0, 1, 2, 3, 4])
    it(
      `gives the losses and weights of a training without a break, from snapshot ${at} on`,
      againBut('3')(String(at)),
      async () => {
        const whole = await without();
        const resume = whole.snapshots[at] as Snapshot;
        const rest = await run({ settings, budget, checkpoints: new MemoryCheckpoints(), resume });
        expect(rest.losses).toEqual(whole.losses.slice(resume.state.step));
        expect(rest.evaluations).toEqual(whole.evaluations.filter(({ step }) => step > resume.state.step));
        expect(bitsOf(rest.weights)).toEqual(bitsOf(whole.weights));
        expect(rest.validationLoss).toBe(whole.validationLoss);
      },
    );

  it('a pause at any step loses nothing', async () => {
    const whole = await without();
    const losses: number[] = [];
    let resume: Snapshot | null = null;
    for (;;) {
      const checkpoints = new MemoryCheckpoints();
      let asked = 0;
      const part = await follow({
        settings,
        budget,
        resume,
        checkpoints,
        ending: () => (asked++ === 7 ? 'pause' : null),
      });
      losses.push(...part.losses);
      if (part.result.reason !== 'paused') {
        expect(bitsOf(part.result.weights)).toEqual(bitsOf(whole.weights));
        break;
      }
      resume = checkpoints.snapshots.at(-1) as Snapshot;
      expect(resume.state.step).toBe(part.result.step);
    }
    expect(losses).toEqual(whole.losses);
  });

  it('there is a checkpoint before the first step, at every evaluation and at the end', async () => {
    const checkpoints = new MemoryCheckpoints();
    await run({ settings: { ...settings, save_steps: 0 }, budget: { kind: 'steps', steps: 12 }, checkpoints });
    expect(checkpoints.snapshots.map(({ state }) => state.step)).toEqual([0, 5, 10, 12]);
  });

  it(
    'an extension goes on with the losses so far and moves to the new schedule without a jump',
    takesLong,
    async () => {
      const rates: number[] = [];
      const first = await without();
      const resume = first.snapshots.at(-1) as Snapshot;
      const extension = { step: 20, elapsedMs: 0, learning_rate: 1e-3, previous: budget };
      const seldom = { ...settings, gradient_accumulation_steps: 1, eval_steps: 50, save_steps: 50 };
      const training = trainModel(
        request({ settings: seldom, budget: { kind: 'steps', steps: 120 }, resume, extension }),
      );
      for await (const event of training) if (event.event === 'step') rates.push(event.metric.learning_rate);
      expect(first.losses).toHaveLength(20);
      expect(rates).toHaveLength(100);
      const jumps = rates.map((rate, index) => Math.abs(rate - (rates[index - 1] ?? 1e-3)));
      expect(Math.max(...jumps)).toBeLessThan(2.5e-3);
      expect(Math.max(...rates)).toBeGreaterThan(5e-3);
      expect(rates.at(-1)).toBeCloseTo(1e-3, 6);
    },
  );
});

describe('ending early', () => {
  // Learning the training documents by heart makes the loss on others rise.
  const overfitting: Change = {
    budget: { kind: 'steps', steps: 400 },
    train: countingCorpus(2),
    validation: countingCorpus(19),
  };
  const patient = { ...request().settings, eval_steps: 5, early_stopping_patience: 3 };
  /** Whose last model is kept. */
  const keepingLast = once(() => run({ ...overfitting, settings: patient }));

  it('happens after as many evaluations without progress as patience allows', async () => {
    const { evaluations, reason, losses } = await keepingLast();
    expect(reason).toBe('early_stopping');
    const best = evaluations.reduce((a, b) => (b.validationLoss < a.validationLoss ? b : a));
    expect(losses.length).toBe(best.step + 3 * 5);
  });

  it('the model kept is that of the best evaluation, or the last one if that is asked for', async () => {
    const checkpoints = new MemoryCheckpoints();
    const settings = { ...patient, load_best_model_at_end: true };
    const best = await run({ ...overfitting, settings, checkpoints });
    const last = await keepingLast();
    const lowest = Math.min(...best.evaluations.map(({ validationLoss }) => validationLoss));
    expect(best.evaluations.find(({ step }) => step === best.step)?.validationLoss).toBe(lowest);
    expect(best.validationLoss).toBeLessThan(last.validationLoss as number);
    expect(bitsOf(best.weights)).toEqual(bitsOf(await checkpoints.parameters(best.step)));
    expect(last.step).toBe(last.losses.length);
  });

  it('the last model is held against the best one on more rows than are looked at along the way', async () => {
    // Rows that training makes worse come first; the many that follow it makes better.
    const worse = [...evaluationBatches(countingCorpus(19), 4, 8)].slice(0, 4);
    const [better] = evaluationBatches(countingCorpus(2), 4, 8);
    const validation = [...worse, ...Array<Batch>(12).fill(better as Batch)];
    const checkpoints = new MemoryCheckpoints();
    const settings = { ...patient, load_best_model_at_end: true };
    const { task } = request(overfitting);
    const kept = await run({ ...overfitting, settings, checkpoints, task: { ...task, validation } });
    const best = kept.evaluations.reduce((a, b) => (b.validationLoss < a.validationLoss ? b : a));
    expect(kept.step).toBe(kept.losses.length);
    expect(best.step).toBeLessThan(kept.step);
    expect(bitsOf(kept.weights)).toEqual(bitsOf(await checkpoints.parameters(kept.step)));
  });

  describe('where a figure of the task decides', () => {
    /** A task whose evaluations measure these figures, one after the other; `null` measures none. */
    const measuring = (change: Change, figures: readonly (number | null)[]): Change => {
      const left = [...figures];
      const meter = () => ({
        gather: () => undefined,
        alongTheWay: async () => {
          const value = left.shift() ?? null;
          return { metrics: value === null ? {} : { accuracy: { value, low: 0, high: 1 } }, samples: [] };
        },
        atTheEnd: async () => null,
      });
      return { ...change, task: { ...request(change).task, meter } };
    };
    const kept = { ...patient, load_best_model_at_end: true };

    it('the best model has the most of it, the first of equals, and patience waits for it', async () => {
      const bestBy = { metric: 'accuracy', lowerIsBetter: false } as const;
      const checkpoints = new MemoryCheckpoints();
      const change = { ...overfitting, settings: kept, bestBy, checkpoints };
      const best = await run(measuring(change, [0.5, 0.4, null, 0.7, 0.7, 0.6, null, 0.1]));
      expect(best.reason).toBe('early_stopping');
      expect([best.step, best.losses.length]).toEqual([20, 40]);
      expect(bitsOf(best.weights)).toEqual(bitsOf(await checkpoints.parameters(20)));
      expect(checkpoints.snapshots.at(-1)?.state.best).toMatchObject({ step: 20, measured: 0.7 });
    });

    it('or the least of it, where less is better', { tags: [AGAIN] }, async () => {
      const bestBy = { metric: 'accuracy', lowerIsBetter: true } as const;
      const change = { ...overfitting, settings: kept, bestBy };
      expect(await run(measuring(change, [0.5, 0.3, 0.7, 0.4, 0.6]))).toMatchObject({ step: 10 });
    });

    it('evaluations that measured nothing leave the last model', async () => {
      const bestBy = { metric: 'accuracy', lowerIsBetter: false } as const;
      const change = { ...overfitting, budget: { kind: 'steps', steps: 10 }, settings: kept, bestBy } as const;
      expect(await run(measuring(change, []))).toMatchObject({ step: 10, reason: 'budget' });
    });
  });

  it('the last model is kept where the best one cannot be read any more', async () => {
    const checkpoints = new MemoryCheckpoints();
    checkpoints.parameters = async () => null;
    const kept = await run({ ...overfitting, settings: { ...patient, load_best_model_at_end: true }, checkpoints });
    const last = await keepingLast();
    expect(kept.step).toBe(last.step);
    expect(bitsOf(kept.weights)).toEqual(bitsOf(last.weights));
  });
});

describe('batches', () => {
  const corpus = countingCorpus(10);

  it('count completions and the end of each document, never prompts', () => {
    const [batch] = [...evaluationBatches(corpus, 100, 8)];
    // Per document 4 completion tokens and the END_OF_TEXT after it.
    expect(countTargets(batch as never)).toBe(50);
  });

  it('hold every token once an epoch, each followed by its successor', () => {
    const stream = new TrainingBatches(corpus, 2, 5, 3);
    const [first, second] = [stream.next().value, stream.next().value];
    expect([...first.values.targets.slice(0, 9)]).toEqual([...first.values.ids.slice(1)]);
    expect(first.values.targets[9]).toBe(second.values.ids[0]);
    const epoch = [...first.values.ids, ...second.values.ids];
    for (let batch = 2; batch < 7; batch++) epoch.push(...stream.next().value.values.ids);
    const sorted = (ids: Iterable<number>) => [...ids].sort((a, b) => a - b);
    expect(sorted(epoch)).toEqual(sorted(corpus.ids.slice(0, -1)));
  });

  it('go on from any position as they would have gone on, with positions that are plain JSON of unsigned numbers', () => {
    for (let seed = 0; seed < 20; seed++) {
      const whole = new TrainingBatches(corpus, 2, 5, seed);
      for (let taken = 0; taken < 25; taken++) {
        const position = JSON.parse(JSON.stringify(whole.position));
        expect(Math.min(...position.random)).toBeGreaterThanOrEqual(0);
        const rest = new TrainingBatches(corpus, 2, 5, position);
        const [expected, found] = [whole.next().value, rest.next().value];
        expect(found).toEqual(expected);
        expect(rest.position).toEqual(whole.position);
      }
    }
  });

  it('evaluation pads the last batch with what does not count', () => {
    const all = [...evaluationBatches(corpus, 4, 8)];
    expect(all).toHaveLength(3);
    expect(all.reduce((sum, batch) => sum + countTargets(batch), 0)).toBe(50);
  });
});
