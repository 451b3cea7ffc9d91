// biome-ignore-all lint/a11y/useSemanticElements: a <table> cannot be laid out cell by cell
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell
// biome-ignore-all lint/a11y/useKeyWithClickEvents: Enter on the grid opens or edits its active cell
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { fillRoom } from './columnWidths.ts';
import { type GridPosition, moveInGrid } from './gridKeys.ts';
import { scrollHeight } from './rowLayout.ts';
import { useRowWindow } from './useRowWindow.ts';
import classes from './VirtualTable.module.css';

const ROW_HEIGHT = 32;
const HEADER_HEIGHT = 36;

export interface VirtualColumn {
  key: string;
  title: ReactNode;
  /** In pixels. */
  width: number;
  /** Takes its share of what is left of the room. */
  grows?: boolean;
  align?: 'right';
  sort?: 'ascending' | 'descending' | undefined;
}

/**
 * A grid of any number of rows, of which only the visible ones exist. Arrow keys, Page Up and Down, Home and End move a
 * cursor, Enter or a click opens the cell. Where cells can be edited, Enter, F2 and a double click do that, and Shift+Enter opens.
 */
export function VirtualTable({
  label,
  columns,
  rowCount,
  cell,
  goTo,
  autoFocus = false,
  onVisible,
  onOpen,
  onEdit,
  onKey,
  editor,
  isSelected,
}: {
  label: string;
  columns: readonly VirtualColumn[];
  rowCount: number;
  /** Content of a cell; `undefined` while it is not there yet. */
  cell: (row: number, column: number) => ReactNode | undefined;
  /** Set to a new object to move the cursor there. */
  goTo?: GridPosition | null;
  /** Whether the grid takes the focus when it appears. */
  autoFocus?: boolean;
  onVisible?: (first: number, last: number) => void;
  onOpen?: (position: GridPosition) => void;
  onEdit?: (position: GridPosition) => void;
  /** Sees each key first; true when it was one of its own. */
  onKey?: (event: KeyboardEvent, cursor: GridPosition) => boolean;
  /** Lies over the cell that is edited. */
  editor?: (GridPosition & { content: ReactNode }) | null;
  isSelected?: (row: number) => boolean;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<GridPosition>({ row: 0, column: 0 });
  const id = useId();
  const layout = { rowCount, rowHeight: ROW_HEIGHT, headerHeight: HEADER_HEIGHT };
  const rows = useRowWindow(scroller, layout);
  const [room, setRoom] = useState(0);
  const widths = fillRoom(columns, room);
  const cells = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => widths[index] ?? 0,
    overscan: 2,
  });
  const widthsKey = widths.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are kept until they are said to be others
  useLayoutEffect(() => {
    cells.measure();
  }, [cells, widthsKey]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setRoom(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const visibleCells = cells.getVirtualItems();
  const { first, last, firstInView, lastInView } = rows;
  const visibleRows = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

  const tellVisible = useEffectEvent(() => rowCount > 0 && onVisible?.(firstInView, lastInView));
  // biome-ignore lint/correctness/useExhaustiveDependencies: told again when the visible range changes, and only then
  useEffect(() => {
    tellVisible();
  }, [firstInView, lastInView, rowCount]);

  const moveTo = useEffectEvent((position: GridPosition) => {
    setCursor(position);
    rows.scrollToRow(position.row);
    cells.scrollToIndex(position.column);
  });
  useEffect(() => {
    if (goTo) moveTo(goTo);
  }, [goTo]);

  const takeFocus = useEffectEvent(() => autoFocus && scroller.current?.focus());
  useEffect(() => {
    takeFocus();
  }, []);

  const handleKey = (event: KeyboardEvent) => {
    // Keys of what lies inside of the grid, as of an editor, are not the grid's.
    if (event.altKey || event.target !== scroller.current || onKey?.(event, cursor)) return;
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const size = { rows: rowCount, columns: columns.length, pageRows };
    const next = moveInGrid(cursor, event.key, event.ctrlKey || event.metaKey, size);
    if (next) {
      event.preventDefault();
      setCursor(next);
      rows.scrollToRow(next.row);
      cells.scrollToIndex(next.column);
    } else if ((event.key === 'Enter' || event.key === 'F2') && rowCount > 0) {
      event.preventDefault();
      if (onEdit && !event.shiftKey) onEdit(cursor);
      else if (event.key === 'Enter') onOpen?.(cursor);
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
        style={{ height: scrollHeight(layout), width: cells.getTotalSize() }}
      >
        <div role="row" aria-rowindex={1} className={classes.header}>
          {visibleCells.map(({ index, start, size }) => (
            <div
              key={columns[index]?.key}
              role="columnheader"
              aria-colindex={index + 1}
              aria-sort={columns[index]?.sort}
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
            key={row}
            role="row"
            aria-rowindex={row + 2}
            aria-selected={isSelected?.(row)}
            className={classes.row}
            data-odd={row % 2 === 1 || undefined}
            style={{ transform: `translateY(${rows.start(row)}px)` }}
          >
            {visibleCells.map(({ index, start, size }) => {
              const content = cell(row, index);
              const edited = editor?.row === row && editor.column === index;
              return (
                <div
                  key={index}
                  id={cellId(row, index)}
                  role="gridcell"
                  aria-colindex={index + 1}
                  aria-busy={content === undefined || undefined}
                  aria-selected={row === cursor.row && index === cursor.column}
                  className={classes.cell}
                  data-align={columns[index]?.align}
                  data-edited={edited || undefined}
                  style={{ left: start, width: size }}
                  onClick={() => {
                    setCursor({ row, column: index });
                    if (!onEdit) onOpen?.({ row, column: index });
                  }}
                  onDoubleClick={() => !edited && onEdit?.({ row, column: index })}
                >
                  {edited ? editor.content : content === undefined ? <span className={classes.placeholder} /> : content}
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
