import { type RefObject, useEffect, useEffectEvent, useState } from 'react';
import { type RowLayout, scrollOffset, topOfRow, virtualOffset } from './rowLayout.ts';

/** Rows kept ready outside of the view. */
const OVERSCAN_ROWS = 10;

export interface RowWindow {
  /** The rows that exist, both included. */
  first: number;
  last: number;
  /** The rows that are seen. */
  firstInView: number;
  lastInView: number;
  /** Where a row lies inside of the scrolled element. */
  start(row: number): number;
  scrollToRow(row: number): void;
}

/** Which rows of a long list are in view. Rows have the same height, and lie below a header that stays. */
export function useRowWindow(scroller: RefObject<HTMLElement | null>, layout: RowLayout): RowWindow {
  const [{ offset, scrollTop, height }, setView] = useState({ offset: 0, scrollTop: 0, height: 0 });
  const sized = { ...layout, viewHeight: height };

  const moveTo = useEffectEvent((wanted: number) => {
    const element = scroller.current;
    if (!element) return;
    element.scrollTop = scrollOffset(sized, wanted);
    setView({ offset: wanted, scrollTop: element.scrollTop, height });
  });
  const follow = useEffectEvent(() => {
    const element = scroller.current;
    // What we set ourselves is known more exactly than the scroll bar can tell.
    if (!element || element.scrollTop === scrollTop) return;
    setView({ offset: virtualOffset(sized, element.scrollTop), scrollTop: element.scrollTop, height });
  });
  const measure = useEffectEvent(() => {
    const next = scroller.current?.clientHeight ?? 0;
    if (next !== height) setView((view) => ({ ...view, height: next }));
  });
  const turnWheel = useEffectEvent((event: WheelEvent) => {
    // In a list so long that its scroll bar is too coarse, the wheel still goes row by row.
    if (event.ctrlKey || event.deltaY === 0 || scrollOffset(sized, 1000) === 1000) return;
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? layout.rowHeight : 1;
    moveTo(clampOffset(sized, offset + event.deltaY * lines));
  });

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    measure();
    const observer = new ResizeObserver(() => measure());
    observer.observe(element);
    const onScroll = () => follow();
    const onWheel = (event: WheelEvent) => turnWheel(event);
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('wheel', onWheel);
    };
  }, [scroller]);

  const bodyHeight = Math.max(0, height - layout.headerHeight);
  const lastRow = Math.max(0, layout.rowCount - 1);
  const shown = clampOffset(sized, offset);
  const firstInView = Math.min(lastRow, Math.floor(shown / layout.rowHeight));
  const lastInView = Math.min(lastRow, Math.max(firstInView, Math.ceil((shown + bodyHeight) / layout.rowHeight) - 1));
  return {
    first: Math.max(0, firstInView - OVERSCAN_ROWS),
    last: Math.min(layout.rowCount - 1, lastInView + OVERSCAN_ROWS),
    firstInView,
    lastInView,
    start: (row) => topOfRow(layout, row) - shown + Math.min(scrollTop, scrollOffset(sized, shown)),
    scrollToRow: (row) => {
      const top = row * layout.rowHeight;
      // Not measured yet when it has just appeared.
      const viewHeight = height || (scroller.current?.clientHeight ?? 0);
      const room = Math.max(0, viewHeight - layout.headerHeight);
      const [above, below] = [shown - top, top + layout.rowHeight - (shown + room)];
      if (above <= 0 && below <= 0) return;
      // Within reach, the view moves as little as it must; after a jump, the row comes with those around it.
      const wanted =
        Math.max(above, below) > room
          ? top - (room - layout.rowHeight) / 2
          : above > 0
            ? top
            : top + layout.rowHeight - room;
      moveTo(clampOffset({ ...layout, viewHeight }, wanted));
    },
  };
}

function clampOffset(
  { rowCount, rowHeight, headerHeight, viewHeight }: RowLayout & { viewHeight: number },
  offset: number,
) {
  return Math.max(0, Math.min(offset, rowCount * rowHeight - (viewHeight - headerHeight)));
}
