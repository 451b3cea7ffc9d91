import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Execution } from '../../../shared/domain/engines/execution.ts';
import type { Pooling } from '../../../shared/domain/models/embedding.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { type Epoch, fitLogistic } from '../../ml/baselines/fitLogistic.ts';
import { IdsEmbedder } from '../../ml/embeddings/idsEmbedder.ts';
import { CLASSIFIER } from '../../ml/heads/textScores.ts';
import { isBudgetSpent } from '../../ml/train/schedule.ts';
import type { Head, TaskMeter } from '../../ml/train/task.ts';
import type { TrainedModel, TrainingEvent } from '../../ml/train/training.ts';
import type { FitRequest } from '../task.ts';
import { longestOf } from '../texts/corpus.ts';
import type { LabelledCorpus } from './corpus.ts';
import { centred } from './vectorScale.ts';

export interface FrozenWork {
  config: ModelConfig;
  pooling: Pooling;
  head: Head;
  /** Number of labels. */
  count: number;
  seed: number;
  /** What a text of each label counts; 1 where they are left out. */
  classWeights?: ArrayLike<number> | undefined;
  train: LabelledCorpus;
  validation: LabelledCorpus;
  test: LabelledCorpus | null;
  meter: TaskMeter;
}

/**
 * Fits a linear head on a body that stays as it is: a vector of each text, once, and multinomial logistic regression on them. A step is a pass over
 * all rows; there are twelve, or fewer where the budget is spent sooner.
 *
 * @throws AppError `cancelled` where it was asked to end before there was anything to keep
 */
export async function* fitHead(
  { config, pooling, head, count, seed, classWeights, train, validation, test, meter }: FrozenWork,
  { read, budget, makeProgram, ending }: FitRequest,
): AsyncGenerator<TrainingEvent, TrainedModel, undefined> {
  const start = performance.now();
  const corpora = [train, validation, ...(test ? [test] : [])];
  const { vectors, execution } = yield* vectorsOf({ config, pooling, corpora, start }, { read, makeProgram, ending });
  yield { event: 'execution', execution };
  yield {
    event: 'preparation',
    preparation: { phase: 'head', done: 0, total: null, elapsedMs: Math.round(performance.now() - start) },
  };
  const [own, held, tested] = vectors as [Float32Array[], Float32Array[], Float32Array[]?];
  const scale = centred(own);
  const D = own[0]?.length ?? 0;
  const features = Uint32Array.from({ length: D }, (_, place) => place);
  const rowOf = (vector: Float32Array) => ({ features, values: scale.of(vector) });

  // The budget is for the passes: vectors are made in any case, and a head of one pass would be a poor return for them.
  const fitting = performance.now();
  const passes: (Epoch & { elapsedMs: number })[] = [];
  // All passes are all that there is to do: nothing was waited for in vain.
  let reason: TrainedModel['reason'] = 'budget';
  const learned = { rows: own.map(rowOf), labels: train.labels, features: D, count, classWeights };
  const regression = await fitLogistic(learned, seed, {
    // Messages are let in: a stop must be heard.
    breathe: () => new Promise((resolve) => setTimeout(resolve)),
    onEpoch(pass) {
      const now = performance.now();
      passes.push({ ...pass, elapsedMs: now - start });
      if (ending() === 'pause') throw new AppError('cancelled');
      if (ending() === 'stop') reason = 'stopped';
      return reason !== 'stopped' && !isBudgetSpent(budget, pass.epoch, now - fitting);
    },
  });
  // Told in one go: nothing is kept of a part of it, so that a run that is broken off begins again.
  const elapsedMs = performance.now() - start;
  const tokensPerSecond = (1000 * corpora.reduce((sum, { ids }) => sum + ids.length, 0)) / elapsedMs;
  for (const { epoch: step, loss, gradNorm: grad_norm, rate: learning_rate, elapsedMs } of passes) {
    const metric = { step, loss, grad_norm, learning_rate, tokensPerSecond, elapsedMs, remainingMs: null };
    yield { event: 'step', metric };
  }
  const gathered = meter.gather();
  const lossOn = (texts: Float32Array[], labels: ArrayLike<number>, tell: boolean) => {
    let loss = 0;
    for (const [place, vector] of texts.entries()) {
      const probabilities = regression.predict(rowOf(vector)).slice();
      const own = -Math.log(Math.max(probabilities[labels[place] as number] as number, 1e-12));
      loss += own;
      if (!tell) continue;
      const batch = { values: {}, weights: Float32Array.of(1), start: place };
      // The meter makes probabilities of scores: of logarithms of probabilities it makes them again.
      gathered?.onLosses(batch, Float32Array.of(own), new Map([['scores', probabilities.map(Math.log)]]));
    }
    return loss / texts.length;
  };
  const validationLoss = lossOn(held, validation.labels, true);
  const step = passes.length;
  const best = { step, validationLoss };
  const { metrics, samples } = await meter.alongTheWay(gathered, true);
  yield { event: 'evaluation', evaluation: { ...best, elapsedMs, metrics }, share: 1, best };
  for (const sample of samples) yield { event: 'sample', sample: { step, ...sample } };

  const { weights, bias } = scale.onVectors(regression.linear);
  const ofHead = new Map([
    [CLASSIFIER[0], weights],
    [CLASSIFIER[1], bias],
  ]);
  const whole: [string, { shape: number[]; data: Float32Array }][] = [];
  for (const [name, shape] of head.shapes(config)) {
    whole.push([name, { shape, data: ofHead.get(name) ?? (await read(name)) }]);
  }
  return {
    ...{ reason, step, validationLoss, validationShare: 1, weights: new Map(whole) },
    testLoss: test && tested ? lossOn(tested, test.labels, false) : null,
    measures: await meter.atTheEnd(gathered, elapsedMs),
    tokensPerSecond,
  };
}

