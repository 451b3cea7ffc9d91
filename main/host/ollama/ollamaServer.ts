import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { z } from 'zod';
import { AppError } from '../../../shared/errors/errors.ts';

/*
 * An Ollama on this computer. Source: https://github.com/ollama/ollama/blob/main/docs/api.md
 */

/** Until it begins to answer a question, and between two pieces of what takes long: it reads a whole file at once. */
const [PATIENCE_MS, LONG_MS] = [30_000, 300_000];
const [OK, CREATED, NOT_FOUND] = [200, 201, 404];
/** Of an answer, or of a line of one. */
const MOST_CHARACTERS = 1 << 16;

const Failure = z.looseObject({ error: z.string() });
const Version = z.looseObject({ version: z.string() });
const Line = z.looseObject({ status: z.unknown().optional(), error: z.string().optional() });

interface Asked {
  method: 'GET' | 'HEAD' | 'POST';
  path: string;
  json?: object;
  /** A file in the place of what is asked, and who hears how many of its bytes have gone. */
  file?: { path: string; bytes: number; onSent(bytes: number): void };
  patienceMs?: number;
}

/** One that answers. */
export class OllamaServer {
  readonly address: string;
  readonly #signal: AbortSignal;

  private constructor(address: string, signal: AbortSignal) {
    this.address = address;
    this.#signal = signal;
  }

  /**
   * Asks who is there.
   *
   * @param signal ends what is under way
   * @throws AppError `ollama_unreachable`, `ollama_other_program`; `cancelled`
   */
  static async find(address: string, signal: AbortSignal): Promise<OllamaServer> {
    const server = new OllamaServer(address, signal);
    const answer = await server.#ask({ method: 'GET', path: '/api/version' }, 'ollama_unreachable');
    const text = await server.#textOf(answer);
    if (answer.statusCode === OK && Version.safeParse(parsed(text)).success) return server;
    const problem = `${answer.statusCode} ${text.slice(0, 100)}`.trim();
    throw new AppError('ollama_other_program', { address, problem });
  }

  /** Whether there is a model of a name. @throws AppError `ollama_refused`, `ollama_gone` */
  async has(model: string): Promise<boolean> {
    const answer = await this.#ask({ method: 'POST', path: '/api/show', json: { model } });
    const text = await this.#textOf(answer);
    if (answer.statusCode === NOT_FOUND) return false;
    if (answer.statusCode !== OK) throw this.#refusal(answer, text);
    return true;
  }

  /** Whether it has a file already. @param digest `sha256:` and 64 digits */
  async hasBlob(digest: string): Promise<boolean> {
    const answer = await this.#ask({ method: 'HEAD', path: `/api/blobs/${digest}` });
    await this.#textOf(answer);
    if (answer.statusCode === NOT_FOUND) return false;
    if (answer.statusCode !== OK) throw this.#refusal(answer, '');
    return true;
  }

  /** Gives it a file. @throws AppError `ollama_refused`, `ollama_disk_full`, `ollama_gone` */
  async upload(digest: string, file: NonNullable<Asked['file']>): Promise<void> {
    const asked = { method: 'POST', path: `/api/blobs/${digest}`, file, patienceMs: LONG_MS } as const;
    const answer = await this.#ask(asked);
    const text = await this.#textOf(answer);
    if (answer.statusCode !== CREATED && answer.statusCode !== OK) throw this.#refusal(answer, text);
  }

  /** Makes a model of files that it has. @throws AppError `ollama_refused`, `ollama_disk_full`, `ollama_gone` */
  async create(json: object): Promise<void> {
    const answer = await this.#ask({ method: 'POST', path: '/api/create', json, patienceMs: LONG_MS });
    if (answer.statusCode !== OK) throw this.#refusal(answer, await this.#textOf(answer));
    let isMade = false;
    for await (const text of this.#linesOf(answer)) {
      const { data } = Line.safeParse(parsed(text));
      if (!data) throw new AppError('ollama_other_program', { address: this.address, problem: text.slice(0, 100) });
      if (data.error !== undefined) throw this.#failure(data.error);
      if (data.status === 'success') isMade = true;
    }
    if (!isMade) throw this.#gone('it did not say that it was done');
  }

