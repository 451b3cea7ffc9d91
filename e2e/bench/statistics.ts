/** The middle value; of an even number the upper one, as the PyTorch reference takes it. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('no value has a median');
  return middle;
}

/** The result whose figure is the middle one: all its figures are of one run and fit together. */
export function medianBy<T>(results: readonly T[], figure: (result: T) => number): T {
  const middle = median(results.map(figure));
  return results.find((result) => figure(result) === middle) as T;
}

export function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}
