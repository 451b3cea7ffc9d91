import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { GivenOptions } from '../../../shared/domain/formats/format.ts';
import type { FormatKind } from '../../../shared/domain/formats/index.ts';
import { useEngine } from '../../engine/testing.ts';
import { readJson } from '../../files/jsonFile.ts';
import { readGgufHeader } from '../../formats/gguf/header.ts';
import { GENERATION_CONFIG_FILE, readModel, TOKENIZER_CONFIG_FILE } from '../../formats/huggingface/modelFiles.ts';
import { writeSafetensors } from '../../formats/huggingface/writeSafetensors.ts';
import { FORMATS } from '../../formats/index.ts';
import {
  ADAPTER_WEIGHTS_FILE,
  peftName,
  readAdapter,
  readLibraryModel,
  trainedName,
} from '../../formats/libraryModel.ts';
import { Reference } from '../../formats/reference.ts';
import { languageModelHead } from '../../ml/heads/languageModel.ts';
import { sequenceClassificationHead } from '../../ml/heads/sequenceClassification.ts';
import { AGAIN, againBut } from '../../setup/leftOut.ts';
import { TUNED_ENDS, type TunedModel, trainTuned } from '../testing/tunedModel.ts';
import { convertModel } from './convertModel.ts';
import { engineDiffer } from './engineDiffer.ts';

const { describe } = await useEngine('wasm');

