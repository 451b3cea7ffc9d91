import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { programMaker } from '../main/engine/programs/programs.ts';
import { useCompilingEngine } from '../main/engine/testing.ts';
import type { ModelSource } from '../main/formats/format.ts';
import { huggingface } from '../main/formats/huggingface/index.ts';
import { SENTENCE_FILES, sentenceFiles } from '../main/formats/huggingface/sentenceFiles.ts';
import { randomWeights } from '../main/ml/architectures/testing/randomWeights.ts';
import { sentenceSimilarity } from '../main/tasks/sentenceSimilarity/index.ts';
import { Embedder } from '../main/workers/infer/embedder.ts';
import { writeModelFolder } from '../main/workers/testing/tinyModel.ts';
import { createConfig, dimensions } from '../shared/domain/architectures/index.ts';
import { lastLine, runCommand } from './bench/processes.ts';

/** An exported model of pairs against sentence-transformers itself, where `KINDLING_PYTHON` names a Python that has it. */

const python = process.env.KINDLING_PYTHON;
if (!python) console.warn('Skipped: KINDLING_PYTHON names no Python with sentence-transformers');
const { describe } = await useCompilingEngine();

/** Of several lengths, so that a batch is padded; the last one is longer than what counts. */
const TEXTS = ['lamp', 'a much longer text than the first one', 'x', 'Größe 茶', 'all of it '.repeat(20)];
const [CONTEXT, MOST_TOKENS] = [64, 48];
const PROMPTS = { query: 'query: ', document: 'passage: ' };
const LIMIT_MS = 300_000;

const Answer = z.object({
  modules: z.array(z.string()),
  most_tokens: z.number(),
  query: z.array(z.array(z.number())),
  document: z.array(z.array(z.number())),
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-sentences-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Vectors as `embed` makes them. */
async function embedded(model: string, texts: readonly string[]): Promise<Float32Array[]> {
  const embedder = await Embedder.open(
    model,
    programMaker('fp32', (problem) => {
      throw new Error(`not compiled: ${problem}`);
    }),
  );
  const found: Float32Array[] = [];
  for await (const batch of embedder.embed(texts, new AbortController().signal))
    for (const { index, vector } of batch) found[index] = vector;
  embedder.dispose();
  return found;
}

/** Cosines as the playground tells them. */
async function cosines(model: string): Promise<number[]> {
  const opened = await sentenceSimilarity.open(model, () => {
    throw new Error('texts are computed one by one');
  });
  const input = {
    task: 'sentence-similarity',
    text: { kind: 'text', text: TEXTS[1] as string },
    others: TEXTS,
  } as const;
  const [event] = await Array.fromAsync(opened.predict({ ...input, others: [...TEXTS] }, new AbortController().signal));
  opened.dispose();
  return TEXTS.map((_, place) => event?.matches.find(({ index }) => index === place)?.score ?? Number.NaN);
}

describe.each([
  ['bert', 'mean'],
  ['bert', 'first'],
  ['llama', 'mean'],
] as const)('a model of pairs on %s, of %s states, exported', (architecture, from) => {
  test.skipIf(!python)(
    'makes the same vectors in sentence-transformers',
    async () => {
      const [model, written] = [join(folder, 'model'), join(folder, 'written')];
      const config = { ...createConfig(architecture, 'nano', CONTEXT), vocab_size: 300, tie_word_embeddings: true };
      writeModelFolder(model, config, randomWeights(config, 5, 0.1));
      // As preparing writes it: places count from a text's beginning.
      const tokenizer = join(model, 'tokenizer_config.json');
      const sides = { padding_side: 'right', truncation_side: 'right' };
      writeFileSync(tokenizer, JSON.stringify({ ...JSON.parse(readFileSync(tokenizer, 'utf8')), ...sides }));
      const facts = { pooling: { from, normalize: true }, mostTokens: MOST_TOKENS, prompts: PROMPTS };
      for (const [name, content] of Object.entries(sentenceFiles(facts, dimensions(config).hidden_size))) {
        mkdirSync(dirname(join(model, name)), { recursive: true });
        writeFileSync(join(model, name), JSON.stringify(content));
      }
      mkdirSync(written);
      // Without a card, nothing else is asked about the model.
      const source = { folder: model, model: { base: null }, run: null } as unknown as ModelSource;
      const writing = huggingface.write(source, { card: false, dtype: 'f32', adapter: false }, written);
      let files: readonly string[] = [];
      for (let next = await writing.next(); ; next = await writing.next()) {
        if (!next.done) continue;
        files = next.value.files;
        break;
      }
      expect(files).toEqual(expect.arrayContaining([...SENTENCE_FILES]));
      const script = join(import.meta.dirname, 'helpers', 'sentence_vectors.py');
      const options = ['--model', written, '--texts', JSON.stringify(TEXTS)];
      const { stdout, failure } = await runCommand(python as string, ['-B', script, ...options], LIMIT_MS);
      expect(failure).toBe('');
      const theirs = Answer.parse(JSON.parse(lastLine(stdout)));
      expect(theirs).toMatchObject({ modules: ['Transformer', 'Pooling', 'Normalize'], most_tokens: MOST_TOKENS });
      for (const kind of ['query', 'document'] as const) {
        const ours = await embedded(
          written,
          TEXTS.map((text) => PROMPTS[kind] + text),
        );
        for (const [text, vector] of ours.entries())
          for (const [place, value] of vector.entries()) expect(theirs[kind][text]?.[place]).toBeCloseTo(value, 4);
      }
      const query = theirs.query[1] ?? [];
      const expected = theirs.document.map((vector) =>
        vector.reduce((sum, value, place) => sum + value * (query[place] as number), 0),
      );
      for (const [place, score] of (await cosines(written)).entries())
        expect(score).toBeCloseTo(expected[place] ?? 9, 3);
    },
    LIMIT_MS,
  );
});
