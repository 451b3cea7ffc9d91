import type { SparseRow } from './textFeatures.ts';

const MOST_STEPS = 60;
/** Of the gradient that is left, as a share of the first. */
const TOLERANCE = 1e-4;

/**
 * Ridge regression on sparse rows: the weights that make Σ (y − x·w − b)² + alpha·|w|² least, with a free intercept b (scikit-learn's `Ridge`). By
 * conjugate gradients, which need nothing but products with the rows (Hestenes & Stiefel 1952). Rows are centred in the products, so that they stay sparse.
 */
export class RidgeRegression {
  readonly weights: Float64Array;
  readonly intercept: number;

  private constructor(weights: Float64Array, intercept: number) {
    this.weights = weights;
    this.intercept = intercept;
  }

  /**
   * @param features how many there are
   * @param rows one at least, with the number of each in `targets`
   * @param breathe is waited for between two steps, with the share that is done at most; what it throws ends it
   */
  static async fit(
    features: number,
    rows: readonly SparseRow[],
    targets: ArrayLike<number>,
    alpha: number,
    breathe: (share: number) => Promise<void> = async () => {},
  ): Promise<RidgeRegression> {
    const mean = Array.from(targets).reduce((sum, target) => sum + target, 0) / rows.length;
    const means = new Float64Array(features);
    for (const row of rows) addTo(means, row, 1 / rows.length);
    /** (XᵀX + alpha) v of centred rows X. */
    const times = (vector: Float64Array): Float64Array => {
      const offset = dot(means, vector);
      const found = vector.map((value) => alpha * value);
      let sum = 0;
      for (const row of rows) {
        const along = product(row, vector) - offset;
        sum += along;
        addTo(found, row, along);
      }
      for (let at = 0; at < features; at++) found[at] = (found[at] as number) - sum * (means[at] as number);
      return found;
    };
    // Centred targets sum to 0, so that the rows need no centring here.
    const residual = new Float64Array(features);
    for (const [place, row] of rows.entries()) addTo(residual, row, (targets[place] as number) - mean);
    const weights = new Float64Array(features);
    const direction = residual.slice();
    let left = dot(residual, residual);
    const enough = TOLERANCE * TOLERANCE * left;
    for (let step = 0; step < MOST_STEPS && left > enough; step++) {
      await breathe(step / MOST_STEPS);
      const image = times(direction);
      const length = left / dot(direction, image);
      for (let at = 0; at < features; at++) {
        weights[at] = (weights[at] as number) + length * (direction[at] as number);
        residual[at] = (residual[at] as number) - length * (image[at] as number);
      }
      const next = dot(residual, residual);
      for (let at = 0; at < features; at++) {
        direction[at] = (residual[at] as number) + (next / left) * (direction[at] as number);
      }
      left = next;
    }
    return new RidgeRegression(weights, mean - dot(means, weights));
  }

  predict(row: SparseRow): number {
    return this.intercept + product(row, this.weights);
  }
}

function product({ features, values }: SparseRow, vector: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < features.length; at++)
    sum += (values[at] as number) * (vector[features[at] as number] as number);
  return sum;
}

function addTo(vector: Float64Array, { features, values }: SparseRow, factor: number): void {
  for (let at = 0; at < features.length; at++) {
    const place = features[at] as number;
    vector[place] = (vector[place] as number) + factor * (values[at] as number);
  }
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at] as number) * (other[at] as number);
  return sum;
}
