import { type ComponentType, lazy, Suspense, useState } from 'react';
import { AppError } from '../../shared/errors/errors.ts';
import { LoadingState } from '../ui/LoadingState.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';

type Load = () => Promise<{ default: ComponentType }>;

/**
 * A page whose code is loaded before it is first shown: once the browser has nothing else to do, so that it opens at once, and opens
 * when the studio has ended meanwhile. A failure to load or to render stays inside the page.
 */
export function lazyPage(load: Load): ComponentType {
  // Kept outside of the component, so that coming back to a page neither loads it again nor waits: React shows what it has once
  // waited for only after a third of a second.
  let loaded: ComponentType | undefined;
  const loadOnce = async () => {
    try {
      const module = await load();
      loaded = module.default;
      return module;
    } catch (error) {
      // The browser's words for it are English, and speak of files.
      throw new AppError('page_not_loaded', {}, { cause: error });
    }
  };
  loadWhenIdle(loadOnce);

  return function LazyPage() {
    const [{ attempt, Page }, setState] = useState(() => ({ attempt: 0, Page: loaded ?? lazy(loadOnce) }));
    // What has failed to load is remembered, by the bundler for its style sheets too: only a new document begins anew.
    const retry = () => (loaded ? setState({ attempt: attempt + 1, Page: loaded }) : window.location.reload());
    return (
      <ErrorBoundary key={attempt} onRetry={retry}>
        <Suspense fallback={<LoadingState />}>
          <Page />
        </Suspense>
      </ErrorBoundary>
    );
  };
}

const idleWork: (() => Promise<unknown>)[] = [];

/** One after the other, so that what the user does meanwhile comes in between. */
function loadWhenIdle(load: () => Promise<unknown>): void {
  idleWork.push(load);
  if (idleWork.length === 1) whenIdle(loadNext);
}

async function loadNext(): Promise<void> {
  await idleWork[0]?.().catch(() => {});
  idleWork.shift();
  if (idleWork.length > 0) whenIdle(loadNext);
}

/** Not every browser says when it is idle. */
function whenIdle(work: () => void): void {
  if (window.requestIdleCallback) window.requestIdleCallback(work);
  else setTimeout(work, 1000);
}