  /** @throws AppError `unreachable`, or `cancelled` */
  async #ask(
    { method, path, json, file, patienceMs = PATIENCE_MS }: Asked,
    unreachable: 'ollama_unreachable' | 'ollama_gone' = 'ollama_gone',
  ): Promise<IncomingMessage> {
    this.#signal.throwIfAborted();
    const body = json && Buffer.from(JSON.stringify(json));
    const length = file?.bytes ?? body?.length;
    const sent = request(`${this.address}${path}`, {
      method,
      signal: this.#signal,
      agent: false,
      headers: {
        'user-agent': 'kindling',
        ...(length === undefined ? {} : { 'content-length': length }),
        ...(body && { 'content-type': 'application/json' }),
        ...(file && { 'content-type': 'application/octet-stream' }),
      },
    });
    sent.setTimeout(patienceMs, () => sent.destroy(new Error(`nothing came for ${patienceMs / 1000} s`)));
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      // Told whether it came before all was sent or not.
      sent.once('response', resolve).once('error', reject);
    });
    answered.catch(() => {});
    try {
      if (file) await this.#send(file, sent, answered);
      else sent.end(body);
      return await answered;
    } catch (error) {
      this.#signal.throwIfAborted();
      throw new AppError(unreachable, { address: this.address, problem: problemOf(error) }, { cause: error });
    }
  }

  /** Sends a file until it is there, or an answer is: who has no room says so before the end. */
  async #send(
    { path, onSent }: NonNullable<Asked['file']>,
    sent: ClientRequest,
    answered: Promise<IncomingMessage>,
  ): Promise<void> {
    let isAnswered = false;
    const over = answered.then(
      () => {
        isAnswered = true;
      },
      () => {
        isAnswered = true;
      },
    );
    let bytes = 0;
    for await (const piece of createReadStream(path, { signal: this.#signal })) {
      if (!isAnswered && !sent.write(piece)) await Promise.race([once(sent, 'drain').catch(() => {}), over]);
      if (isAnswered) return;
      bytes += (piece as Uint8Array).length;
      onSent(bytes);
    }
    sent.end();
  }

  async #textOf(answer: IncomingMessage): Promise<string> {
    let text = '';
    for await (const piece of this.#piecesOf(answer)) if (text.length < MOST_CHARACTERS) text += piece;
    return text.slice(0, MOST_CHARACTERS);
  }

  async *#linesOf(answer: IncomingMessage): AsyncGenerator<string> {
    let rest = '';
    for await (const piece of this.#piecesOf(answer)) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > MOST_CHARACTERS)
        throw new AppError('ollama_other_program', { address: this.address, problem: rest.slice(0, 100) });
      yield* lines.filter((line) => line.trim() !== '');
    }
    if (rest.trim() !== '') yield rest;
  }

  async *#piecesOf(answer: IncomingMessage): AsyncGenerator<string> {
    answer.setEncoding('utf8');
    try {
      for await (const piece of answer) yield piece as string;
    } catch (error) {
      this.#signal.throwIfAborted();
      throw this.#gone(problemOf(error), error);
    }
  }

  #gone(problem: string, cause?: unknown): AppError {
    return new AppError('ollama_gone', { address: this.address, problem }, { cause });
  }

  #refusal({ statusCode = 0 }: IncomingMessage, text: string): AppError {
    const { data } = Failure.safeParse(parsed(text));
    return this.#failure(data?.error ?? `${statusCode} ${text.slice(0, 200)}`.trim());
  }

  #failure(said: string): AppError {
    const problem = said.slice(0, 500);
    return /no space left|not enough space|disk (?:is )?full/i.test(said)
      ? new AppError('ollama_disk_full', { problem })
      : new AppError('ollama_refused', { address: this.address, problem });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function problemOf(error: unknown): string {
  // Where a name has several addresses, each has its own failure.
  const [first] = error instanceof AggregateError ? error.errors : [error];
  const { code, message } = first as NodeJS.ErrnoException;
  return code ?? message;
}
