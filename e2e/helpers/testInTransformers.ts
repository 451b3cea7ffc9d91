import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Weights } from '../../main/ml/architectures/parameters.ts';
import type { MainTask } from '../../main/tasks/task.ts';
import { writeModelFolder } from '../../main/workers/testing/tinyModel.ts';
import type { ModelConfig } from '../../shared/domain/architectures/index.ts';
import type { EventOf, InputOf } from '../../shared/domain/tasks/index.ts';
import { lastLine, runCommand } from '../bench/processes.ts';

/** Of several lengths, so that a batch is padded; the last one is longer than the context. */
export const TEXTS = ['lamp', 'a much longer text than the first one', 'x', 'Größe 茶', 'all of it '.repeat(20)];
export const CONTEXT = 64;
export const LIMIT_MS = 300_000;

const Answer = z.object({
  class: z.string(),
  labels: z.array(z.string()),
  single: z.array(z.array(z.number())),
  batch: z.array(z.array(z.number())),
});

/**
 * Writes the folder of a model that scores texts, and asks transformers for the scores of the texts, one by one and in a batch.
 *
 * @param python that has transformers
 * @param saved folder that transformers writes the model to again
 * @param fields content of `config.json`
 * @throws Error with what Python says
 */
export async function scoresInTransformers(
  python: string,
  { model, saved }: { model: string; saved: string },
  { config, weights, fields }: { config: ModelConfig; weights: Weights; fields: object },
): Promise<z.infer<typeof Answer>> {
  writeModelFolder(model, config, weights, fields);
  const tokenizer = join(model, 'tokenizer_config.json');
  const sides = { padding_side: 'right', truncation_side: 'right' };
  writeFileSync(tokenizer, JSON.stringify({ ...JSON.parse(readFileSync(tokenizer, 'utf8')), ...sides }));
  const script = join(import.meta.dirname, 'transformers_labels.py');
  const options = ['--model', model, '--save', saved, '--texts', JSON.stringify(TEXTS)];
  const { stdout, failure } = await runCommand(python, ['-B', script, ...options], LIMIT_MS);
  if (failure !== '') throw new Error(failure);
  return Answer.parse(JSON.parse(lastLine(stdout)));
}

/** What the model of a folder says of each of the texts here. */
export async function predictedHere<K extends 'regression' | 'text-classification' | 'multi-label-classification'>(
  task: MainTask<K>,
  kind: K,
  model: string,
): Promise<EventOf<K>[]> {
  const opened = await task.open(model, () => {
    throw new Error('texts are computed one by one');
  });
  const input = { task: kind, texts: TEXTS.map((text) => ({ kind: 'text' as const, text })) };
  const found = await Array.fromAsync(opened.predict(input as unknown as InputOf<K>, new AbortController().signal));
  opened.dispose();
  return found;
}
