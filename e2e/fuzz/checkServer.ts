import { connect } from 'node:net';
import { type MutantTarget, requestMutant } from './requestMutants.ts';

export interface Checked {
  /** How many had each status; 0 for a connection that ended without an answer. */
  statuses: Map<number, number>;
  /** What went wrong, with its number. */
  failures: { number: number; what: string }[];
}

/** Sent at a time. */
const TOGETHER = 16;
/** Half a request is known to be one after the server's own limit; this is for a server that hangs. */
const HANG_MS = 60_000;
/** A connection that a mutant left open says no more, once it has said something. */
const QUIET_MS = 1000;

/** Sends malformed requests, each on a connection of its own, and holds every status against those that are right. */
export async function checkServer(target: MutantTarget, from: number, to: number): Promise<Checked> {
  const statuses = new Map<number, number>();
  const failures: Checked['failures'] = [];
  let next = from;
  const worker = async () => {
    while (next < to) {
      const number = next++;
      const { what, bytes, right } = requestMutant(target, number);
      const status = await statusOf(target.port, bytes);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (!right.includes(status)) failures.push({ number, what: `${what}: ${status} instead of ${right.join(', ')}` });
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  return { statuses, failures };
}

/** Status of the last answer; an error in the middle of a stream counts as its status would have. */
function statusOf(port: number, bytes: Buffer): Promise<number> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let timer = setTimeout(() => {
      text = 'HTTP/1.1 999 hung';
      socket.destroy();
    }, HANG_MS);
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      text += chunk;
      clearTimeout(timer);
      timer = setTimeout(() => socket.destroy(), QUIET_MS);
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      const status = [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].at(-1)?.[1];
      resolve(/"type":"server_error"/.test(text) && status === '200' ? 500 : Number(status ?? 0));
    });
  });
}
