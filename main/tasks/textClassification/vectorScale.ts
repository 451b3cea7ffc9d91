/** Vectors about zero, with a mean square of 1: what logistic regression learns from best, whatever a body's states are like. */
export interface VectorScale {
  /** A vector as it is learned from. */
  of(vector: Float32Array): Float32Array;
  /** What was learned from such vectors, as a linear layer on those that they are of: weights `[N, D]` and bias `[N]`. */
  onVectors(learned: { weights: Float32Array; bias: Float32Array }): { weights: Float32Array; bias: Float32Array };
}

/** A number that is nearly the same in all vectors is not blown up. */
const LEAST_SHARE = 1e-3;

/** @param vectors one at least, all of one length D */
export function centred(vectors: readonly Float32Array[]): VectorScale {
  const D = vectors[0]?.length ?? 0;
  const [mean, square] = [new Float64Array(D), new Float64Array(D)];
  for (const vector of vectors) {
    for (let at = 0; at < D; at++) mean[at] = (mean[at] as number) + (vector[at] as number) / vectors.length;
  }
  for (const vector of vectors) {
    for (let at = 0; at < D; at++) {
      square[at] = (square[at] as number) + ((vector[at] as number) - (mean[at] as number)) ** 2 / vectors.length;
    }
  }
  const widest = Math.sqrt(Math.max(...square)) || 1;
  // Of each number the same spread, and of a vector a length of about 1.
  const factors = square.map((one) => 1 / (Math.max(Math.sqrt(one), LEAST_SHARE * widest) * Math.sqrt(D)));
  return {
    of: (vector) => vector.map((value, at) => (value - (mean[at] as number)) * (factors[at] as number)),
    onVectors({ weights, bias }) {
      const onVectors = weights.map((weight, place) => weight * (factors[place % D] as number));
      const shifted = bias.map((own, label) => {
        let shift = 0;
        for (let at = 0; at < D; at++) shift += (onVectors[label * D + at] as number) * (mean[at] as number);
        return own - shift;
      });
      return { weights: onVectors, bias: shifted };
    },
  };
}
