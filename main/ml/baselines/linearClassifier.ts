import { Random } from '../random.ts';
import { LogisticRegression } from './logisticRegression.ts';
import { type SparseRow, TextFeatures } from './textFeatures.ts';

/** Texts and the number of each one's label. */
export interface LabelledTexts {
  texts: readonly string[];
  labels: ArrayLike<number>;
}

/** scikit-learn's `C`, from strong to weak regularisation: how much the rows are trusted. */
const STRENGTHS = [1, 3, 10, 30] as const;
const USUAL_STRENGTH = 10;
/** Rows that the strength is chosen on: more of them choose the same. */
const MOST_TO_CHOOSE = 3000;
const FEWEST_TO_CHOOSE = 50;
const SHARE_HELD = 0.1;
const EPOCHS_TO_CHOOSE = 6;
const EPOCHS = 12;
/** 128 MiB. */
const MOST_WEIGHTS = 2 ** 25;

/** TF-IDF of words and characters, and logistic regression on it: what any model of texts has to beat. */
export class LinearClassifier {
  readonly #features: TextFeatures;
  readonly #regression: LogisticRegression;

  private constructor(features: TextFeatures, regression: LogisticRegression) {
    this.#features = features;
    this.#regression = regression;
  }

  /**
   * The same texts and seed make the same one.
   *
   * @param count of labels
   * @param breathe is waited for now and then, with the share that is done; what it throws ends the training
   */
  static async train(
    { texts, labels }: LabelledTexts,
    count: number,
    seed: number,
    breathe: (share: number) => Promise<void> = async () => {},
  ): Promise<LinearClassifier> {
    const features = new TextFeatures(texts, Math.floor(MOST_WEIGHTS / count));
    await breathe(0);
    const rows: SparseRow[] = [];
    for (const [place, text] of texts.entries()) {
      rows.push(features.of(text));
      if (place % 256 === 255) await breathe(0);
    }
    const learn = async (places: Uint32Array, strength: number, epochs: number, from: number, to: number) => {
      const regression = new LogisticRegression(features.count, count, 1 / (strength * places.length));
      const random = new Random(seed);
      for (let epoch = 0; epoch < epochs; epoch++) {
        for (const [done, place] of random.shuffle(places.slice()).entries()) {
          regression.learn(rows[place] as SparseRow, labels[place] as number);
          if (done % 256 === 255) await breathe(from + ((to - from) * epoch) / epochs);
        }
      }
      return regression;
    };

    const all = Uint32Array.from({ length: texts.length }, (_, place) => place);
    let strength: number = USUAL_STRENGTH;
    if (texts.length >= FEWEST_TO_CHOOSE) {
      const some = new Random(seed).shuffle(all.slice()).slice(0, MOST_TO_CHOOSE);
      const held = Math.ceil(SHARE_HELD * some.length);
      let least = Number.POSITIVE_INFINITY;
      for (const [tried, candidate] of STRENGTHS.entries()) {
        const [from, to] = [tried, tried + 1].map((part) => part / (2 * STRENGTHS.length)) as [number, number];
        const regression = await learn(some.subarray(held), candidate, EPOCHS_TO_CHOOSE, from, to);
        let loss = 0;
        for (const place of some.subarray(0, held)) {
          const probability = regression.predict(rows[place] as SparseRow)[labels[place] as number] as number;
          loss -= Math.log(Math.max(probability, 1e-12));
        }
        if (loss >= least) break;
        [least, strength] = [loss, candidate];
      }
    }
    return new LinearClassifier(features, await learn(all, strength, EPOCHS, 0.5, 1));
  }

  /** Probability of each label; valid until the next call. */
  predict(text: string): Float32Array {
    return this.#regression.predict(this.#features.of(text));
  }
}
