import { connect } from '../../shared/ipc/client.ts';
import { contract } from '../../shared/ipc/contract.ts';
import { memoryPorts } from '../../shared/ipc/memoryPort.ts';
import type { Host } from '../host/createHost.ts';
import { onInterrupts, type SignalSource } from './interrupts.ts';

interface Served {
  host: Host;
  close(): Promise<void>;
}

export interface InterruptOptions {
  signals?: SignalSource;
  say?: (line: string) => void;
  endAtOnce?: () => void;
}

/**
 * Resolves when a signal has ended the studio and it has closed. A run that trains is stopped first and its model kept: minutes of
 * work shall not be lost to a habit of the fingers. Whoever does not want to wait for that presses Ctrl-C again.
 */
export async function serveUntilInterrupted(
  { host, close }: Served,
  // `console.error` survives a terminal that has gone, which SIGHUP is about.
  { signals = process, say = console.error, endAtOnce = () => process.exit(1) }: InterruptOptions = {},
): Promise<void> {
  await new Promise<void>((first) =>
    onInterrupts(signals, ['SIGINT', 'SIGTERM', 'SIGHUP'], { first, again: endAtOnce }),
  );
  try {
    if (host.busy) await endRuns(host, say);
  } finally {
    await close();
  }
}

async function endRuns(host: Host, say: (line: string) => void): Promise<void> {
  const [ours, hosts] = memoryPorts();
  host.attach(hosts, { mayNamePaths: false, offerDownload: null });
  const client = connect(ours, contract);
  const learned = (await client.runs.list({})).some(({ state }) => state === 'training' || state === 'saving');
  const what = learned ? 'stopping the training and keeping its model' : 'ending a run that has not begun to train';
  say(`kindling: ${what}; press Ctrl-C again to end at once`);
  await host.windUp();
}
