import { useInViewport } from '@mantine/hooks';
import { type RefCallback, useState } from 'react';

/**
 * The newest value while the element with the `ref` is in view, and the one that was seen last while it is not. Drawing is what costs time
 * while a run goes on: a chart that nobody sees waits.
 *
 * @param isDue whether a change is worth a new drawing now
 */
export function useWhileInView<T, I>(
  newest: T,
  initial: I,
  isDue: (seen: T | I) => boolean = () => true,
): { ref: RefCallback<HTMLElement>; seen: T | I } {
  const { ref, inViewport } = useInViewport();
  const [seen, setSeen] = useState<T | I>(initial);
  if (inViewport && seen !== newest && isDue(seen)) setSeen(newest);
  return { ref, seen };
}