/** Of all texts of each corpus, in its order; tells at every percent how far it is. @throws AppError `cancelled` where it was asked to end before they were there */
async function* vectorsOf(
  {
    config,
    pooling,
    corpora,
    start,
  }: Pick<FrozenWork, 'config' | 'pooling'> & { corpora: readonly LabelledCorpus[]; start: number },
  { read, makeProgram, ending }: Pick<FitRequest, 'read' | 'makeProgram' | 'ending'>,
): AsyncGenerator<TrainingEvent, { vectors: Float32Array[][]; execution: Execution }, undefined> {
  const told = tokensTold(
    corpora.reduce((sum, { ids }) => sum + ids.length, 0),
    start,
  );
  // Loading the body takes a while too.
  yield told(0) as TrainingEvent;
  const embedder = new IdsEmbedder(config, pooling, Math.max(...corpora.map(longestOf)), makeProgram);
  try {
    await embedder.load(config, read);
    const all: Float32Array[][] = [];
    const never = new AbortController().signal;
    for (const { ids, starts } of corpora) {
      const vectors: Float32Array[] = new Array(starts.length);
      const texts = Array.from(starts, (from, index) => ({ index, ids: ids.subarray(from, starts[index + 1]) }));
      for await (const batch of embedder.embed(texts, never)) {
        let tokens = 0;
        for (const { index, vector } of batch) {
          vectors[index] = vector;
          tokens += texts[index]?.ids.length ?? 0;
        }
        if (ending() !== null) throw new AppError('cancelled');
        const event = told(tokens);
        if (event) yield event;
      }
      all.push(vectors);
    }
    return { vectors: all, execution: embedder.execution };
  } finally {
    embedder.dispose();
  }
}

/** Counts tokens that were read; gives what is to be told of them at every whole percent, and `null` between. @param start of the run, by the clock of `performance` */
function tokensTold(total: number, start: number): (tokens: number) => TrainingEvent | null {
  let [done, percent] = [0, -1];
  // Of the first batch on: what was done before it, such as compiling, does not come again.
  let first: { at: number; done: number } | null = null;
  return (tokens) => {
    done += tokens;
    const now = performance.now();
    if (tokens > 0) first ??= { at: now, done };
    const reached = Math.floor((100 * done) / total);
    if (reached === percent) return null;
    percent = reached;
    const since = first === null ? 0 : done - first.done;
    const remaining = first !== null &&
      since > 0 && { remainingMs: Math.round(((now - first.at) * (total - done)) / since) };
    const elapsedMs = Math.round(now - start);
    return { event: 'preparation', preparation: { phase: 'vectors', done, total, elapsedMs, ...remaining } };
  };
}
