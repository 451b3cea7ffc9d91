import type { ServerResponse } from 'node:http';
import type { ApiError } from './apiError.ts';

/** What may wait for a reader who is slower than the model: a text of a whole context is less. */
export const MOST_UNREAD_BYTES = 2 * 2 ** 20;
/** A reader who has taken nothing for so long has gone. */
export const STALLED_MS = 60_000;

/** An event of a stream: its data as JSON, and its name where the protocol has names. */
export interface StreamEvent {
  name?: string;
  data: unknown;
}

const toText = ({ name, data }: StreamEvent): string =>
  `${name ? `event: ${name}\n` : ''}data: ${JSON.stringify(data)}\n\n`;
/** OpenAI's last word. Streams of named events have a last event instead. */
const DONE = 'data: [DONE]\n\n';

export interface StreamLimits {
  mostUnreadBytes: number;
  stalledMs: number;
}

/**
 * Writes events as they come, and never waits for the reader: the model writes on, and the others' texts with it. What a slow reader has not
 * taken waits here, up to a limit; beyond it, or when it takes nothing at all, its connection is ended.
 *
 * @param describe says how a failure in the middle is told
 */
export async function sendEvents(
  response: ServerResponse,
  events: AsyncIterator<StreamEvent>,
  first: IteratorResult<StreamEvent>,
  { describe, named, limits }: { describe: (thrown: unknown) => ApiError; named: boolean; limits: StreamLimits },
): Promise<void> {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    // Proxies that gather answers would keep the words back.
    'X-Accel-Buffering': 'no',
  });
  const send = (text: string) => {
    response.write(text);
    if (response.writableLength > limits.mostUnreadBytes) response.destroy();
  };
  try {
    for (let next = first; !next.done; next = await events.next()) {
      if (response.destroyed) return;
      send(toText(next.value));
    }
    if (!named) send(DONE);
  } catch (thrown) {
    const { body, code, message } = describe(thrown);
    send(
      named ? toText({ name: 'error', data: { type: 'error', code, message, param: null } }) : toText({ data: body }),
    );
    // An error is the last word of such a stream: `[DONE]` would say that the text is whole.
  } finally {
    await events.return?.(undefined);
  }
  response.end();
}

/** Ends the connection of a reader who takes nothing of what waits for it. */
export function endStalled(response: ServerResponse, ms: number): void {
  let taken = 0;
  const timer = setInterval(() => {
    const now = response.socket?.bytesWritten ?? 0;
    if (response.writableLength > 0 && now === taken) response.destroy();
    taken = now;
  }, ms).unref();
  response.on('close', () => clearInterval(timer));
}
