import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countParameters } from '../../../shared/domain/architectures/index.ts';
import { type GgufDtype, ggufFile } from '../../../shared/domain/formats/gguf/index.ts';
import { receiptLines } from '../../../shared/domain/models/receipt.ts';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { useEngine } from '../../engine/testing.ts';
import { sentencePairsHead } from '../../ml/heads/sentencePairs.ts';
import { loadScores } from '../../ml/train/textScores.ts';
import { againBut, takesLong } from '../../setup/leftOut.ts';
import { mainTaskOf } from '../../tasks/index.ts';
import { engineDiffer } from '../../workers/convert/engineDiffer.ts';
import { measureAgain } from '../../workers/convert/measureAgain.ts';
import { MEASURES_FILE } from '../huggingface/measuresFile.ts';
import { readLibraryModel } from '../libraryModel.ts';
import { referenceLogits } from '../reference.ts';
import { readSentenceFacts } from '../sentenceFacts.ts';
import { readGgufHeader } from './header.ts';
import { gguf } from './index.ts';
import { openGguf } from './openGguf.ts';
import { BERT, type MadeBert, tokenizerOf, VOCAB, writeBert } from './testing/bertFolder.ts';
import { LlamaCpp, noLlamaCpp } from './testing/llamaCpp.ts';

/* Encoders as files of llama.cpp, which makes the very vectors that are made here. */

const { describe, engine } = await useEngine('wasm');
void engine;

let folder: string;
const llamaCpp = new LlamaCpp();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-encoder-'));
});
afterAll(async () => {
  await llamaCpp.close();
  rmSync(folder, { recursive: true, force: true });
});

const TEXTS = [
  ...['a lamp, it’s ok!', 'The CHAIR is', 'café CAFÉ cafe\u0301', 'Müller über ß', '东京塔 and 不锈钢，。', ''],
  ...[
    '$12.50 + 3 = 15~ <b>^|`',
    '«so» … — (yes) "no"',
    '  two  spaces\tand\na line',
    'zero\u200bwidth \u0007bell',
    'I ♥ it 🙂 ok',
  ],
  ...['the lamp '.repeat(40), 'x', 'un[SEP]known [MASK]'],
];

function writeModel(name: string, made: MadeBert): string {
  const source = join(folder, name);
  writeBert(source, made);
  return source;
}

const MODEL = {
  name: 'm',
  parameters: 1000,
  base: null,
  recipe: { kind: 'match', inputs: ['a'], output: 'b', template: '{{a}}' },
};

const TRAINED: TrainedModel = {
  ...{ id: 'm', name: 'tiny', runId: 'r', datasetId: 'd', datasetName: 'pairs', size: 'nano', config: BERT, steps: 1 },
  ...{ parameters: countParameters(BERT), lastLoss: 1, validationLoss: 1, testLoss: null, base: null, baseline: null },
  recipe: { kind: 'match', inputs: ['a'], output: 'b', template: '{{a}}' },
  ...{ measures: null, engine: engine as NonNullable<typeof engine>, createdAt: '2026-01-01T00:00:00.000Z' },
};
const noProgram = () => {
  throw new Error('vectors are made without one');
};

/** Writes a model's folder as a file of llama.cpp, and compares it as every export is. */
async function written(source: string, dtype: GgufDtype) {
  const output = join(folder, `${dtype}-${Math.random().toString(36).slice(2)}`);
  mkdirSync(output);
  const { pooling } = await readSentenceFacts(source);
  const head = sentencePairsHead(pooling);
  const given = { model: MODEL as never, run: null, folder: source, head: async () => head };
  const options = { dtype, adapter: false, card: false };
  for await (const _ of gguf.write(given, options, output));
  const model = await readLibraryModel(source, head);
  const loaded = loadScores(head, model);
  const reference = await referenceLogits({ ...model, scores: loaded.scores }, ['a lamp', 'the chair is']);
  loaded.dispose();
  const compared = await gguf.compare({ folder: output, source, options }, reference, engineDiffer(head));
  return { ...compared, output, file: join(output, ggufFile(dtype, false)) };
}

