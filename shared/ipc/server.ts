import { z } from 'zod';
import { AppError, toAppError } from '../errors/errors.ts';
import { type DownFrame, type Port, UpFrame } from './frames.ts';
import { isLonger } from './limits.ts';
import type { CallContext, Contract, Handlers, Method } from './rpc.ts';

type AnyHandler = (input: unknown, context: CallContext<unknown>) => unknown;

/**
 * Serves a contract on a port. Every frame and every input is parsed before a handler sees it; a method is looked up
 * among the contract's own keys only. Closing the port aborts the calls that are under way.
 */
export function serve<C extends Contract, Peer>(
  port: Port,
  contract: C,
  handlers: Handlers<C, Peer>,
  peer: Peer,
  onInternalError: (error: unknown, method: string) => void = () => {},
): void {
  const running = new Map<number, AbortController>();
  let open = true;
  const send = (frame: DownFrame) => {
    if (!open) return;
    const text = JSON.stringify(frame);
    const { mostBytes } = port;
    if (mostBytes !== undefined && isLonger(text, mostBytes)) throw answerTooLarge(text.length, mostBytes);
    port.send(text);
  };

  const fail = (id: number, method: string, thrown: unknown) => {
    const error = toAppError(thrown);
    if (error.code === 'internal') onInternalError(thrown, method);
    send({ type: 'fail', id, error: { code: error.code, message: error.message, details: error.details } });
  };

  const run = async (id: number, name: string, input: unknown) => {
    const controller = new AbortController();
    if (running.has(id))
      return fail(id, name, new AppError('bad_input', { path: 'id', problem: `call ${id} is under way` }));
    running.set(id, controller);
    try {
      const { method, handler } = lookUp(contract, handlers as Record<string, Record<string, unknown>>, name);
      const context = { signal: controller.signal, peer };
      const parsed = parseInput(method, input);
      if (method.kind === 'call') {
        const value = await handler(parsed, context);
        send({ type: 'value', id, value });
      } else {
        for await (const value of handler(parsed, context) as AsyncIterable<unknown>) {
          if (controller.signal.aborted) break;
          send({ type: 'next', id, value });
        }
        if (controller.signal.aborted) throw new AppError('cancelled');
        send({ type: 'end', id });
      }
    } catch (thrown) {
      fail(id, name, thrown);
    } finally {
      running.delete(id);
    }
  };

  port.onMessage((text) => {
    const frame = parseFrame(text);
    if (frame === undefined) return;
    if (frame.type === 'call') void run(frame.id, frame.method, frame.input);
    else running.get(frame.id)?.abort();
  });
  port.onClose(() => {
    open = false;
    for (const controller of running.values()) controller.abort();
  });
}

/** A frame that cannot be read has no id to answer to, so it is dropped. */
function parseFrame(text: string): UpFrame | undefined {
  try {
    const parsed = UpFrame.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function lookUp(contract: Contract, handlers: Record<string, Record<string, unknown>>, name: string) {
  const dot = name.indexOf('.');
  const [namespace, methodName] = [name.slice(0, dot), name.slice(dot + 1)];
  const methods = Object.hasOwn(contract, namespace) ? contract[namespace] : undefined;
  const method = methods && Object.hasOwn(methods, methodName) ? methods[methodName] : undefined;
  const handler = handlers[namespace]?.[methodName];
  if (dot < 0 || !method || typeof handler !== 'function') throw new AppError('unknown_method', { method: name });
  return { method, handler: handler as AnyHandler };
}

function parseInput(method: Method, input: unknown): unknown {
  const parsed = method.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue && issue.path.length > 0 ? z.core.toDotPath(issue.path) : 'input';
  throw new AppError('bad_input', { path, problem: issue?.message ?? 'invalid' });
}

const answerTooLarge = (size: number, most: number): AppError =>
  new AppError('answer_too_large', { megabytes: megabytes(size), limit: megabytes(most) });

const megabytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
