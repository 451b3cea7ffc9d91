import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { z } from 'zod';
import type { WrittenThere } from '../../../shared/domain/models/there.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import type { LlamaProgram } from './lookAt.ts';
import { ownEnvironment } from './ownEnvironment.ts';

/*
 * A server of llama.cpp that was started for one file. Source: https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
 */

const HOST = '127.0.0.1';
/** Between two looks at whether it has loaded. */
const LOOK_MS = 100;
const KEY_BYTES = 24;
/** Ports that are tried: between our look and its own, another program may take one. */
const TRIES = 3;
/** Of what it writes, and of an answer. */
const [MOST_SAID, MOST_ANSWER] = [64_000, 1 << 22];
const OK = 200;

/** How long it may take. */
export interface Patience {
  /** To load the file. */
  loadMs: number;
  /** To go on with a prompt. */
  answerMs: number;
}

interface Start {
  program: LlamaProgram;
  /** The GGUF. */
  file: string;
  contextLength: number;
  patience: Patience;
  signal: AbortSignal;
  /** Told its number as soon as it has one. */
  onStart(pid: number): Promise<unknown>;
}

const Answer = z.looseObject({ content: z.string(), tokens: z.array(z.number().int().nonnegative()) });
const Tokens = z.looseObject({ tokens: z.array(z.number().int().nonnegative()) });
const Failure = z.looseObject({ error: z.looseObject({ message: z.string() }) });

