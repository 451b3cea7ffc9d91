import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { nodeOptions } from './nodeOptions.ts';
import { workerEnvironment } from './workerEnvironment.ts';
import { type SpawnWorker, Tail } from './workerHandle.ts';

const alive = new Set<ChildProcess>();

/** Ended by hand where the studio is left before they have closed: until they notice by themselves they would go on for a while. */
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/**
 * Starts workers as child processes of plain Node.
 *
 * @param folder where the bundled entries `<name>.worker.mjs` lie
 * @param log receives what workers write on stderr (TensorFlow is talkative there)
 */
export function childSpawner(folder: string, log: (worker: string, text: string) => void = () => {}): SpawnWorker {
  return (name, env) => {
    const child = fork(join(folder, `${name}.worker.mjs`), [], {
      env: { ...process.env, ...workerEnvironment(name), ...env },
      execArgv: nodeOptions(name),
      serialization: 'json',
      // Nothing of a worker's may reach our stdout: the command line prints JSON there.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    alive.add(child);
    child.once('exit', () => alive.delete(child));
    const stderr = new Tail();
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr.add(text);
      log(name, text);
    });
    // A message to a process that has just died is lost; its exit says so to whoever waits.
    child.on('error', () => {});
    return {
      pid: child.pid,
      send: (text) => {
        if (child.connected) child.send(text, () => {});
      },
      onMessage: (listener) => {
        child.on('message', (message) => listener(String(message)));
      },
      onExit: (listener) => {
        // `close` and not `exit`: by then stderr has been read to its end.
        child.once('close', (code, signal) => listener({ code, signal, stderrTail: stderr.toString() }));
      },
      kill: () => {
        child.kill('SIGKILL');
      },
    };
  };
}
