/**
 * What pages and Node both have and `shared` uses: `shared/tsconfig.json` knows neither the one's types nor the other's. Only there are
 * these; everywhere else the runtime's own stand for them.
 */
interface AbortSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

declare class AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

declare class URL {
  static parse(text: string): URL | null;
  readonly protocol: string;
  readonly origin: string;
  readonly pathname: string;
  readonly username: string;
  readonly password: string;
  readonly search: string;
  readonly hash: string;
}

/** A file that a user picked. What it holds is no business of `shared`. */
interface File {
  readonly name: string;
  readonly size: number;
}

declare const crypto: { getRandomValues<T extends Uint8Array<ArrayBuffer>>(array: T): T };
declare function queueMicrotask(work: () => void): void;
