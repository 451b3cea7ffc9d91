import { Random } from '../random.ts';
import { LogisticRegression, lossOf, type Own } from './logisticRegression.ts';
import type { SparseRow } from './textFeatures.ts';

/** scikit-learn's `C`, from strong to weak regularisation: how much the rows are trusted. */
const STRENGTHS = [1, 3, 10, 30] as const;
const USUAL_STRENGTH = 10;
/** Rows that the strength is chosen on: more of them choose the same. */
const MOST_TO_CHOOSE = 3000;
const FEWEST_TO_CHOOSE = 50;
const SHARE_HELD = 0.1;
const EPOCHS_TO_CHOOSE = 6;
/** Times that all rows are gone through in the end. */
const EPOCHS = 12;

export interface LogisticRows {
  rows: readonly SparseRow[];
  /** Of each row: all of one kind. */
  labels: ArrayLike<Own>;
  features: number;
  /** What a row of each label counts; 1 where they are left out. Of rows with one label each. */
  classWeights?: ArrayLike<number> | undefined;
  /** Of labels. */
  count: number;
}

/** A pass over all rows, a step each. */
export interface Epoch {
  /** From 1 on. */
  epoch: number;
  /** Means over the rows, each before its own step: loss in nats, norm of its gradient. */
  loss: number;
  gradNorm: number;
  /** Of the last step. */
  rate: number;
}

export interface FitHooks {
  /** Waited for now and then, with the share that is done; what it throws ends it. */
  breathe?(share: number): Promise<void>;
  /** Told when all rows were gone through once more; what answers `false` has enough. */
  onEpoch?(epoch: Epoch): boolean;
}

/**
 * Logistic regression whose regularisation is chosen on some of the rows, and that is then learned from all of them. The same rows and seed
 * make the same one.
 */
export async function fitLogistic(
  { rows, labels, features, count, classWeights }: LogisticRows,
  seed: number,
  { breathe = async () => {}, onEpoch = () => true }: FitHooks = {},
): Promise<LogisticRegression> {
  const weightOf = (place: number): number => classWeights?.[labels[place] as number] ?? 1;
  const learn = async (places: Uint32Array, strength: number, epochs: number, [from, to]: [number, number]) => {
    const several = typeof labels[0] === 'object';
    const regression = new LogisticRegression(features, count, 1 / (strength * places.length), several);
    const random = new Random(seed);
    for (let epoch = 0; epoch < epochs; epoch++) {
      let [loss, gradNorm, rate] = [0, 0, 0];
      for (const [done, place] of random.shuffle(places.slice()).entries()) {
        rate = regression.rate;
        const step = regression.learn(rows[place] as SparseRow, labels[place] as Own, weightOf(place));
        loss += step.loss / places.length;
        gradNorm += step.gradNorm / places.length;
        if (done % 256 === 255) await breathe(from + ((to - from) * epoch) / epochs);
      }
      if (to === 1 && !onEpoch({ epoch: epoch + 1, loss, gradNorm, rate })) break;
    }
    return regression;
  };
  const all = Uint32Array.from({ length: rows.length }, (_, place) => place);
  let strength: number = USUAL_STRENGTH;
  if (rows.length >= FEWEST_TO_CHOOSE) {
    const some = new Random(seed).shuffle(all.slice()).slice(0, MOST_TO_CHOOSE);
    const held = Math.ceil(SHARE_HELD * some.length);
    let least = Number.POSITIVE_INFINITY;
    for (const [tried, candidate] of STRENGTHS.entries()) {
      const part = (index: number) => index / (2 * STRENGTHS.length);
      const regression = await learn(some.subarray(held), candidate, EPOCHS_TO_CHOOSE, [part(tried), part(tried + 1)]);
      let loss = 0;
      for (const place of some.subarray(0, held)) {
        loss += weightOf(place) * lossOf(regression.predict(rows[place] as SparseRow), labels[place] as Own);
      }
      if (loss >= least) break;
      [least, strength] = [loss, candidate];
    }
  }
  return await learn(all, strength, EPOCHS, [0.5, 1]);
}