/** One that runs; whoever has it ends it. */
export class LlamaServer implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  readonly #port: number;
  readonly #key: string;
  readonly #start: Start;
  readonly #end: () => void;
  #said = '';
  /** Why it could not be started at all. */
  #failure: Error | undefined;

  private constructor(start: Start, port: number) {
    const { program, signal } = start;
    this.#start = start;
    this.#port = port;
    this.#key = randomBytes(KEY_BYTES).toString('hex');
    // Other users of the computer see what programs are started with, but not their environment.
    const isInEnvironment = program.help.includes('LLAMA_API_KEY');
    this.#child = spawn(
      program.path,
      [...argumentsOf(start, port), ...(isInEnvironment ? [] : ['--api-key', this.#key])],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...ownEnvironment(), ...WAITING, ...(isInEnvironment && { LLAMA_API_KEY: this.#key }) },
        windowsHide: true,
      },
    );
    this.#child.on('error', (error) => {
      this.#failure = error;
    });
    this.#closed = new Promise((resolve) => {
      this.#child.once('close', resolve);
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-MOST_SAID);
    });
    this.#end = () => this.#child.kill('SIGKILL');
    signal.addEventListener('abort', this.#end, { once: true });
  }

  /**
   * Starts one and waits until it has loaded the file.
   *
   * @throws AppError `llama_server_unusable`, `llama_server_refused`, `llama_server_port_taken`, `llama_server_slow`,
   *   `llama_server_other_answer`; the signal's reason
   */
  static async start(start: Start): Promise<LlamaServer> {
    for (let attempt = 1; ; attempt++) {
      start.signal.throwIfAborted();
      const server = new LlamaServer(start, await freePort());
      try {
        await server.#hasLoaded();
        return server;
      } catch (error) {
        await server[Symbol.asyncDispose]();
        const isTaken = error instanceof AppError && error.code === 'llama_server_port_taken';
        if (!isTaken || attempt === TRIES) throw error;
      }
    }
  }

  /** Goes on with tokens, the likeliest each time. @throws AppError `llama_server_died`, `llama_server_slow`, `llama_server_other_answer` */
  async goOn(prompt: readonly number[], most: number): Promise<WrittenThere> {
    // What a file says of sampling would count where nothing is said.
    const sampling = { temperature: 0, samplers: ['temperature'], repeat_penalty: 1, seed: 0 };
    const neutral = { presence_penalty: 0, frequency_penalty: 0, dry_multiplier: 0, mirostat: 0 };
    const { content, tokens } = await this.#ask('/completion', Answer, {
      ...{ prompt, n_predict: most, return_tokens: true, cache_prompt: false, stream: false },
      ...{ ...sampling, ...neutral },
    });
    if (tokens.length === 0) throw this.#otherAnswer('it tells no tokens: llama.cpp does since December 2024');
    return { ids: tokens, output: content };
  }

  /** The tokens of a text, with what it puts before one. @throws as `goOn` */
  async tokenize(content: string): Promise<number[]> {
    return (await this.#ask('/tokenize', Tokens, { content, add_special: true, parse_special: true })).tokens;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#start.signal.removeEventListener('abort', this.#end);
    this.#end();
    await this.#closed;
  }

  async #hasLoaded(): Promise<void> {
    const { patience, signal, program, onStart } = this.#start;
    if (this.#child.pid !== undefined) await onStart(this.#child.pid);
    const late = performance.now() + patience.loadMs;
    while (this.#runs) {
      if (performance.now() > late) throw this.#slow(patience.loadMs);
      const answer = await this.#send('GET', '/health', undefined, LOOK_MS * 50).catch(() => null);
      signal.throwIfAborted();
      if (answer?.status === OK) {
        if (parsed(answer.text) === null)
          throw this.#otherAnswer(`${answer.status} ${answer.text.slice(0, 100)}`.trim());
        return;
      }
      await Promise.race([new Promise((resolve) => setTimeout(resolve, LOOK_MS)), this.#closed]);
    }
    await this.#closed;
    signal.throwIfAborted();
    if (this.#failure) {
      const { code, message } = this.#failure as NodeJS.ErrnoException;
      throw new AppError('llama_server_unusable', { program: program.path, problem: code ?? message });
    }
    if (/couldn'?t bind|address already in use/i.test(this.#said))
      throw new AppError('llama_server_port_taken', { port: this.#port });
    throw new AppError('llama_server_refused', { version: program.version, problem: this.#words });
  }

  get #runs(): boolean {
    const { pid, exitCode, signalCode } = this.#child;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  /** Its own last words. */
  get #words(): string {
    const lines = this.#said
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    const telling = lines.filter((line) =>
      /error|fail|unknown|invalid|unsupported|missing|not (?:found|enough)/i.test(line),
    );
    const last = (telling.length > 0 ? telling : lines).slice(-3).join(' · ');
    return last.slice(-600) || 'it said nothing';
  }

  async #ask<S extends z.ZodType>(path: string, schema: S, json: object): Promise<z.output<S>> {
    const { patience, signal, program } = this.#start;
    let answer: { status: number; text: string };
    try {
      answer = await this.#send('POST', path, json, patience.answerMs);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AppError) throw error;
      // It may be gone only now.
      await Promise.race([this.#closed, new Promise((resolve) => setTimeout(resolve, 2 * LOOK_MS))]);
      const { exitCode, signalCode } = this.#child;
      const how = signalCode ?? (exitCode === null ? (error as Error).message : `exit code ${exitCode}`);
      throw new AppError(
        'llama_server_died',
        { version: program.version, how, problem: this.#words },
        { cause: error },
      );
    }
    const value = parsed(answer.text);
    const { data } = schema.safeParse(value);
    if (answer.status === OK && data !== undefined) return data as z.output<S>;
    const told = Failure.safeParse(value).data?.error.message ?? answer.text.slice(0, 100);
    throw this.#otherAnswer(`${answer.status} ${told.slice(0, 300)}`.trim());
  }

  #send(
    method: 'GET' | 'POST',
    path: string,
    json: object | undefined,
    patienceMs: number,
  ): Promise<{ status: number; text: string }> {
    const body = json && Buffer.from(JSON.stringify(json));
    return new Promise((resolve, reject) => {
      const sent = request({
        ...{ host: HOST, port: this.#port, method, path, agent: false, signal: this.#start.signal },
        headers: {
          authorization: `Bearer ${this.#key}`,
          ...(body && { 'content-type': 'application/json', 'content-length': body.length }),
        },
      });
      const timer = setTimeout(() => sent.destroy(this.#slow(patienceMs)), patienceMs);
      sent.once('close', () => clearTimeout(timer));
      sent.once('error', reject);
      sent.once('response', (answer: IncomingMessage) => {
        textOf(answer).then((text) => resolve({ status: answer.statusCode ?? 0, text }), reject);
      });
      sent.end(body);
    });
  }

  #slow(ms: number): AppError {
    return new AppError('llama_server_slow', { version: this.#start.program.version, seconds: Math.round(ms / 1000) });
  }

  #otherAnswer(problem: string): AppError {
    return new AppError('llama_server_other_answer', { version: this.#start.program.version, problem });
  }
}

/** Its threads wait for one another without taking the processor: beside other work they would hold one another up, thirty times and more. */
const WAITING = { OMP_WAIT_POLICY: 'passive' };

/** Of those that it knows: numbers as exact as ours, and nothing of a graphics processor, where sums have other roundings. */
const WANTED: readonly (readonly string[])[] = [
  ...[['--no-webui'], ['--no-warmup'], ['--offline'], ['--no-context-shift'], ['--device', 'none'], ['--fit', 'off']],
  ...[
    ['--cache-ram', '0'],
    ['--cache-type-k', 'f32'],
    ['--cache-type-v', 'f32'],
  ],
];

function argumentsOf({ program: { help }, file, contextLength }: Start, port: number): string[] {
  const knows = (option: string) => new RegExp(`(?:^|[\\s,])${option}(?=[\\s,]|$)`, 'm').test(help);
  return [
    ...['--model', file, '--host', HOST, '--port', `${port}`, '--ctx-size', `${contextLength}`, '--parallel', '1'],
    ...WANTED.filter(([option = '']) => knows(option)).flat(),
    // Before it had values, it was off by itself.
    ...(/--flash-attn\s+\[?on/.test(help) ? ['--flash-attn', 'off'] : []),
  ];
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const piece of answer) {
    text += piece as string;
    if (text.length > MOST_ANSWER) break;
  }
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