/** Vectors of texts, as they are made here of a folder or of a file; texts that are too long end where they do. */
async function vectorsOf(path: string, texts: readonly string[]) {
  const { pooling } = await readSentenceFacts(path);
  const head = sentencePairsHead(pooling);
  const model = await readLibraryModel(path, head);
  const loaded = loadScores(head, model);
  const ids = texts.map((text) => model.tokenizer.encode(text));
  const vectors: Float32Array[] = [];
  for (const one of ids) vectors.push(await loaded.scores(one));
  loaded.dispose();
  return { ids, vectors };
}

function cosine(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let [dot, own, theirs] = [0, 0, 0];
  for (let at = 0; at < one.length; at++) {
    const [a, b] = [one[at] as number, other[at] as number];
    dot += a * b;
    own += a * a;
    theirs += b * b;
  }
  return dot / Math.sqrt(own * theirs);
}

const KINDS: [string, MadeBert][] = [
  ['lowered, the mean', {}],
  ['as it is written, the first', { lowercase: false, pooling: { from: 'first', normalize: false } }],
  ['lowered, accents kept', { strip: false }],
  ['another GELU', { hiddenAct: 'gelu_new' }],
];

const [[SHOWN]] = KINDS as [[string, MadeBert]];
for (const [name, made] of KINDS)
  describe(`a BERT (${name})`, againBut(SHOWN)(name), () => {
    test('is read again, and makes the same vectors', async () => {
      const source = writeModel(name, made);
      const { file, maxDifference } = await written(source, 'f32');
      expect(maxDifference).toBeLessThan(1e-6);
      const [own, read] = [await vectorsOf(source, TEXTS), await vectorsOf(file, TEXTS)];
      expect(read.ids).toEqual(own.ids);
      for (const [at, vector] of own.vectors.entries())
        expect(cosine(vector, read.vectors[at] as never)).toBeGreaterThan(0.999999);
      const [said, again] = [await readSentenceFacts(source), await readSentenceFacts(file)];
      expect(again).toEqual({ ...said, mostTokens: null });
      const { config, contextLength } = await openGguf(file);
      expect(config).toMatchObject({ max_position_embeddings: 128, hidden_act: made.hiddenAct ?? 'gelu' });
      expect(contextLength).toBe(128);
    });

    (noLlamaCpp === null ? test : test.skip)('makes the same vectors in llama.cpp', takesLong, async () => {
      const source = writeModel(name, made);
      const { file } = await written(source, 'f32');
      // An empty text has no vector there; marks in a text are taken for what they mark only on request.
      const texts = TEXTS.filter((text) => text !== '' && !text.includes('['));
      const { ids, vectors } = await vectorsOf(source, texts);
      const job = { model: file, contextSize: 128, prompts: [], count: 0, texts, embedded: texts };
      const found = await llamaCpp.ask(job);
      expect(found.encoded).toEqual(ids.map((own) => own.slice(1, -1)));
      const cosines = vectors.map((vector, at) => cosine(vector, found.vectors[at] as never));
      expect(Math.min(...cosines)).toBeGreaterThan(0.9999);
    });
  });

test('a file of llama.cpp’s own package makes the vector that transformers makes', async () => {
  const fixtures = join(import.meta.dirname, 'testing/fixtures');
  const { text, ids, vector } = JSON.parse(readFileSync(join(fixtures, 'bert.json'), 'utf8'));
  const file = join(fixtures, 'bert.gguf');
  expect(await readSentenceFacts(file)).toMatchObject({ pooling: { from: 'mean', normalize: false }, said: true });
  const found = await vectorsOf(file, [text]);
  expect(found.ids).toEqual([ids]);
  const length = Math.hypot(...vector);
  for (const [at, one] of (found.vectors[0] as Float32Array).entries()) expect(one).toBeCloseTo(vector[at] / length, 5);
});

