/** How long messages may have to wait meanwhile. */
const PAUSE_AFTER_MS = 16;

/**
 * To be waited for between two pieces of work: lets messages in now and then. A compiled engine never waits by itself: without a pause, neither
 * would what is done leave nor a cancellation arrive before the end.
 *
 * @returns rejects with the signal's reason once it has fired
 */
export function pauses(signal?: AbortSignal): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last > PAUSE_AFTER_MS) {
      await new Promise((resolve) => setTimeout(resolve));
      last = performance.now();
    }
    signal?.throwIfAborted();
  };
}
