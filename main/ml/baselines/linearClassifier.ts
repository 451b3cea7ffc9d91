import { fitLogistic } from './fitLogistic.ts';
import type { LinearParts } from './linearModel.ts';
import type { LogisticRegression, Own } from './logisticRegression.ts';
import { learnFeatures, type TextFeatures } from './textFeatures.ts';

/** Texts and the number of each one's label, or the numbers of all that it has. */
export interface LabelledTexts {
  texts: readonly string[];
  labels: ArrayLike<Own>;
}

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
    const { features, rows } = await learnFeatures(texts, Math.floor(MOST_WEIGHTS / count), () => breathe(0));
    const learned = { rows, labels, features: features.count, count };
    return new LinearClassifier(features, await fitLogistic(learned, seed, { breathe }));
  }

  /** What it has learned of rows with one label each: softmax of the scores gives the probabilities. */
  get parts(): LinearParts {
    return { ...this.#features.stored, ...this.#regression.byFeature };
  }

  /** Probability of each label; valid until the next call. */
  predict(text: string): Float32Array {
    return this.#regression.predict(this.#features.of(text));
  }
}