test('what a file says of a model that makes vectors', async () => {
  const source = writeModel('said', { mostTokens: 32 });
  const { file, output } = await written(source, 'q8_0');
  const { metadata, tensors } = await readGgufHeader(file);
  expect(Object.fromEntries([...metadata].filter(([, value]) => !Array.isArray(value)))).toEqual({
    ...{ 'general.architecture': 'bert', 'general.type': 'model', 'general.name': 'm', 'general.size_label': '1K' },
    ...{ 'general.file_type': 7, 'general.quantization_version': 2, 'bert.vocab_size': BERT.vocab_size },
    ...{
      'bert.context_length': 32,
      'bert.embedding_length': 64,
      'bert.block_count': 2,
      'bert.feed_forward_length': 96,
    },
    ...{ 'bert.attention.head_count': 4, 'bert.attention.layer_norm_epsilon': expect.closeTo(1e-12, 15) },
    ...{ 'bert.attention.causal': false, 'bert.pooling_type': 1, 'bert.normalize_embeddings': true },
    ...{ 'kindling.prompts.query': 'query: ', 'tokenizer.ggml.model': 'bert', 'tokenizer.ggml.pre': 'default' },
    ...{ 'tokenizer.ggml.token_type_count': 2, 'tokenizer.ggml.bos_token_id': 2, 'tokenizer.ggml.eos_token_id': 3 },
    ...{
      'tokenizer.ggml.cls_token_id': 2,
      'tokenizer.ggml.seperator_token_id': 3,
      'tokenizer.ggml.unknown_token_id': 1,
    },
    ...{ 'tokenizer.ggml.padding_token_id': 0, 'tokenizer.ggml.mask_token_id': 4 },
    ...{ 'tokenizer.ggml.normalizer.lowercase': true, 'tokenizer.ggml.normalizer.strip_accents': true },
  });
  const tokens = metadata.get('tokenizer.ggml.tokens') as string[];
  expect([tokens[0], tokens[5], tokens[VOCAB.indexOf('##air')], tokens.at(-1)]).toEqual([
    ...['[PAD]', '▁a', 'air', `▁[PAD${VOCAB.length + 1}]`],
  ]);
  expect((metadata.get('tokenizer.ggml.token_type') as number[]).slice(3, 6)).toEqual([3, 3, 1]);
  expect(tensors.get('position_embd.weight')).toMatchObject({ shape: [32, 64], type: 0 });
  expect(readFileSync(join(output, 'Modelfile'), 'utf8')).toBe('FROM ./model-Q8_0.gguf\nPARAMETER num_ctx 32\n');
});

test.each([
  ['model', { model: { type: 'Unigram', vocab: [['a', -1]] } }],
  ['normalizer', { normalizer: { type: 'BertNormalizer', handle_chinese_chars: false } }],
  ['normalizer', { normalizer: { type: 'BertNormalizer', clean_text: false } }],
  ['normalizer', { normalizer: { type: 'Sequence', normalizers: [{ type: 'NFC' }, { type: 'BertNormalizer' }] } }],
  ['normalizer', { normalizer: null }],
  ['pre_tokenizer', { pre_tokenizer: { type: 'Whitespace' } }],
  ['post_processor', { post_processor: null }],
  ['continuing_subword_prefix', { model: { ...tokenizerOf({}).model, continuing_subword_prefix: '@@' } }],
])('another %s is refused by name', async (part, more) => {
  const source = writeModel(`refused-${Math.random()}`, {});
  writeFileSync(join(source, 'tokenizer.json'), JSON.stringify(tokenizerOf({}, more)));
  await expect(written(source, 'f32')).rejects.toMatchObject({ code: 'gguf_tokenizer_unsupported', details: { part } });
});

