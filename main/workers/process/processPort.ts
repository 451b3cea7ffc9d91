import { CloseEvent } from '../../../shared/ipc/closeEvent.ts';
import type { Port } from '../../../shared/ipc/frames.ts';
import { endWithParent } from './endWithParent.ts';

/** Electron's end of a utility process; `process.parentPort` there. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/**
 * The port of a worker process to its parent, under Node's `fork` or Electron's `utilityProcess`. A worker ends with its parent:
 * nothing is left running when the studio is gone.
 */
export function processPort(): Port {
  const { parentPort } = process as unknown as { parentPort?: ParentPort };
  const ended = new CloseEvent();
  if (parentPort) {
    // Electron ends its utility processes itself, from a thread of its own.
    return {
      send: (text) => parentPort.postMessage(text),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(String(data))),
      onClose: (listener) => ended.listen(listener),
      close: () => process.exit(),
    };
  }
  // Ctrl-C in a terminal, and a service manager's end, reach us as well as our parent: how we end is its decision.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.on('disconnect', () => {
    ended.fire();
    process.exit();
  });
  endWithParent();
  return {
    send: (text) => {
      if (process.connected) process.send?.(text);
    },
    onMessage: (listener) => process.on('message', (message) => listener(String(message))),
    onClose: (listener) => ended.listen(listener),
    close: () => process.disconnect(),
  };
}
