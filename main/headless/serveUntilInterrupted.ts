import { leavesModel } from '../../shared/domain/runs/runSettings.ts';
import { connect } from '../../shared/ipc/client.ts';
import { contract } from '../../shared/ipc/contract.ts';
import { memoryPorts } from '../../shared/ipc/memoryPort.ts';
import type { Host } from '../host/createHost.ts';
import { onInterrupts, type Signal, type SignalSource } from '../shells/interrupts.ts';

interface Served {
  host: Host;
  close(): Promise<void>;
}

export interface InterruptOptions {
  signals?: SignalSource;
  say?: (line: string) => void;
  endAtOnce?: () => void;
  /** What is done when closing takes longer than `END_MS`. */
  endAnyway?: () => void;
}

/** What a service manager, or the end of a session, is kept waiting for at most. */
export const END_MS = 1800;

/**
 * Resolves when a signal has ended the studio and it has closed. A run that trains is stopped first and its model kept: minutes of work
 * shall not be lost to a habit of the fingers. Whoever does not want to wait for that presses Ctrl-C again.
 *
 * SIGTERM comes from a machine that will not wait: it ends all within `END_MS`. So does closing once there is nothing to be kept. What
 * was stored is whole at any moment, and a run that was cut off goes on from its last checkpoint.
 */
export async function serveUntilInterrupted(
  { host, close }: Served,
  {
    signals = process,
    // `console.error` survives a terminal that has gone, which SIGHUP is about.
    say = console.error,
    endAtOnce = () => process.exit(1),
    endAnyway = () => process.exit(0),
  }: InterruptOptions = {},
): Promise<void> {
  const signal = await new Promise<Signal>((first) =>
    onInterrupts(signals, ['SIGINT', 'SIGTERM', 'SIGHUP'], { first, again: endAtOnce }),
  );
  let limit: NodeJS.Timeout | undefined;
  const limitEnding = () => {
    limit ??= setTimeout(endAnyway, END_MS);
  };
  if (signal === 'SIGTERM') limitEnding();
  try {
    if (host.busy) await endRuns(host, say, limitEnding);
  } finally {
    limitEnding();
    await close();
    clearTimeout(limit);
  }
}

async function endRuns(host: Host, say: (line: string) => void, limitEnding: () => void): Promise<void> {
  const [ours, hosts] = memoryPorts();
  host.attach(hosts, { mayNamePaths: false, offerDownload: null });
  const client = connect(ours, contract);
  const runs = await client.runs.list({});
  const learned = runs.some(({ state }) => state === 'training' || state === 'saving');
  const what = runs.some(leavesModel)
    ? 'stopping the training and keeping its model'
    : 'ending a run that has no model to keep yet';
  say(`kindling: ${what}; press Ctrl-C again to end at once`);
  // There is nothing to be kept, and preparing does not listen.
  if (!learned) limitEnding();
  await host.windUp();
}
