import { beforeAll, expect, it } from 'vitest';
import { bigramLoss } from '../../../../e2e/helpers/bigram.ts';
import { llamaConfig, llamaPreset } from '../../../../shared/domain/architectures/llama.ts';
import type { HeldOutRow } from '../../../../shared/domain/models/measures.ts';
import type { Evaluation, Sample } from '../../../../shared/domain/runs/run.ts';
import { defaultSettings } from '../../../../shared/domain/runs/training.ts';
import { useEngine } from '../../../engine/testing.ts';
import { eagerProgram } from '../../../ml/program/eagerProgram.ts';
import { Tokenizer } from '../../../ml/tokenizer/tokenizer.ts';
import { tokenizerConfig, tokenizerJson } from '../../../ml/tokenizer/tokenizerFile.ts';
import type { TrainedModel, TrainingRequest } from '../../../ml/train/training.ts';
import { trainModel } from '../../../ml/train/trainModel.ts';
import { takesLong } from '../../../setup/leftOut.ts';
import { evaluationBatches } from '../batches.ts';
import type { Corpus } from '../corpus.ts';
import { parseCorpus } from '../corpusFormat.ts';
import { bigramBitsPerByte } from '../measures/bigram.ts';
import { corpusTexts } from '../measures/corpusTexts.ts';
import { measureTexts } from '../measures/measureTexts.ts';
import type { Measuring } from '../textGenerationRun.ts';
import { textGenerationTask } from '../trainingTask.ts';

beforeAll(() => useEngine('wasm'));

const contextLength = 32;
const preset = {
  ...llamaPreset('nano'),
  vocab_size: 258,
  hidden_size: 16,
  intermediate_size: 32,
  num_hidden_layers: 1,
};
const config = llamaConfig(preset, contextLength);
const tokenizer = new Tokenizer(
  JSON.stringify(tokenizerJson([], 258)),
  JSON.stringify(tokenizerConfig(contextLength)),
  'test',
);

/** Documents of a prompt and a completion, as preparing writes them. */
function corpusOf(documents: readonly (readonly [prompt: string, completion: string])[]): Corpus {
  const ids: number[] = [];
  const docs: number[] = [];
  const bytes = (text: string) => tokenizer.encode(text).slice(1);
  for (const [prompt, completion] of documents) {
    docs.push(ids.length, 1 + bytes(prompt).length);
    ids.push(0, ...bytes(prompt), ...bytes(completion));
  }
  return parseCorpus(Uint16Array.from([...ids, 0]), Uint32Array.from(docs));
}

const documents = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => [`n: é${from + index}\nd:`, ` a é${from + index}!`] as const);
const train = corpusOf(documents(100, 30));
const validation = corpusOf(documents(200, 6));
const rows: HeldOutRow[] = documents(200, 6).map(([prompt, completion], row) => ({
  row,
  inputs: [{ column: 'n', value: `é${200 + row}` }],
  prompt,
  reference: completion.trim(),
}));

const settings = {
  ...defaultSettings('nano'),
  context_length: contextLength,
  per_device_train_batch_size: 4,
  eval_steps: 1,
};

const request = (measuring: Measuring | null): TrainingRequest => ({
  config,
  settings,
  budget: { kind: 'steps', steps: 2 },
  task: textGenerationTask({
    ...{ config, settings, train, validation, test: null, tokenizer, samplePrompts: ['n: é1\nd:'], measuring },
    promptLimit: null,
  }),
  makeProgram: (definition) => ({
    program: eagerProgram(definition),
    execution: () => ({ mode: 'eager', precision: 'fp32', problem: null }),
  }),
  ...{ extension: null, resume: null, ending: () => null, stored: async () => {} },
  checkpoints: { save: async () => [], parameters: async () => null },
});

async function follow(measuring: Measuring | null) {
  const evaluations: Evaluation[] = [];
  const samples: Sample[] = [];
  const losses: number[] = [];
  const training = trainModel(request(measuring));
  for (;;) {
    const next = await training.next();
    if (next.done) return { evaluations, samples, losses, model: next.value as TrainedModel };
    if (next.value.event === 'evaluation') evaluations.push(next.value.evaluation);
    if (next.value.event === 'sample') samples.push(next.value.sample);
    if (next.value.event === 'step') losses.push(next.value.metric.loss);
  }
}

