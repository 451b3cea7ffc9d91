import { join } from 'node:path';
import { type ForkOptions, type UtilityProcess, utilityProcess } from 'electron';
import { afterProbeLimit, crashFailure, ProbeResult, type RunProbe } from '../engine/choose/probe.ts';
import { nodeOptions } from '../workers/process/nodeOptions.ts';
import { workerEnvironment } from '../workers/process/workerEnvironment.ts';
import { type SpawnWorker, Tail } from '../workers/process/workerHandle.ts';

/** How long the rest of stderr is waited for once a process is gone. */
const STDERR_GRACE_MS = 500;

/**
 * Starts workers as Electron utility processes: the fuse that keeps the binary from being used as plain Node also forbids
 * `child_process.fork`.
 *
 * @param folder where the bundled entries `<name>.worker.mjs` lie
 * @param log receives what workers write on stderr
 */
export function utilitySpawner(folder: string, log: (worker: string, text: string) => void): SpawnWorker {
  return (name, env) => {
    const child = fork(join(folder, `${name}.worker.mjs`), [], {
      serviceName: `Kindling ${name}`,
      env: { ...process.env, ...workerEnvironment(name), ...env },
      execArgv: nodeOptions(name),
    });
    const stderr = tailOf(child, (text) => log(name, text));
    let alive = true;
    child.once('exit', () => {
      alive = false;
    });
    return {
      get pid() {
        return child.pid;
      },
      send: (text) => {
        if (alive) child.postMessage(text);
      },
      onMessage: (listener) => {
        child.on('message', (message) => listener(String(message)));
      },
      onExit: (listener) => {
        child.once('exit', (code) => {
          void stderr.ended.then(() => listener({ code, signal: null, stderrTail: stderr.text() }));
        });
      },
      kill: () => kill(child),
    };
  };
}

/** Runs the engine's probe in a utility process. */
export const probeInUtility: RunProbe = (script, request, signal) =>
  new Promise((resolve) => {
    const child = fork(script, [JSON.stringify(request)], { serviceName: 'Kindling engine probe', env: process.env });
    const stderr = tailOf(child, () => {});
    let answer: ProbeResult | undefined;
    const endWait = afterProbeLimit((seconds) => {
      answer ??= { works: false, failure: { code: 'no_answer', seconds } };
      kill(child);
    });
    const end = () => kill(child);
    signal?.addEventListener('abort', end, { once: true });
    child.on('message', (message: unknown) => {
      answer ??= ProbeResult.parse(typeof message === 'string' ? JSON.parse(message) : message);
      // A utility process with an open port does not end by itself.
      kill(child);
    });
    child.once('exit', (code) => {
      endWait();
      signal?.removeEventListener('abort', end);
      void stderr.ended.then(() => {
        resolve(answer ?? { works: false, failure: crashFailure(code, null, stderr.text()) });
      });
    });
  });

function fork(script: string, args: string[], options: ForkOptions): UtilityProcess {
  return utilityProcess.fork(script, args, {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
    // macOS: the native engine is downloaded, so it is not signed by us.
    allowLoadingUnsignedLibraries: true,
  });
}

/** The end of a process's stderr, and when it has been read as far as it will be. */
function tailOf(child: UtilityProcess, onText: (text: string) => void): { text(): string; ended: Promise<void> } {
  const tail = new Tail();
  const { stderr } = child;
  stderr?.on('data', (chunk: Buffer) => {
    tail.add(chunk.toString());
    onText(chunk.toString());
  });
  const ended = new Promise<void>((resolve) => {
    stderr?.once('end', () => resolve());
    child.once('exit', () => setTimeout(resolve, stderr ? STDERR_GRACE_MS : 0));
  });
  return { text: () => tail.toString(), ended };
}

/** At once: a worker deep in native code does not look at a request to end. */
function kill(child: UtilityProcess): void {
  if (child.pid === undefined || process.platform === 'win32') {
    child.kill();
    return;
  }
  try {
    process.kill(child.pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
