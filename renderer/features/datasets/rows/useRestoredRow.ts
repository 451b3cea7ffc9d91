import { useEffect, useEffectEvent, useRef } from 'react';

/** Goes once to the row that the grid was left at, as soon as its rows are counted. */
export function useRestoredRow(row: number, total: number | null, onGo: (row: number) => void): void {
  const wanted = useRef(row);
  const go = useEffectEvent((rows: number) => {
    if (wanted.current > 0 && rows > 0) onGo(Math.min(wanted.current, rows - 1));
    wanted.current = 0;
  });
  useEffect(() => {
    if (total !== null) go(total);
  }, [total]);
}
