import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What llama.cpp is asked. */
export interface LlamaCppJob {
  /** A GGUF, and an adapter for it. */
  model: string;
  lora?: string;
  contextSize: number;
  /** Each goes on with `count` ids, the likeliest each time, whatever ends a text. */
  prompts: readonly (readonly number[])[];
  count: number;
  /** To be encoded, nothing put around them. */
  texts?: readonly string[];
  /** Ids of texts of which the bits are asked. */
  scored?: readonly (readonly number[])[];
  /** Of which vectors are asked, as many programs ask: what stands around a text is put there. */
  embedded?: readonly string[];
}

export interface LlamaCppResult {
  greedy: number[][];
  bits: number[];
  encoded: number[][];
  vectors: number[][];
}

const PACKAGES = join(import.meta.dirname, '../../../../node_modules');
const HERE = `${process.platform === 'darwin' ? 'mac' : process.platform === 'win32' ? 'win' : 'linux'}-${process.arch}`;

/** Why there is no llama.cpp here; `null` where there is one. It is a package of development's, without a build for graphics processors. */
export const noLlamaCpp: string | null = [HERE, `${HERE}-metal`].some((name) =>
  existsSync(join(PACKAGES, '@node-llama-cpp', name)),
)
  ? null
  : `there is no build of node-llama-cpp for ${HERE}`;

/** llama.cpp in a process of its own: what crashes there is an error here, and whoever asks next gets another process. */
export class LlamaCpp {
  #process: { child: ChildProcess; answers: AsyncIterator<string>; problem: () => string } | null = null;

  /** One question at a time. */
  async ask(job: LlamaCppJob): Promise<LlamaCppResult> {
    this.#process ??= start();
    const { child, answers, problem } = this.#process;
    child.stdin?.write(`${JSON.stringify({ texts: [], scored: [], ...job })}\n`);
    const { done, value } = await answers.next();
    if (!done) return JSON.parse(value) as LlamaCppResult;
    this.#process = null;
    throw new Error(`llama.cpp ended with ${await exitOf(child)}: ${problem().slice(-2000)}`);
  }

  async close(): Promise<void> {
    const child = this.#process?.child;
    this.#process = null;
    if (!child) return;
    child.stdin?.end();
    await exitOf(child);
  }
}

function start() {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'llamaCppProcess.mjs')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // What is written to one that has ended: its end is told by its answers.
  child.stdin.on('error', () => {});
  let problem = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    problem += text;
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, answers, problem: () => problem };
}

async function exitOf(child: ChildProcess): Promise<number | string | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return child.exitCode ?? child.signalCode;
}
