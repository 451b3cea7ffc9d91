export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** A signal to the whole process group comes twice: directly, and forwarded by npm or by our own set-up. */
const SAME_SIGNAL_MS = 1000;

/** Where signals come from: the process, or a test. */
export interface SignalSource {
  on(signal: Signal, listener: () => void): unknown;
}

/**
 * Calls `first` at the first of the signals and `again` when one asks with more emphasis: a later Ctrl-C, or the first signal once
 * more. Another signal after Ctrl-C is no emphasis: it is the news that npm has gone, which our set-up passes on a while later.
 */
export function onInterrupts(
  source: SignalSource,
  signals: readonly Signal[],
  { first, again }: { first: (signal: Signal) => void; again: () => void },
): void {
  let begun: { signal: Signal; at: number } | undefined;
  for (const signal of signals) {
    source.on(signal, () => {
      if (!begun) {
        begun = { signal, at: Date.now() };
        first(signal);
      } else if ((signal === 'SIGINT' || signal === begun.signal) && Date.now() - begun.at > SAME_SIGNAL_MS) again();
    });
  }
}
