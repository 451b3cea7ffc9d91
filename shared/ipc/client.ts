import { AppError, isErrorCode } from '../errors/errors.ts';
import { AsyncQueue } from './asyncQueue.ts';
import { DownFrame, type Port, type UpFrame, type WireError } from './frames.ts';
import { isLonger } from './limits.ts';
import type { CallOptions, Client, Contract, Method } from './rpc.ts';

interface Pending {
  next(value: unknown): void;
  end(): void;
  fail(error: Error): void;
}

/**
 * A typed client of a contract over a port. What comes back is parsed by the contract's schemas. When the port closes,
 * everything that is under way fails with `closedError`.
 */
export function connect<C extends Contract>(
  port: Port,
  contract: C,
  closedError: () => AppError = () => new AppError('connection_lost'),
): Client<C> {
  const pending = new Map<number, Pending>();
  /** How a call that has ended stops listening to its signal, which may live much longer than it. */
  const unlisten = new Map<number, () => void>();
  let nextId = 0;
  let open = true;
  const send = (frame: UpFrame) => port.send(JSON.stringify(frame));
  /** Sends a call; a message that the other side would not take is told instead. */
  const sendCall = (id: number, method: string, input: unknown): AppError | undefined => {
    const text = JSON.stringify({ type: 'call', id, method, input } satisfies UpFrame);
    const { mostBytes } = port;
    if (mostBytes !== undefined && isLonger(text, mostBytes))
      return new AppError('request_too_large', { limit: Math.floor(mostBytes / 2 ** 20) });
    port.send(text);
    return undefined;
  };
  const settle = (id: number) => {
    pending.delete(id);
    unlisten.get(id)?.();
    unlisten.delete(id);
  };

  port.onMessage((text) => {
    const frame = DownFrame.parse(JSON.parse(text));
    const waiting = pending.get(frame.id);
    if (!waiting) return;
    if (frame.type === 'next') return waiting.next(frame.value);
    settle(frame.id);
    if (frame.type === 'fail') waiting.fail(fromWire(frame.error));
    else {
      if (frame.type === 'value') waiting.next(frame.value);
      waiting.end();
    }
  });
  port.onClose(() => {
    open = false;
    // Emptied first: whoever fails may ask for something else at once.
    const failing = [...pending];
    for (const [id] of failing) settle(id);
    for (const [, waiting] of failing) waiting.fail(closedError());
  });

  const start = (method: string, input: unknown, waiting: Pending, signal: AbortSignal | undefined) => {
    if (!open) return waiting.fail(closedError());
    if (signal?.aborted) return waiting.fail(new AppError('cancelled'));
    const id = nextId++;
    pending.set(id, waiting);
    const cancel = () => pending.has(id) && open && send({ type: 'cancel', id });
    signal?.addEventListener('abort', cancel, { once: true });
    unlisten.set(id, () => signal?.removeEventListener('abort', cancel));
    const refused = sendCall(id, method, input);
    if (!refused) return cancel;
    settle(id);
    return waiting.fail(refused);
  };

  const callOnce = (name: string, method: Method) => (input: unknown, options?: CallOptions) =>
    new Promise<unknown>((resolve, reject) => {
      const waiting: Pending = {
        next: (value) => {
          const parsed = method.output.safeParse(value);
          if (parsed.success) resolve(parsed.data);
          else reject(new AppError('internal', { message: `${name} answered: ${parsed.error.message}` }));
        },
        end: () => {},
        fail: reject,
      };
      start(name, input, waiting, options?.signal);
    });

  const callStream = (name: string, method: Method) =>
    async function* (input: unknown, options?: CallOptions) {
      const queue = new AsyncQueue<unknown>();
      const waiting: Pending = {
        next: (value) => queue.push(value),
        end: () => queue.end(),
        fail: (error) => queue.fail(error),
      };
      const cancel = start(name, input, waiting, options?.signal);
      try {
        for await (const value of queue) yield method.output.parse(value);
      } finally {
        // A consumer that stops early (break, return, throw) cancels the work on the other side.
        if (!queue.finished) cancel?.();
      }
    };

  const client: Record<string, Record<string, unknown>> = {};
  for (const [namespace, methods] of Object.entries(contract)) {
    const group: Record<string, unknown> = {};
    for (const [methodName, method] of Object.entries(methods)) {
      const name = `${namespace}.${methodName}`;
      group[methodName] = method.kind === 'call' ? callOnce(name, method) : callStream(name, method);
    }
    client[namespace] = group;
  }
  return client as Client<C>;
}

function fromWire(error: WireError): AppError {
  return isErrorCode(error.code)
    ? new AppError(error.code, error.details)
    : new AppError('internal', { message: error.message });
}
