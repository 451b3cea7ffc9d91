import { type SparseRow, type StoredFeatures, TextFeatures } from './textFeatures.ts';

/** A linear layer on the features of a text, as it is stored. */
export interface LinearParts extends StoredFeatures {
  /** `[features, outputs]`, row by row: those of a feature lie together. */
  weights: Float32Array;
  /** `[outputs]` */
  bias: Float32Array;
}

/** A linear layer on TF-IDF of words and characters: what a baseline comes to when it has learned. */
export class LinearModel {
  readonly parts: LinearParts;
  readonly #features: TextFeatures;

  constructor(parts: LinearParts) {
    this.parts = parts;
    this.#features = new TextFeatures(parts);
  }

  /**
   * What each word adds to one of the scores, exactly: gradient × input of a linear layer. Together with the bias, they are the score.
   */
  byWord(text: string, output: number): { start: number; end: number; sum: number }[] {
    const { weights, bias } = this.parts;
    return this.#features.byWord(text, (feature, value) => value * (weights[feature * bias.length + output] as number));
  }

  /** `[outputs]`, and how many features the text has. */
  scores(text: string): { scores: Float32Array; found: number } {
    const row = this.#features.of(text);
    return { scores: productOf(this.parts, row), found: row.features.length };
  }
}

function productOf({ weights, bias }: LinearParts, { features, values }: SparseRow): Float32Array {
  const scores = Float64Array.from(bias);
  for (let at = 0; at < features.length; at++) {
    const value = values[at] as number;
    const start = (features[at] as number) * scores.length;
    for (let output = 0; output < scores.length; output++) {
      scores[output] = (scores[output] as number) + value * (weights[start + output] as number);
    }
  }
  return Float32Array.from(scores);
}
