export interface GridPosition {
  row: number;
  column: number;
}

/** Where a key leads in a grid of `rows` × `columns`; `null` when the key is not one of the grid's. */
export function moveInGrid(
  { row, column }: GridPosition,
  key: string,
  withControl: boolean,
  { rows, columns, pageRows }: { rows: number; columns: number; pageRows: number },
): GridPosition | null {
  const to = (nextRow: number, nextColumn: number) => ({
    row: Math.max(0, Math.min(rows - 1, nextRow)),
    column: Math.max(0, Math.min(columns - 1, nextColumn)),
  });
  switch (key) {
    case 'ArrowUp':
      return to(row - 1, column);
    case 'ArrowDown':
      return to(row + 1, column);
    case 'ArrowLeft':
      return to(row, column - 1);
    case 'ArrowRight':
      return to(row, column + 1);
    case 'PageUp':
      return to(row - pageRows, column);
    case 'PageDown':
      return to(row + pageRows, column);
    case 'Home':
      return to(withControl ? 0 : row, 0);
    case 'End':
      return to(withControl ? rows - 1 : row, columns - 1);
    default:
      return null;
  }
}
