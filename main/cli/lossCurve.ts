/** Draws losses over steps as `height` lines of at most `width` characters, with the highest and lowest value at the side. */
export function drawLossCurve(losses: readonly number[], width = 60, height = 10): string {
  if (losses.length === 0) return '';
  const columns = Math.min(width, losses.length);
  // A column is the mean of the steps that fall into it.
  const values = Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * losses.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * losses.length) / columns));
    return losses.slice(from, to).reduce((sum, loss) => sum + loss, 0) / (to - from);
  });
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const rowOf = (value: number) =>
    high === low ? height - 1 : Math.round(((high - value) / (high - low)) * (height - 1));
  const label = (row: number) => (row === 0 ? high.toFixed(2) : row === height - 1 ? low.toFixed(2) : '').padStart(7);
  const lines = Array.from({ length: height }, (_, row) =>
    `${label(row)} │${values.map((value) => (rowOf(value) === row ? '•' : ' ')).join('')}`.trimEnd(),
  );
  const steps = `${''.padStart(8)}└${'─'.repeat(columns)}`;
  return [
    ...lines,
    steps,
    `${''.padStart(9)}${'1'.padEnd(columns - String(losses.length).length)}${losses.length}`,
  ].join('\n');
}
