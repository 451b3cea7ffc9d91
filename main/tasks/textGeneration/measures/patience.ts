/** How much longer than said is waited at most, where other programs keep the processor busy. */
const MOST_TIMES = 6;

/** Times in milliseconds: of the clock, and of the processor for this process and all its threads. */
export interface Clocks {
  wall(): number;
  processor(): number;
}

const OWN: Clocks = {
  wall: () => performance.now(),
  processor: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

/**
 * Whether to wait on, for `ms` milliseconds of the clock **and** of the processor. A machine that is busy with other things gives this
 * process little of its time: texts that only stood in the queue are not slow, and to give them up would leave an evaluation without
 * any. It ends after six times as long whatever the processor did: an engine that hangs takes no processor time.
 */
export function patience(ms: number, clocks: Clocks = OWN): () => boolean {
  const wall = clocks.wall();
  const processor = clocks.processor();
  return () => {
    const waited = clocks.wall() - wall;
    return waited < ms || (waited < MOST_TIMES * ms && clocks.processor() - processor < ms);
  };
}

/** Whether to go on until `deadline`, milliseconds of the clock: for a share of a time that was promised by the clock. */
export function until(deadline: number): () => boolean {
  return () => performance.now() < deadline;
}
