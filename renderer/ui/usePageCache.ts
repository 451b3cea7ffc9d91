import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { PageCache } from './pageCache.ts';

const PAGE_SIZE = 200;
const CAPACITY = 50;

/** A page cache that lives as long as the component. Give the component a `key` of what is read. */
export function usePageCache<T>(
  load: (offset: number, limit: number, signal: AbortSignal) => Promise<readonly T[]>,
): PageCache<T> | null {
  const [cache, setCache] = useState<PageCache<T> | null>(null);
  const loadNow = useEffectEvent(load);
  useEffect(() => {
    const created = new PageCache<T>({
      pageSize: PAGE_SIZE,
      capacity: CAPACITY,
      load: (offset, limit, signal) => loadNow(offset, limit, signal),
    });
    setCache(created);
    return () => created.close();
  }, []);
  useSyncExternalStore(cache?.subscribe ?? subscribeToNothing, cache?.version ?? zero);
  return cache;
}

const subscribeToNothing = () => () => {};
const zero = () => 0;
