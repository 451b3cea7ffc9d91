const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** A signal to the whole process group comes twice: directly, and forwarded by npm or by our own set-up. */
const SAME_SIGNAL_MS = 1000;

/** Resolves at the first SIGINT, SIGTERM or SIGHUP. One that comes later ends the process without waiting for it to close. */
export function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const onSignal = () => {
      first ??= Date.now();
      if (Date.now() - first > SAME_SIGNAL_MS) process.exit(1);
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, onSignal);
  });
}
