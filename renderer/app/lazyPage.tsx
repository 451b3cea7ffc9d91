import { type ComponentType, lazy, Suspense, useState } from 'react';
import { LoadingState } from '../ui/LoadingState.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';

type Load = () => Promise<{ default: ComponentType }>;

/**
 * A page whose code is loaded when it is first shown; a failure to load or to render stays inside the page.
 *
 * @param when `idle` loads it before that, once the browser has nothing else to do
 */
export function lazyPage(load: Load, when: 'shown' | 'idle' = 'shown'): ComponentType {
  // Kept outside of the component, so that coming back to a page neither loads it again nor waits: React shows what it has once
  // waited for only after a third of a second.
  let loaded: ComponentType | undefined;
  const loadOnce = async () => {
    const module = await load();
    loaded = module.default;
    return module;
  };
  if (when === 'idle') whenIdle(() => void loadOnce().catch(() => {}));

  return function LazyPage() {
    const [{ attempt, Page }, setState] = useState(() => ({ attempt: 0, Page: loaded ?? lazy(loadOnce) }));
    // `lazy` remembers a failed load for ever.
    const retry = () => setState({ attempt: attempt + 1, Page: loaded ?? lazy(loadOnce) });
    return (
      <ErrorBoundary key={attempt} onRetry={retry}>
        <Suspense fallback={<LoadingState />}>
          <Page />
        </Suspense>
      </ErrorBoundary>
    );
  };
}

/** Not every browser says when it is idle. */
function whenIdle(work: () => void): void {
  if (window.requestIdleCallback) window.requestIdleCallback(work);
  else setTimeout(work, 1000);
}
