/** Browsers lay out nothing that is higher than 17 to 33 million pixels; a list of more rows has a scroll bar that is compressed. */
export const MOST_PIXELS = 15_000_000;

export interface RowLayout {
  rowCount: number;
  rowHeight: number;
  headerHeight: number;
}
type Sized = RowLayout & { viewHeight: number };

/** Height of all rows with the header, as far as it can be laid out. */
export const scrollHeight = ({ rowCount, rowHeight, headerHeight }: RowLayout): number =>
  Math.min(MOST_PIXELS, rowCount * rowHeight + headerHeight);

/** Where a row would begin if there were room for all of them. */
export const topOfRow = ({ rowHeight, headerHeight }: RowLayout, row: number): number => headerHeight + row * rowHeight;

/** From a place among all rows, in pixels, to the place of the scroll bar. */
export function scrollOffset(layout: Sized, offset: number): number {
  const [real, virtual] = ranges(layout);
  return real >= virtual ? offset : (offset / virtual) * real;
}

/** And back. */
export function virtualOffset(layout: Sized, scrollTop: number): number {
  const [real, virtual] = ranges(layout);
  return real >= virtual ? scrollTop : (scrollTop / real) * virtual;
}

/** How far can be scrolled, and how far it would be. */
function ranges(layout: Sized): [real: number, virtual: number] {
  const { rowCount, rowHeight, headerHeight, viewHeight } = layout;
  const real = Math.max(1, scrollHeight(layout) - viewHeight);
  return [real, Math.max(1, rowCount * rowHeight + headerHeight - viewHeight)];
}