let folder: string;
let tuned: Record<'lora', TunedModel>;
let trainedFull: Promise<TunedModel> | undefined;
/** Few tests ask for it. */
const fullyTuned = () => {
  trainedFull ??= train('full');
  return trainedFull;
};
const train = (tuning: 'lora' | 'full') => {
  mkdirSync(join(folder, tuning));
  return trainTuned(join(folder, tuning), tuning);
};
beforeAll(async () => {
  // A compiled step takes longer to be ready than these few do.
  vi.stubEnv('KINDLING_ENGINE', 'wasm');
  folder = mkdtempSync(join(tmpdir(), 'kindling-tuned-'));
  tuned = { lora: await train('lora') };
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;
async function convert({ model, source, reference }: TunedModel, options: GivenOptions, format: FormatKind = 'hf') {
  const output = join(folder, `export-${++count}`);
  mkdirSync(output);
  const job = { model, run: null, source, reference, format, options, output };
  const events = await Array.fromAsync(
    convertModel(
      job,
      async () => languageModelHead,
      async (format, written) =>
        format.compare(written, await readJson(reference, Reference), engineDiffer(languageModelHead)),
    ),
  );
  const done = events.at(-1);
  if (done?.event !== 'done') throw new Error('it was not exported');
  const text = (file: string) => readFileSync(join(output, file), 'utf8');
  return { ...done, output, text, json: (file: string) => JSON.parse(text(file)) };
}

/** Bytes of all tensors. */
const weightBytes = (path: string) => {
  const bytes = readFileSync(path);
  return bytes.length - 8 - Number(bytes.readBigUInt64LE());
};

describe('a model that was trained on top of another one', () => {
  for (const tuning of ['lora', 'full'] as const)
    test(
      `by ${tuning} is merged in each number format, with all that its base reads texts with`,
      againBut('lora')(tuning),
      async () => {
        const made = tuning === 'lora' ? tuned.lora : await fullyTuned();
        const { model, base } = made;
        const { prompts } = await readJson(made.reference, Reference);
        const largest = Math.max(...prompts.flatMap(({ logits }) => logits.map(Math.abs)));
        // A quarter of what is let through.
        const most = { f32: 0, f16: 0.004 * largest, bf16: 0.031 * largest };
        for (const [dtype, torch, bytes] of [
          ['f32', 'float32', 4],
          ['f16', 'float16', 2],
          ['bf16', 'bfloat16', 2],
        ] as const) {
          const { maxDifference, output, text, json } = await convert(made, { dtype });
          expect(maxDifference).toBeLessThanOrEqual(most[dtype]);
          if (dtype !== 'f32') expect(maxDifference).toBeGreaterThan(0);
          expect(json('config.json').torch_dtype).toBe(torch);
          expect(weightBytes(join(output, 'model.safetensors'))).toBe(bytes * model.parameters);
          for (const file of ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja'])
            expect(text(file)).toBe(readFileSync(join(base, file), 'utf8'));
          expect(json('generation_config.json').eos_token_id).toEqual(TUNED_ENDS);
          const card = text('README.md');
          expect(card).toMatch(/^license: apache-2\.0$/m);
          expect(card).toContain(
            tuning === 'lora' ? 'on top of “Tiny” by LoRA (rank 4, alpha 8' : 'on top of “Tiny”, all of',
          );
          expect(card).toContain('is under apache\\-2\\.0, and that licence applies to this model too');
          expect(card).not.toMatch(/from scratch|null|undefined/);
        }
      },
    );

  test('is written as an adapter, which is merged with its base to be compared', async () => {
    const { base, model } = tuned.lora;
    const { maxDifference, files, output, text, json } = await convert(tuned.lora, { adapter: true });
    expect(maxDifference).toBe(0);
    expect(files).toEqual([
      'README.md',
      'adapter_config.json',
      'adapter_model.safetensors',
      'chat_template.jinja',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    expect(readdirSync(output).sort()).toEqual(files);
    expect(json('adapter_config.json')).toMatchObject({ r: 4, lora_alpha: 8, base_model_name_or_path: base });
    expect(weightBytes(join(output, 'adapter_model.safetensors'))).toBe(4 * (model.base?.trainableParameters ?? 0));
    expect(text('README.md')).toMatch(/^library_name: peft$/m);
    const halves = await convert(tuned.lora, { adapter: true, dtype: 'bf16', card: false });
    expect(halves.maxDifference).toBeGreaterThan(0);
    expect(halves.files).not.toContain('README.md');
  });

  test('is merged with the scores of its labels, where it tells labels', async () => {
    const source = join(folder, 'labels');
    cpSync(tuned.lora.source, source, { recursive: true });
    // It writes no texts.
    rmSync(join(source, GENERATION_CONFIG_FILE));
    // It reads less of a text than its base.
    const reading = JSON.parse(readFileSync(join(source, TOKENIZER_CONFIG_FILE), 'utf8')) as object;
    writeFileSync(join(source, TOKENIZER_CONFIG_FILE), JSON.stringify({ ...reading, model_max_length: 9 }));
    const { config } = tuned.lora.model;
    if (!config) throw new Error('a network has a configuration');
    const head = sequenceClassificationHead(2);
    writeFileSync(
      join(source, 'config.json'),
      JSON.stringify({ ...config, architectures: ['LlamaForSequenceClassification'], num_labels: 2 }),
    );
    const adapter = await readAdapter(join(source, ADAPTER_WEIGHTS_FILE));
    const shape = head.shapes(config).get('score.weight') ?? [];
    const scores = Float32Array.from({ length: shape.reduce((one, other) => one * other, 1) }, (_, place) => place);
    adapter.set('score.weight', { shape, data: scores });
    const shapes = new Map(Array.from(adapter, ([name, tensor]) => [peftName(name), tensor.shape]));
    await writeSafetensors(
      join(source, ADAPTER_WEIGHTS_FILE),
      shapes,
      async (name) => adapter.get(trainedName(name))?.data ?? new Float32Array(),
    );
    const output = join(folder, 'labels-exported');
    mkdirSync(output);
    const { model } = tuned.lora;
    const options = { card: false, dtype: 'f32', adapter: false } as const;
    await Array.fromAsync(
      FORMATS.hf.write({ model, run: null, folder: source, head: async () => head }, options, output),
    );
    const written = await readModel(output, head);
    expect(written.weights.get('score.weight')?.data).toEqual(scores);
    const used = await readLibraryModel(source, head);
    expect([written, used].map(({ tokenizer }) => tokenizer.modelMaxLength)).toEqual([9, 9]);
    expect([...written.weights.keys()].sort()).toEqual([...head.shapes(config).keys()].sort());
  });

  test('is written as an adapter of llama.cpp, and merged as one of its files', async () => {
    const { maxDifference, files, text } = await convert(tuned.lora, { adapter: true, dtype: 'f32' }, 'gguf');
    expect(maxDifference).toBe(0);
    expect(files).toEqual(['Modelfile', 'README.md', 'adapter-F32.gguf']);
    expect(text('Modelfile')).toContain('ADAPTER ./adapter-F32.gguf');
    const whole = await convert(tuned.lora, { dtype: 'f32' }, 'gguf');
    expect(whole.maxDifference).toBe(0);
    expect(whole.text('README.md')).toMatch(/^library_name: gguf$/m);
    const { metadata } = await readGgufHeader(join(whole.output, 'model-F32.gguf'));
    expect(Object.fromEntries(metadata)).toMatchObject({
      'general.license': 'apache-2.0',
      'general.base_model.0.name': 'Tiny',
      'tokenizer.ggml.eos_token_id': TUNED_ENDS[0],
      'tokenizer.ggml.eot_token_id': TUNED_ENDS[1],
    });
  });

  test('whose adapter does not give its logits is not exported', { tags: [AGAIN] }, async () => {
    const { reference, ...rest } = tuned.lora;
    const other = { ...rest, reference: (await fullyTuned()).reference };
    for (const options of [{ adapter: true }, { dtype: 'bf16' }])
      await expect(convert(other, options)).rejects.toMatchObject({ code: 'export_not_verified' });
  });
});
