/** The name of the first array with a NaN or an infinity in it; `null` where there is none. One pass of additions: a few milliseconds. */
export function notFinite(values: ReadonlyMap<string, Float32Array>): string | null {
  for (const [name, data] of values) {
    // A finite number times 0 is 0; anything else is NaN, and so is every sum with it.
    let sum = 0;
    for (let index = 0; index < data.length; index++) sum += (data[index] as number) * 0;
    if (sum !== 0) return name;
  }
  return null;
}
