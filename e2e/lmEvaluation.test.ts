import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { useEngine } from '../main/engine/testing.ts';
import { readModel } from '../main/formats/huggingface/modelFiles.ts';
import { tablesOf } from '../main/ml/architectures/model.ts';
import { toParameters } from '../main/ml/architectures/parameters.ts';
import { cachedDecoder } from '../main/ml/sample/decoder.ts';
import { noPython } from './helpers/python.ts';
import { openServedStudio, type ServedStudio } from './helpers/servedStudio.ts';

/**
 * lm-evaluation-harness (`local-completions`) on the server, where `KINDLING_PYTHON` names a Python that has `lm_eval[api]` and transformers:
 * a task of a few questions runs to its end, and each log-likelihood is that of the model itself, computed here token by token.
 */
const run = promisify(execFile);
const python = process.env.KINDLING_PYTHON ?? '';
const reason = noPython('lm_eval, transformers, aiohttp');
if (reason) console.warn(`Skipped: ${reason}`);
await useEngine('wasm');

const QUESTIONS = [
  { question: 'The lamp is', choices: ['on', 'a cup', 'out'], answer: 0 },
  { question: 'A cold soup', choices: ['warms', 'cools'], answer: 1 },
  { question: 'Größe', choices: ['s', 'ix', 'l'], answer: 2 },
  { question: 'x', choices: ['y', 'zz'], answer: 0 },
];
const TOLERANCE = 1e-3;
const LIMIT_MS = 300_000;

let studio: ServedStudio;
beforeAll(async () => {
  if (!reason) studio = await openServedStudio();
});
afterAll(() => studio?.close());

interface Sample {
  doc: { question: string; choices: string[] };
  arguments: Record<string, { arg_0: string; arg_1: string }>;
  filtered_resps: [loglikelihood: string | number, greedy: string | boolean][];
}

/** Runs the task and gives what it kept of each question. */
async function evaluate(): Promise<Sample[]> {
  const folder = join(studio.folder, 'task');
  mkdirSync(folder);
  const data = join(folder, 'questions.jsonl');
  writeFileSync(data, QUESTIONS.map((question) => `${JSON.stringify(question)}\n`).join(''));
  writeFileSync(
    join(folder, 'lamps.yaml'),
    [
      ...['task: lamps', 'dataset_path: json', 'dataset_kwargs:', '  data_files:', `    test: ${JSON.stringify(data)}`],
      ...['output_type: multiple_choice', 'test_split: test', 'doc_to_text: "{{question}}"'],
      ...['doc_to_choice: choices', 'doc_to_target: answer', 'metric_list:', '  - metric: acc'],
    ].join('\n'),
  );
  const output = join(folder, 'results');
  const model = `model=${studio.model},base_url=${studio.url}/completions,tokenizer=${studio.modelFolder},max_length=60,num_concurrent=2`;
  const options = ['--model', 'local-completions', '--model_args', model, '--tasks', 'lamps', '--include_path', folder];
  await run(
    python,
    ['-m', 'lm_eval', 'run', ...options, '--log_samples', '--output_path', output, '--batch_size', '3'],
    {
      env: { ...process.env, HF_HUB_OFFLINE: '1', HF_HOME: join(folder, 'cache'), OPENAI_API_KEY: 'none' },
    },
  );
  const file = readdirSync(output, { recursive: true, encoding: 'utf8' }).find((name) =>
    /samples_lamps.*\.jsonl$/.test(name),
  );
  const lines = readFileSync(join(output, file ?? ''), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Sample);
}

/** The sum of the logarithms of a continuation's tokens after a context, by the model itself. */
async function ours() {
  const { config, tokenizer, weights } = await readModel(studio.modelFolder);
  const [parameters, tables] = [toParameters(weights), tablesOf(config)];
  return async (context: string, continuation: string): Promise<{ sum: number; greedy: boolean }> => {
    // The harness puts nothing before a text unless it is told to.
    const idsOf = (text: string) => tokenizer.encode(text).slice(tokenizer.addsBeginning ? 1 : 0);
    const [before, whole] = [idsOf(context), idsOf(context + continuation)];
    const decoder = cachedDecoder(config, parameters, tables);
    let [sum, greedy] = [0, true];
    let logits: Float32Array | null = null;
    for (const [at, id] of whole.entries()) {
      if (logits && at >= before.length) {
        const largest = Math.max(...logits);
        const total = largest + Math.log(logits.reduce((all, logit) => all + Math.exp(logit - largest), 0));
        sum += (logits[id] ?? 0) - total;
        if (logits[id] !== largest) greedy = false;
      }
      logits = await decoder.next([id]);
    }
    decoder.dispose();
    return { sum, greedy };
  };
}

test.skipIf(reason !== null)(
  'a task runs to its end, and its log-likelihoods are those of the model',
  async () => {
    const samples = await evaluate();
    expect(samples).toHaveLength(QUESTIONS.length);
    const likelihood = await ours();
    let compared = 0;
    for (const { arguments: asked, filtered_resps: found } of samples) {
      for (const [index, { arg_0: context, arg_1: continuation }] of Object.values(asked).entries()) {
        const expected = await likelihood(context, continuation);
        const [sum, greedy] = found[index] ?? [Number.NaN, ''];
        expect(Math.abs(Number(sum) - expected.sum), `${context}${continuation}`).toBeLessThan(TOLERANCE);
        expect(String(greedy).toLowerCase()).toBe(String(expected.greedy));
        compared++;
      }
    }
    expect(compared).toBe(QUESTIONS.reduce((sum, { choices }) => sum + choices.length, 0));
  },
  LIMIT_MS,
);
