import { z } from 'zod';

const id = z.number().int().nonnegative();

/** From the client up to the side that serves the contract. */
export const UpFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), id, method: z.string().max(200), input: z.unknown() }),
  z.object({ type: z.literal('cancel'), id }),
]);
export type UpFrame = z.infer<typeof UpFrame>;

export const WireError = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.json()),
});
export type WireError = z.infer<typeof WireError>;

/** From the serving side down to the client. A call is answered by one `value` or `fail`, a stream by `next`… and `end` or `fail`. */
export const DownFrame = z.discriminatedUnion('type', [
  z.object({ type: z.literal('value'), id, value: z.unknown() }),
  z.object({ type: z.literal('next'), id, value: z.unknown() }),
  z.object({ type: z.literal('end'), id }),
  z.object({ type: z.literal('fail'), id, error: WireError }),
]);
export type DownFrame = z.infer<typeof DownFrame>;

/**
 * Moves frames between two sides. What is sent is JSON text on every port, in memory too, so that no transport
 * accepts a value that another one would lose.
 */
export interface Port {
  /** Largest message that it carries, in bytes; without one there is no limit. A larger one is not sent, and whoever called is told. */
  readonly mostBytes?: number;
  send(text: string): void;
  onMessage(listener: (text: string) => void): void;
  /** Called once. Several listeners are called in their order, with nothing else running in between: see `closeEvent`. */
  onClose(listener: () => void): void;
  close(): void;
}
