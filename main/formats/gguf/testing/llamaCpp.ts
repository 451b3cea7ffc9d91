import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

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
}

export interface LlamaCppResult {
  greedy: number[][];
  bits: number[];
  encoded: number[][];
}

const PACKAGES = join(import.meta.dirname, '../../../../node_modules');
const HERE = `${process.platform === 'darwin' ? 'mac' : process.platform === 'win32' ? 'win' : 'linux'}-${process.arch}`;

/** Why there is no llama.cpp here; `null` where there is one. It is a package of development's, without a build for graphics processors. */
export const noLlamaCpp: string | null = [HERE, `${HERE}-metal`].some((name) =>
  existsSync(join(PACKAGES, '@node-llama-cpp', name)),
)
  ? null
  : `there is no build of node-llama-cpp for ${HERE}`;

/** Asks llama.cpp, in a process of its own: what crashes there is an error here. */
export async function askLlamaCpp(job: LlamaCppJob): Promise<LlamaCppResult> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'llamaCppProcess.mjs')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const read = async (stream: NodeJS.ReadableStream) => {
    const pieces: Buffer[] = [];
    for await (const piece of stream) pieces.push(piece as Buffer);
    return Buffer.concat(pieces).toString('utf8');
  };
  child.stdin.end(JSON.stringify({ texts: [], scored: [], ...job }));
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(`${code ?? signal}`));
  });
  const [output, problem, end] = await Promise.all([read(child.stdout), read(child.stderr), ended]);
  if (end !== '0') throw new Error(`llama.cpp ended with ${end}: ${problem.slice(-2000)}`);
  return JSON.parse(output) as LlamaCppResult;
}
