import { useEffect, useRef, useState } from 'react';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import { isAllRows, type RowView } from '../../../../shared/domain/datasets/datasetView.ts';
import { useStudio } from '../../../api/index.ts';
import type { PageCache } from '../../../ui/pageCache.ts';
import { usePageCache } from '../../../ui/usePageCache.ts';

/** Rows before and after the visible ones that are read along with them. */
const AHEAD = 100;

/** A row of a view. */
export interface ViewRow {
  /** Its place in the data set, from 0. */
  number: number;
  cells: string[];
  /** Columns whose cells are only the beginnings of their texts. */
  cut: ReadonlySet<number>;
}

export interface ViewRows {
  /** Rows of the view; `null` until they are counted. */
  total: number | null;
  /** What is shown is of the view before: the rows of this one are on their way. */
  isStale: boolean;
  get(row: number): ViewRow | undefined;
  show(first: number, last: number): void;
  cache: PageCache<ViewRow> | null;
}

/** The rows of a view, read as they come into sight. */
export function useViewRows(dataset: Dataset, view: RowView): ViewRows {
  const studio = useStudio();
  const { id, version } = dataset;
  const viewKey = JSON.stringify(view);
  const key = `${version} ${viewKey}`;
  const [counted, setCounted] = useState<{ key: string; total: number } | null>(null);
  const cache = usePageCache<ViewRow>(async (offset, limit, signal) => {
    const page = await studio.datasets.query({ id, version, view, offset, limit }, { signal });
    setCounted((before) => (before?.key === key ? before : { key, total: page.total }));
    return page.rows.map((cells, index) => ({
      ...{ number: page.numbers[index] ?? 0, cells },
      cut: new Set(page.cut.flatMap(({ row, column }) => (row === index ? [column] : []))),
    }));
  }, key);
  const visible = useRef({ first: 0, last: 0 });
  const before = useRef<{ cache: PageCache<ViewRow>; viewKey: string } | null>(null);
  const current = useRef<{ cache: PageCache<ViewRow>; viewKey: string } | null>(null);

  const known = counted?.key === key ? counted.total : isAllRows(view) ? dataset.rows : null;
  const total = known ?? counted?.total ?? null;
  // The effect below has not run when a new view is drawn for the first time.
  const old = current.current?.cache === cache ? before.current : current.current;
  const isRead = known === 0 || cache?.get(visible.current.first) !== undefined || cache?.get(0) !== undefined;
  const isStale = known === null || (!isRead && old !== null && old.viewKey !== viewKey);
  useEffect(() => {
    if (!cache) return;
    before.current = current.current;
    current.current = { cache, viewKey };
    cache.want(Math.max(0, visible.current.first - AHEAD), visible.current.last + AHEAD);
  }, [cache, viewKey]);

  return {
    total,
    isStale,
    // After a change of a cell, or of the view, rows are shown as they were until they have been read.
    get: (row) => cache?.get(row) ?? (old && (isStale || old.viewKey === viewKey) ? old.cache.get(row) : undefined),
    show: (first, last) => {
      visible.current = { first, last };
      cache?.want(Math.max(0, first - AHEAD), Math.min(Math.max(0, (total ?? 1) - 1), last + AHEAD));
    },
    cache,
  };
}
