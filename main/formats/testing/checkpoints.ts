import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Weights } from '../../ml/architectures/parameters.ts';
import type { Decoder } from '../../ml/sample/decoder.ts';
import { openWeights } from '../huggingface/openFolder.ts';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../../ml/architectures/testing/fixtures');

/** Random models that transformers has written, by `write.py` beside them: one of each architecture, and what is special about some. */
export const CHECKPOINTS = [
  'llama',
  'llama-llama3',
  'llama-linear',
  'mistral',
  'qwen2',
  'qwen3',
  'gpt2',
  'gemma3_text',
] as const;

/** The same of encoders: a body with its pooler, one that was saved with a head and has none, one whose positions begin after padding's. */
export const ENCODER_CHECKPOINTS = ['bert', 'bert-masked', 'xlm-roberta'] as const;

/** What transformers makes of texts of different lengths in one batch: states of their first and last tokens, and what the pooler gives. */
interface ExpectedStates {
  texts: number[][];
  first: number[][];
  last: number[][];
  pooled: number[][] | null;
}

export const readEncoder = (name: (typeof ENCODER_CHECKPOINTS)[number]) => read<ExpectedStates>(name);

/** What transformers makes of a checkpoint: logits after the prompt, and the ids that follow it, the likeliest each time. */
interface Expected {
  prompt: number[];
  logits: number[];
  greedy: number[];
}

export const readCheckpoint = (name: (typeof CHECKPOINTS)[number]) => read<Expected>(name);

async function read<E>(name: string): Promise<{ config: ModelConfig; weights: Weights; expected: E }> {
  const folder = join(FOLDER, name);
  const { config, tensors, read: numbers } = await openWeights(folder);
  const weights = new Map<string, { shape: number[]; data: Float32Array }>();
  for (const [tensor, shape] of tensors) weights.set(tensor, { shape: [...shape], data: await numbers(tensor) });
  return { config, weights, expected: JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as E };
}

/** Ids that follow a prompt, the likeliest each time, whatever ends a text. */
export async function greedyIds(decoder: Decoder, prompt: readonly number[], count: number): Promise<number[]> {
  const found: number[] = [];
  let next = prompt;
  while (found.length < count) {
    const logits = await decoder.next(next);
    found.push(logits.indexOf(Math.max(...logits)));
    next = found.slice(-1);
  }
  return found;
}
