/** Logarithms of the probabilities that softmax makes of scores. */
export function logSoftmax(scores: ArrayLike<number>): Float64Array {
  const logs = Float64Array.from(scores);
  const most = logs.reduce((best, score) => Math.max(best, score), Number.NEGATIVE_INFINITY);
  const sum = logs.reduce((total, score) => total + Math.exp(score - most), 0);
  return logs.map((score) => score - most - Math.log(sum));
}

/**
 * What two models of the same labels say together, as scores: softmax of them is the geometric mean of their probabilities, made to sum to 1
 * (a "logarithmic opinion pool"; Genest & Zidek 1986, https://doi.org/10.1214/ss/1177013825).
 *
 * @param scores of one each; logarithms of probabilities are such scores, too
 */
export function together(scores: ArrayLike<number>, others: ArrayLike<number>): Float32Array {
  const [one, other] = [logSoftmax(scores), logSoftmax(others)];
  return Float32Array.from(one, (log, label) => (log + (other[label] as number)) / 2);
}
