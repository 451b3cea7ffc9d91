import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import { PageCache } from './pageCache.ts';

const PAGE_SIZE = 200;
const CAPACITY = 50;

/** A page cache that lives as long as the component and what is read, whose name is `key`. */
export function usePageCache<T>(
  load: (offset: number, limit: number, signal: AbortSignal) => Promise<readonly T[]>,
  key = '',
): PageCache<T> | null {
  const [cache, setCache] = useState<PageCache<T> | null>(null);
  const loadNow = useEffectEvent(load);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another list
  useEffect(() => {
    const created = new PageCache<T>({
      pageSize: PAGE_SIZE,
      capacity: CAPACITY,
      load: (offset, limit, signal) => loadNow(offset, limit, signal),
    });
    setCache(created);
    return () => created.close();
  }, [key]);
  useSyncExternalStore(cache?.subscribe ?? subscribeToNothing, cache?.version ?? zero);
  return cache;
}

const subscribeToNothing = () => () => {};
const zero = () => 0;
