// biome-ignore-all lint/a11y/useSemanticElements: a <table> cannot be laid out cell by cell
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell
// biome-ignore-all lint/a11y/useKeyWithClickEvents: Enter on the grid opens its active cell
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { type GridPosition, moveInGrid } from './gridKeys.ts';
import classes from './VirtualTable.module.css';

const ROW_HEIGHT = 32;
const HEADER_HEIGHT = 36;
const OVERSCAN_ROWS = 10;

export interface VirtualColumn {
  key: string;
  title: ReactNode;
  /** In pixels. */
  width: number;
  align?: 'right';
}

/**
 * A grid of any number of rows, of which only the visible ones exist. Arrow keys, Page Up and Down, Home and End move a
 * cursor, Enter or a click opens the cell.
 */
export function VirtualTable({
  label,
  columns,
  rowCount,
  cell,
  goTo,
  onVisible,
  onOpen,
}: {
  label: string;
  columns: readonly VirtualColumn[];
  rowCount: number;
  /** Content of a cell; `undefined` while it is not there yet. */
  cell: (row: number, column: number) => ReactNode | undefined;
  /** Set to a new object to move the cursor there. */
  goTo?: GridPosition | null;
  onVisible?: (first: number, last: number) => void;
  onOpen?: (position: GridPosition) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<GridPosition>({ row: 0, column: 0 });
  const id = useId();
  const rows = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN_ROWS,
    scrollPaddingStart: HEADER_HEIGHT,
    paddingStart: HEADER_HEIGHT,
  });
  const cells = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => columns[index]?.width ?? 0,
    overscan: 2,
  });
  const visibleRows = rows.getVirtualItems();
  const visibleCells = cells.getVirtualItems();
  const first = visibleRows[0]?.index ?? 0;
  const last = visibleRows.at(-1)?.index ?? 0;

  // Without the rows that are kept ready outside of the view.
  const firstInView = rows.range?.startIndex ?? 0;
  const lastInView = rows.range?.endIndex ?? 0;

  const tellVisible = useEffectEvent(() => rowCount > 0 && onVisible?.(firstInView, lastInView));
  // biome-ignore lint/correctness/useExhaustiveDependencies: told again when the visible range changes, and only then
  useEffect(() => {
    tellVisible();
  }, [firstInView, lastInView, rowCount]);

  const moveTo = useEffectEvent((position: GridPosition) => {
    setCursor(position);
    rows.scrollToIndex(position.row);
    cells.scrollToIndex(position.column);
  });
  useEffect(() => {
    if (goTo) moveTo(goTo);
  }, [goTo]);

  const handleKey = (event: KeyboardEvent) => {
    if (event.altKey) return;
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const size = { rows: rowCount, columns: columns.length, pageRows };
    const next = moveInGrid(cursor, event.key, event.ctrlKey || event.metaKey, size);
    if (next) {
      event.preventDefault();
      setCursor(next);
      rows.scrollToIndex(next.row);
      cells.scrollToIndex(next.column);
    } else if (event.key === 'Enter' && rowCount > 0) {
      event.preventDefault();
      onOpen?.(cursor);
    }
  };

  const cellId = (row: number, column: number) => `${id}-${row}-${column}`;
  const cursorIsThere =
    cursor.row >= first && cursor.row <= last && visibleCells.some(({ index }) => index === cursor.column);
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length}
      aria-activedescendant={cursorIsThere ? cellId(cursor.row, cursor.column) : undefined}
      onKeyDown={handleKey}
    >
      <div
        role="rowgroup"
        className={classes.rows}
        style={{ height: rows.getTotalSize(), width: cells.getTotalSize() }}
      >
        <div role="row" aria-rowindex={1} className={classes.header}>
          {visibleCells.map(({ index, start, size }) => (
            <div
              key={columns[index]?.key}
              role="columnheader"
              aria-colindex={index + 1}
              className={classes.headerCell}
              data-align={columns[index]?.align}
              style={{ left: start, width: size }}
            >
              {columns[index]?.title}
            </div>
          ))}
        </div>
        {visibleRows.map((row) => (
          <div
            key={row.index}
            role="row"
            aria-rowindex={row.index + 2}
            className={classes.row}
            data-odd={row.index % 2 === 1 || undefined}
            style={{ transform: `translateY(${row.start}px)` }}
          >
            {visibleCells.map(({ index, start, size }) => {
              const content = cell(row.index, index);
              return (
                <div
                  key={index}
                  id={cellId(row.index, index)}
                  role="gridcell"
                  aria-colindex={index + 1}
                  aria-busy={content === undefined || undefined}
                  aria-selected={row.index === cursor.row && index === cursor.column}
                  className={classes.cell}
                  data-align={columns[index]?.align}
                  style={{ left: start, width: size }}
                  onClick={() => {
                    setCursor({ row: row.index, column: index });
                    onOpen?.({ row: row.index, column: index });
                  }}
                >
                  {content === undefined ? <span className={classes.placeholder} /> : content}
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
