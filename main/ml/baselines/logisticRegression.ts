import type { SparseRow } from './textFeatures.ts';

/** A label whose probability is off by less than this is left as it is: with many labels, nearly all are. */
const NEGLIGIBLE = 1e-4;
const FIRST_RATE = 2;
/** Of the rate of the weights: every row moves the bias. */
const BIAS_RATE = 0.1;

/** The number of a row's label, or the numbers of all that it has: then labels do not exclude one another, and each has a regression of its own. */
export type Own = number | readonly number[];

/**
 * Multinomial logistic regression on sparse rows, learned by stochastic gradient steps whose rate falls with their number.
 * Source: Bottou, Stochastic Gradient Descent Tricks (2012), 5: the rate, and weights that are a vector times a scale, so that they all
 * decay in one product. https://doi.org/10.1007/978-3-642-35289-8_25
 */
export class LogisticRegression {
  readonly #labels: number;
  /** [features, labels] */
  readonly #weights: Float32Array;
  readonly #bias: Float32Array;
  /** All weights are to be multiplied with it. */
  #scale = 1;
  #steps = 0;
  readonly #decay: number;
  readonly #scores: Float32Array;
  readonly #active: Uint32Array;

  readonly #several: boolean;

  /**
   * @param decay of the weights, in terms of the mean loss: scikit-learn's `C` is 1 / (`decay` × rows)
   * @param several whether a row may have any number of labels
   */
  constructor(features: number, labels: number, decay: number, several = false) {
    this.#several = several;
    this.#labels = labels;
    this.#weights = new Float32Array(features * labels);
    this.#bias = new Float32Array(labels);
    this.#decay = decay;
    this.#scores = new Float32Array(labels);
    this.#active = new Uint32Array(labels);
  }

  /** Of the next step. */
  get rate(): number {
    return FIRST_RATE / (1 + FIRST_RATE * this.#decay * this.#steps);
  }

  /** Probability of each label; valid until the next call. */
  predict({ features, values }: SparseRow): Float32Array {
    const scores = this.#scores;
    const [count, weights] = [this.#labels, this.#weights];
    scores.set(this.#bias);
    for (let at = 0; at < features.length; at++) {
      const value = this.#scale * (values[at] as number);
      const row = (features[at] as number) * count;
      for (let label = 0; label < count; label++) {
        scores[label] = (scores[label] as number) + value * (weights[row + label] as number);
      }
    }
    return this.#several ? sigmoids(scores) : softmax(scores);
  }

  /** The same, `[features, labels]` and `[labels]`. */
  get byFeature(): { weights: Float32Array; bias: Float32Array } {
    return { weights: this.#weights.map((weight) => this.#scale * weight), bias: this.#bias.slice() };
  }

  /** What it has learned, `[labels, features]` and `[labels]`: a label's score is its weights times the features, and its bias. */
  get linear(): { weights: Float32Array; bias: Float32Array } {
    const [count, features] = [this.#labels, this.#weights.length / this.#labels];
    const weights = new Float32Array(this.#weights.length);
    for (let feature = 0; feature < features; feature++) {
      for (let label = 0; label < count; label++) {
        weights[label * features + feature] = this.#scale * (this.#weights[feature * count + label] as number);
      }
    }
    return { weights, bias: this.#bias.slice() };
  }

  /** One step on one row, which counts as much as its weight says. Gives what it lost before, in nats, and the norm of that loss's gradient. */
  learn(row: SparseRow, own: Own, weight = 1): { loss: number; gradNorm: number } {
    const gradient = this.predict(row);
    const loss = lossOf(gradient, own);
    if (typeof own === 'number') gradient[own] = (gradient[own] as number) - 1;
    else for (const label of own) gradient[label] = (gradient[label] as number) - 1;
    if (weight !== 1) for (const label of gradient.keys()) gradient[label] = weight * (gradient[label] as number);
    const rate = this.rate;
    this.#steps++;
    this.#scale *= 1 - rate * this.#decay;
    const [count, weights, bias, active] = [this.#labels, this.#weights, this.#bias, this.#active];
    let wrong = 0;
    for (let each = 0; each < count; each++) {
      const slope = gradient[each] as number;
      if (Math.abs(slope) < NEGLIGIBLE) continue;
      active[wrong++] = each;
      bias[each] = (bias[each] as number) - BIAS_RATE * rate * slope;
    }
    const { features, values } = row;
    for (let at = 0; at < features.length; at++) {
      const step = (rate / this.#scale) * (values[at] as number);
      const start = (features[at] as number) * count;
      for (let place = 0; place < wrong; place++) {
        const each = active[place] as number;
        weights[start + each] = (weights[start + each] as number) - step * (gradient[each] as number);
      }
    }
    return { loss, gradNorm: normOf(gradient) * normOf(values) };
  }
}

/** Nats that probabilities of a row lose by what it has. */
export function lossOf(probabilities: Float32Array, own: Own): number {
  const nats = (probability: number) => -Math.log(Math.max(probability, 1e-12));
  if (typeof own === 'number') return nats(probabilities[own] as number);
  let loss = 0;
  for (const [label, probability] of probabilities.entries()) {
    loss += nats(own.includes(label) ? probability : 1 - probability);
  }
  return loss;
}

function normOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}

function sigmoids(scores: Float32Array): Float32Array {
  for (let label = 0; label < scores.length; label++) scores[label] = 1 / (1 + Math.exp(-(scores[label] as number)));
  return scores;
}

function softmax(scores: Float32Array): Float32Array {
  let most = Number.NEGATIVE_INFINITY;
  for (const score of scores) if (score > most) most = score;
  let sum = 0;
  for (let label = 0; label < scores.length; label++) {
    const power = Math.exp((scores[label] as number) - most);
    scores[label] = power;
    sum += power;
  }
  for (let label = 0; label < scores.length; label++) scores[label] = (scores[label] as number) / sum;
  return scores;
}
