import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { CASES, type CaseOutput } from './contract.ts';
import type { RunCase } from './isolated.ts';
import type { BaseOptions } from './options.ts';
import { lastLine, runCommand } from './processes.ts';
import { findPython, runReference } from './python.ts';
import { alternate, type Contender, type Standing } from './rounds.ts';

export interface BaseRow extends Omit<CaseOutput<'base'>, 'peak_rss_mb'> {
  peak_rss_mb: number | null;
  /** Processor load of the last minute when it was measured. */
  load: number;
}

const Reference = CASES.base.output.extend({ peak_rss_mb: CASES.base.output.shape.peak_rss_mb.nullable() });
const RUN_LIMIT_MS = 900_000;

/**
 * Decodes a model of others beside transformers (`KINDLING_PYTHON`) and llama.cpp (`KINDLING_LLAMA_CPP`: a folder in which
 * `npm install node-llama-cpp` was run), in turns.
 */
export async function measureBase(
  run: RunCase,
  { gguf, tokens, rounds, threads = availableParallelism() }: Omit<BaseOptions, 'json'>,
  note: (text: string) => void,
): Promise<Standing<BaseRow>[]> {
  const contender = (engine: string, mode: string, measure: () => Promise<Omit<BaseRow, 'load'>>) => ({
    label: { engine, size: 'base', mode },
    measure: async () => ({ ...(await measure()), load: Math.round((loadavg()[0] ?? 0) * 10) / 10 }),
  });
  const ours = [contender('kindling', 'fp32', () => run('base', { gguf, tokens }))];
  const theirs: Contender<BaseRow>[] = [];
  const python = await findPython();
  if ('missing' in python || python.transformers === null) note('transformers is left out: see KINDLING_PYTHON');
  else {
    for (const dtype of ['fp32', 'bf16']) {
      const options = { gguf, dtype, tokens, threads };
      theirs.push(
        contender('transformers', dtype, () => runReference(python, 'base_reference.py', options, Reference)),
      );
    }
  }
  const modules = process.env.KINDLING_LLAMA_CPP;
  if (!modules) note('llama.cpp is left out: see KINDLING_LLAMA_CPP');
  else {
    // Threads that wait for one another come to a standstill on a machine that has other work; one does not.
    for (const count of new Set([1, threads])) {
      theirs.push(contender('llama.cpp', `${count} threads`, () => llamaCpp([modules, gguf, `${tokens}`, `${count}`])));
    }
  }
  return await alternate(ours, theirs, rounds, note);
}

async function llamaCpp(options: readonly string[]) {
  const script = join(import.meta.dirname, 'base_reference.mjs');
  const { stdout, failure } = await runCommand(process.execPath, [script, ...options], RUN_LIMIT_MS);
  if (failure) throw new Error(failure);
  return Reference.parse(JSON.parse(lastLine(stdout)));
}
