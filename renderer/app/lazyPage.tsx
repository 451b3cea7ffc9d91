import { type ComponentType, type LazyExoticComponent, lazy, Suspense, useState } from 'react';
import { LoadingState } from '../ui/LoadingState.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';

type Load = () => Promise<{ default: ComponentType }>;

/** A page whose code is loaded when it is first shown; a failure to load or to render stays inside the page. */
export function lazyPage(load: Load): ComponentType {
  // Kept outside of the component, so that coming back to a page does not load it again.
  let page: LazyExoticComponent<ComponentType> = lazy(load);
  return function LazyPage() {
    const [attempt, setAttempt] = useState(0);
    const Page = page;
    const retry = () => {
      // `lazy` remembers a failed load for ever.
      page = lazy(load);
      setAttempt(attempt + 1);
    };
    return (
      <ErrorBoundary key={attempt} onRetry={retry}>
        <Suspense fallback={<LoadingState />}>
          <Page />
        </Suspense>
      </ErrorBoundary>
    );
  };
}

/** Fetches the code of a page before it is shown, once there is nothing else to do. If that fails, showing the page tries again. */
export function loadWhenIdle(load: Load): void {
  const later = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 1000));
  later(() => void load().catch(() => {}));
}