it('measures on the rows kept for validation, at each evaluation and at the end, and changes nothing of the training', async () => {
  const { evaluations, samples, losses, model } = await follow({ rows, fields: null });
  expect(evaluations.map(({ step }) => step)).toEqual([1, 2]);
  for (const { metrics, validationLoss } of evaluations) {
    expect(Object.keys(metrics ?? {}).sort()).toEqual([
      'bitsPerByte',
      'chrf',
      'copied_spans',
      'exact_match',
      'field_fidelity',
      'length_ratio',
    ]);
    // All of the split is evaluated: nats a token times tokens are nats a byte times bytes.
    const tokens = validation.counts.reduce((sum, count) => sum + count, 0) - 1;
    const bytes = rows.reduce((sum, { reference }) => sum + 1 + Buffer.byteLength(reference), 0);
    expect(metrics?.bitsPerByte?.value).toBeCloseTo((validationLoss * tokens) / bytes / Math.LN2, 5);
  }
  expect(samples.filter(({ step }) => step === 1).map(({ prompt }) => prompt)).toEqual(
    rows.slice(0, 3).map(({ prompt }) => prompt),
  );
  const measures = model.measures;
  expect(measures?.fields).toEqual(['n']);
  // Rows come again, with other draws, until there are as many texts as are wanted or the time is up.
  expect(measures?.written.slice(0, 8).map(({ row }) => row)).toEqual([0, 1, 2, 3, 4, 5, 0, 1]);
  expect(measures?.rows).toBe(6);
  expect(measures?.written[0]?.output).not.toBe(measures?.written[6]?.output);
  expect(measures?.baselines.referenceFidelity).toBe(1);
  // Whoever has the texts can compute the figures again.
  const written = measures?.written ?? [];
  const outputs = written.map(({ output }) => output);
  const again = measureTexts({
    rows: written,
    outputs,
    fields: ['n'],
    trainingTexts: corpusTexts(train, tokenizer),
    seed: measures?.seed ?? 0,
  });
  expect({ ...again.metrics, bitsPerByte: measures?.metrics.bitsPerByte }).toEqual(measures?.metrics);

  const twice = await follow({ rows, fields: null });
  expect(twice.evaluations.map(({ metrics }) => metrics)).toEqual(evaluations.map(({ metrics }) => metrics));
  // How many texts there is time for may differ, but not what they are.
  const both = Math.min(written.length, twice.model.measures?.written.length ?? 0);
  expect(twice.model.measures?.written.slice(0, both)).toEqual(written.slice(0, both));
  const without = await follow(null);
  expect(without.losses).toEqual(losses);
  expect(without.model.weights).toEqual(model.weights);
  expect(without.model.measures).toBe(null);
});

it('says why a figure is missing, and counts the columns that were chosen', takesLong, async () => {
  const bare = rows.map((row) => ({ ...row, inputs: [] }));
  const { model } = await follow({ rows: bare, fields: null });
  expect(model.measures?.notMeasured).toEqual({
    field_fidelity: 'no_input',
    exact_match: 'no_input',
    chrf: 'no_input',
    bleu: 'no_input',
    length_ratio: 'no_input',
  });
  const { model: none, samples } = await follow({ rows: [], fields: null });
  expect(none.measures?.notMeasured.chrf).toBe('no_rows');
  expect(none.measures?.metrics.bitsPerByte?.value).toBeGreaterThan(0);
  expect(samples[0]?.prompt).toBe('n: é1\nd:');
  const other = rows.map((row) => ({ ...row, inputs: [...row.inputs, { column: 'x', value: 'zzz' }] }));
  const { model: chosen } = await follow({ rows: other, fields: ['n', 'x'] });
  expect(chosen.measures?.fields).toEqual(['n', 'x']);
  expect(chosen.measures?.metrics.field_fidelity?.value).toBe(0);
  // A prompt that fills the context cannot be answered.
  const long = rows.map((row) => ({ ...row, prompt: 'x'.repeat(40) }));
  expect((await follow({ rows: long, fields: null })).model.measures?.texts).toBe(0);
});

it('holds bits per byte against counting pairs, as a slow twin counts them', () => {
  const asSplit = (corpus: Corpus, of: readonly (readonly [string, string])[]) => ({
    ids: corpus.ids,
    documents: of.map(([prompt], index) => ({
      start: corpus.range(index)[0],
      promptLength: tokenizer.encode(prompt).length,
    })),
  });
  const slow = bigramLoss(asSplit(train, documents(100, 30)), asSplit(validation, documents(200, 6)), 258);
  const bytes = rows.reduce((sum, { reference }) => sum + 1 + Buffer.byteLength(reference), 0);
  expect(bigramBitsPerByte(train, validation, tokenizer, 258)).toBeCloseTo(
    (slow.loss * slow.targets) / bytes / Math.LN2,
    9,
  );
  expect([...(corpusTexts(train, tokenizer) as Iterable<string>)][0]).toBe('n: é100\nd: a é100!');
  expect(corpusTexts(train, tokenizer, 10)).toBe('too_many_training_rows');
  expect([...evaluationBatches(validation, 2, 8)].map(({ start }) => start)).toEqual([0, 16, 32, 48, 64, 80, 96, 112]);
});
