/** The indexes of the largest values, the largest first, and the lower index first of equals. */
export function largestOf(
  values: ArrayLike<number>,
  count: number,
  without: ReadonlySet<number> | null = null,
): number[] {
  const best: number[] = [];
  if (count === 0) return best;
  for (let index = 0; index < values.length; index++) {
    if (without?.has(index)) continue;
    const value = values[index] as number;
    if (best.length === count && value <= (values[best[count - 1] as number] as number)) continue;
    let place = best.length;
    while (place > 0 && value > (values[best[place - 1] as number] as number)) place--;
    best.splice(place, 0, index);
    if (best.length > count) best.pop();
  }
  return best;
}
