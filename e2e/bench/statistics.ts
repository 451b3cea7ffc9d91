/** The middle value; of an even number the upper one, as the PyTorch reference takes it. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('no value has a median');
  return middle;
}

/** Each field's median over several results of the same kind; what is not a number is the first one's. */
export function medians<T extends Record<string, unknown>>(results: readonly T[]): T {
  const [first] = results;
  if (!first) throw new Error('no result has a median');
  const fields = Object.entries(first).map(([name, value]) => {
    const values = results.map((result) => result[name]).filter((other) => typeof other === 'number');
    return [name, typeof value === 'number' ? median(values) : value];
  });
  return Object.fromEntries(fields) as T;
}

export function round(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}