test('what fewer bits cost is told of vectors and of what they find', async () => {
  const source = writeModel('measured', {});
  const written = ['lamp', 'chair', 'a the lamp', 'x y z'].map((text, row) => ({
    ...{ row, inputs: [{ column: 'a', value: text }], prompt: text, reference: `${text} ${row}`, output: '' },
  }));
  const record = {
    ...{ texts: 4, rows: 4, seed: 7, temperature: 0, fields: [], metrics: {}, notMeasured: {}, written },
    ...{ baselines: { referenceFidelity: null, bigramBitsPerByte: null }, createdAt: '2026-01-01T00:00:00.000Z' },
  };
  writeFileSync(join(source, MEASURES_FILE), JSON.stringify(record));
  const output = join(folder, 'measured-q4_0');
  mkdirSync(output);
  const head = sentencePairsHead({ from: 'mean' });
  const steps = gguf.write(
    {
      ...{ model: TRAINED, run: null, folder: source, head: async () => head },
      measure: (model, on) => measureAgain(mainTaskOf(TRAINED.recipe), { model, source }, on, noProgram),
    },
    { dtype: 'q4_0', adapter: false, card: true },
    output,
  );
  let last = await steps.next();
  while (!last.done) last = await steps.next();
  const { receipt } = last.value;
  expect(receipt).toMatchObject({ dtype: 'Q4_0', bits: null, vectors: { texts: 8 }, task: { rows: 4 } });
  const { mean, least } = receipt?.vectors ?? { mean: 0, least: 0 };
  expect(least).toBeLessThan(mean);
  expect(mean).toBeLessThan(0.99999);
  expect(least).toBeGreaterThan(0.8);
  expect(receipt?.task?.metrics.map(({ name }) => name)).toEqual(['recall_at_1']);
  const card = readFileSync(join(output, 'README.md'), 'utf8');
  const lines = receipt ? receiptLines(receipt) : [];
  expect(lines.length).toBe(2);
  for (const line of lines) expect(card).toContain(line);
  expect(lines[1]).toMatch(/^Recall@1 of 4 held-out rows: [\d.]+ ?% with F32, /);
});

test('another way to make vectors is refused on reading, and so is another tokenizer', async () => {
  const source = writeModel('poolings', {});
  const { file } = await written(source, 'f32');
  const change = (from: Buffer, to: Buffer) => {
    const bytes = readFileSync(file);
    const at = bytes.indexOf(from);
    expect(at).toBeGreaterThan(0);
    to.copy(bytes, at + from.length);
    const other = join(folder, `changed-${Math.random()}.gguf`);
    writeFileSync(other, bytes);
    return other;
  };
  const last = change(Buffer.from('bert.pooling_type\x04\0\0\0'), Buffer.from([3]));
  await expect(readSentenceFacts(last)).rejects.toMatchObject({
    code: 'model_setting_unsupported',
    details: { setting: 'bert.pooling_type', value: 'last', known: 'mean, cls' },
  });
  const other = change(Buffer.from('tokenizer.ggml.model\x08\0\0\0\x04\0\0\0\0\0\0\0'), Buffer.from('gpt2'));
  await expect(openGguf(other)).rejects.toMatchObject({ code: 'model_tokenizer_unsupported' });
});

const MINILM = process.env.KINDLING_MINILM ?? '';
const has = existsSync(join(MINILM, 'config.json')) && noLlamaCpp === null;

(has ? describe : describe.skip)(`all-MiniLM-L6-v2${has ? '' : ': KINDLING_MINILM is not said'}`, () => {
  const LONG = 'The quick brown fox jumps over the lazy dog, and café Müller serves 不锈钢 lamps. '.repeat(8);
  const LEAST = { f32: 0.9999, f16: 0.9999, q8_0: 0.998, q4_0: 0.9, q4_k_m: 0.95 };
  const REAL = [
    ...TEXTS.filter((text) => !text.includes('[') && text !== ''),
    LONG,
    'How do I reset my password?',
    'Wie setze ich mein Passwort zurück?',
  ];

  test.each(['f32', 'f16', 'q8_0', 'q4_0', 'q4_k_m'] as const)('%s in llama.cpp', async (dtype) => {
    const source = join(folder, 'minilm');
    cpSync(MINILM, source, { recursive: true });
    const { file } = await written(source, dtype);
    const { vectors, ids } = await vectorsOf(source, REAL);
    const found = await llamaCpp.ask({
      model: file,
      contextSize: 256,
      prompts: [],
      count: 0,
      texts: REAL,
      embedded: REAL,
    });
    expect(found.encoded).toEqual(ids.map((own) => own.slice(1, -1)));
    const cosines = vectors.map((vector, at) => cosine(vector, found.vectors[at] as never));
    expect(Math.min(...cosines)).toBeGreaterThan(LEAST[dtype]);
  });
});
