import { Random } from '../random.ts';
import type { LinearParts } from './linearModel.ts';
import { RidgeRegression } from './ridgeRegression.ts';
import { learnFeatures, type SparseRow, type TextFeatures } from './textFeatures.ts';

/** scikit-learn's `alpha`, from weak to strong regularisation. */
const STRENGTHS = [0.3, 1, 3, 10] as const;
const USUAL_STRENGTH = 1;
/** Rows that the strength is chosen on: more of them choose the same. */
const MOST_TO_CHOOSE = 3000;
const FEWEST_TO_CHOOSE = 50;
const SHARE_HELD = 0.1;
/** 32 MiB of weights, of which there are five vectors. */
const MOST_FEATURES = 2 ** 22;

/** TF-IDF of words and characters, and ridge regression on it: what any model of numbers has to beat. */
export class LinearRegression {
  readonly #features: TextFeatures;
  readonly #regression: RidgeRegression;

  private constructor(features: TextFeatures, regression: RidgeRegression) {
    this.#features = features;
    this.#regression = regression;
  }

  /**
   * The same texts and seed make the same one.
   *
   * @param targets the number of each text
   * @param breathe is waited for now and then, with the share that is done; what it throws ends the training
   */
  static async train(
    texts: readonly string[],
    targets: Float64Array,
    seed: number,
    breathe: (share: number) => Promise<void> = async () => {},
  ): Promise<LinearRegression> {
    const { features, rows } = await learnFeatures(texts, MOST_FEATURES, () => breathe(0));
    const fit = (places: Uint32Array, alpha: number, from: number, to: number) =>
      RidgeRegression.fit(
        features.count,
        Array.from(places, (place) => rows[place] as SparseRow),
        Float64Array.from(places, (place) => targets[place] as number),
        alpha,
        (share) => breathe(from + (to - from) * share),
      );
    const all = Uint32Array.from({ length: texts.length }, (_, place) => place);
    let strength: number = USUAL_STRENGTH;
    if (texts.length >= FEWEST_TO_CHOOSE) {
      const some = new Random(seed).shuffle(all.slice()).slice(0, MOST_TO_CHOOSE);
      const held = Math.ceil(SHARE_HELD * some.length);
      let least = Number.POSITIVE_INFINITY;
      for (const [tried, candidate] of STRENGTHS.entries()) {
        const [from, to] = [tried, tried + 1].map((part) => part / (2 * STRENGTHS.length)) as [number, number];
        const regression = await fit(some.subarray(held), candidate, from, to);
        let loss = 0;
        for (const place of some.subarray(0, held)) {
          loss += (regression.predict(rows[place] as SparseRow) - (targets[place] as number)) ** 2;
        }
        if (loss < least) [least, strength] = [loss, candidate];
      }
    }
    return new LinearRegression(features, await fit(all, strength, 0.5, 1));
  }

  /** What it has learned: the one score is the number. */
  get parts(): LinearParts {
    const { weights, intercept } = this.#regression;
    const narrowed = { weights: Float32Array.from(weights), bias: Float32Array.of(intercept) };
    return { ...this.#features.stored, ...narrowed };
  }

  predict(text: string): number {
    return this.#regression.predict(this.#features.of(text));
  }
}
