import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { OnnxDtype } from '../../../shared/domain/formats/onnx/index.ts';
import { javascriptExample } from '../../../shared/domain/formats/onnx/snippets.ts';
import { isNetwork } from '../../../shared/domain/models/trainedModel.ts';
import { OPSET } from '../../engine/compiler/onnx/lower.ts';
import { type LargeTensor, writeOnnx } from '../../engine/compiler/onnx/onnxFile.ts';
import { readJson } from '../../files/jsonFile.ts';
import type { Head } from '../../ml/train/task.ts';
import type { BaseSource } from '../baseSource.ts';
import { modelCard } from '../card/modelCard.ts';
import type { Format, ModelSource } from '../format.ts';
import { generationConfig } from '../huggingface/generationConfig.ts';
import { MEASURES_FILE } from '../huggingface/measuresFile.ts';
import {
  CONFIG_FILE,
  GENERATION_CONFIG_FILE,
  openTokenizer,
  TOKENIZER_CONFIG_FILE,
  TOKENIZER_FILE,
  writeJson,
} from '../huggingface/modelFiles.ts';
import { CHAT_TEMPLATE_FILE } from '../huggingface/openFolder.ts';
import { RECIPE_FILE } from '../huggingface/recipeFile.ts';
import { SENTENCE_FILES } from '../huggingface/sentenceFiles.ts';
import { isAdapter, openLibraryModel, readAdapterOptions } from '../libraryModel.ts';
import { maxDifference, type Reference } from '../reference.ts';
import { openExported } from './runText.ts';
import { textModel } from './textModel.ts';
import { CONTRIB, writtenWeights } from './weights.ts';

const CARD_FILE = 'README.md';
const ITEMS_FILE = 'items.json';
const FILES = [
  ...[CONFIG_FILE, GENERATION_CONFIG_FILE, TOKENIZER_FILE, TOKENIZER_CONFIG_FILE, CHAT_TEMPLATE_FILE],
  ...[RECIPE_FILE, ITEMS_FILE, ...SENTENCE_FILES],
];

/** The graph's file, by the names that transformers.js has for number formats. */
const GRAPHS: Readonly<Record<OnnxDtype, string>> = {
  f32: 'onnx/model.onnx',
  f16: 'onnx/model_fp16.onnx',
  int8: 'onnx/model_int8.onnx',
  int4: 'onnx/model_q4.onnx',
};

/** A folder as transformers.js and Optimum read it: Hugging Face's files, and the graph of what the model computes. */
export const onnx: Format<'onnx'> = {
  async *write(given, { dtype, card }, folder) {
    const source = { ...given, head: await given.head() };
    const files = FILES.filter((file) => existsSync(join(source.folder, file)));
    const model = await openLibraryModel(source.folder, source.head);
    const path = join(folder, GRAPHS[dtype]);
    await mkdir(dirname(path), { recursive: true });
    const { length, write } = graphOf(source, model, dtype);
    const total = files.length + length + (card ? 1 : 0);
    for (const [done, file] of files.entries()) {
      yield { done, total };
      await copyInto(source, model, file, folder);
    }
    const steps = write(path);
    let isBeside = false;
    for (;;) {
      const { done, value } = await steps.next();
      if (done) {
        isBeside = value;
        break;
      }
      yield { done: files.length + value, total };
    }
    const written = [...files, GRAPHS[dtype], ...(isBeside ? [`${GRAPHS[dtype]}_data`] : [])];
    if (!card) return written;
    await writeFile(join(folder, CARD_FILE), await cardOf(source, model, dtype, folder));
    return [...written, CARD_FILE];
  },

  async compare({ folder, source, options: { dtype } }, reference, { head }) {
    const model = await openLibraryModel(source, head);
    const exported = await openExported(join(folder, GRAPHS[dtype]));
    try {
      const tokenizer = openTokenizer(model, folder);
      const scores = async (ids: readonly number[]) => await exported.scores(ids);
      return {
        maxDifference: await maxDifference({ config: model.config, tokenizer, scores }, reference),
        tolerance: toleranceOf(dtype, reference),
      };
    } finally {
      await exported.release();
    }
  },
};

/** A model whose head has been made. */
type OpenSource = Omit<ModelSource, 'head'> & { head: Head };

/** The graph of a model, which can be written with weights in a number format. */
function graphOf({ head }: OpenSource, model: BaseSource, dtype: OnnxDtype) {
  const graph = textModel(model.config, head);
  const { nodes, tensors, contrib } = writtenWeights(graph, dtype, (name) => model.read(name));
  return {
    length: tensors.length,
    write: (path: string, weights: readonly LargeTensor[] = tensors) =>
      writeOnnx(path, { ...graph, name: model.config.model_type, nodes }, weights, {
        opset: OPSET,
        ...(contrib && { domains: { [CONTRIB]: 1 } }),
      }),
  };
}

async function copyInto({ folder: from }: OpenSource, model: BaseSource, file: string, to: string): Promise<void> {
  const target = join(to, file);
  if (dirname(file) !== '.') await mkdir(dirname(target), { recursive: true });
  // Of an adapter the library keeps what it adds; the graph is of both.
  if (file === GENERATION_CONFIG_FILE && isAdapter(from))
    return await writeJson(target, generationConfig(model.config, model.eosTokenIds));
  await copyFile(join(from, file), target);
}

async function cardOf(source: OpenSource, model: BaseSource, dtype: OnnxDtype, folder: string): Promise<string> {
  const { run, model: trained } = source;
  if (!isNetwork(trained)) throw new Error('a baseline is no graph');
  return modelCard({
    model: trained,
    run,
    lora: isAdapter(source.folder) ? await readAdapterOptions(source.folder) : null,
    form: {
      library: 'transformers.js',
      files: `\`${GRAPHS[dtype]}\` is all of it as an ONNX graph (opset ${OPSET}), weights in ${dtype.toUpperCase()}; transformers.js, Optimum and ONNX Runtime load it. It was loaded again in ONNX Runtime and compared with what was trained.`,
      program: { language: 'js', text: javascriptExample(trained) },
      differences: await measured(source, model, dtype, folder),
    },
  });
}

/** Texts whose bits per byte are compared, and their tokens. */
const [MOST_TEXTS, MOST_TOKENS] = [32, 256];

/** How much worse a model of generated texts says the texts that it is compared by, with fewer bits. */
async function measured(source: OpenSource, model: BaseSource, dtype: OnnxDtype, folder: string): Promise<string[]> {
  if (dtype === 'f32' || source.head.whole) return [];
  const heldOut = await heldOutTexts(source.folder);
  if (heldOut.length === 0) return [];
  const tokenizer = openTokenizer(model, source.folder);
  const texts = heldOut.map((text) => ({
    ids: tokenizer.encode(text).slice(0, MOST_TOKENS),
    bytes: Buffer.byteLength(text),
  }));
  const exact = join(folder, '.exact.onnx');
  try {
    const steps = graphOf(source, model, 'f32').write(exact);
    while (!(await steps.next()).done);
    const before = await bitsPerByte(exact, texts);
    const after = await bitsPerByte(join(folder, GRAPHS[dtype]), texts);
    const change = `${before.toFixed(4)} with F32, ${after.toFixed(4)} with ${dtype.toUpperCase()} (${signed(after - before)})`;
    return [`Bits per byte of ${texts.length} held-out texts: ${change}.`];
  } finally {
    await rm(exact, { force: true });
    await rm(`${exact}_data`, { force: true });
  }
}

const Measured = z.object({ written: z.array(z.object({ prompt: z.string(), reference: z.string() })) });

/** Rows that the model was measured on and never trained on; none where it was not measured. */
async function heldOutTexts(folder: string): Promise<string[]> {
  try {
    const { written } = await readJson(join(folder, MEASURES_FILE), Measured);
    return written.slice(0, MOST_TEXTS).map(({ prompt, reference }) => prompt + reference);
  } catch {
    return [];
  }
}

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;

async function bitsPerByte(path: string, texts: readonly { ids: number[]; bytes: number }[]): Promise<number> {
  const exported = await openExported(path);
  let bits = 0;
  let bytes = 0;
  try {
    for (const text of texts) {
      if (text.ids.length < 2) continue;
      const { scores, V } = await exported.allScores(text.ids);
      for (let place = 1; place < text.ids.length; place++) {
        const row = scores.subarray((place - 1) * V, place * V);
        const largest = row.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
        const sum = row.reduce((total, score) => total + Math.exp(score - largest), 0);
        bits += (largest + Math.log(sum) - (row[text.ids[place] as number] as number)) / Math.LN2;
      }
      bytes += text.bytes;
    }
  } finally {
    await exported.release();
  }
  return bits / Math.max(1, bytes);
}

/** The weights are the same numbers; what remains is the order of floating-point sums. */
const TOLERANCE = 1e-3;
/**
 * Of rounded weights: shares of the largest logit, by which a wrong model, whose logits are off by their own size, is still told. Measured on tiny
 * models with wild weights: F16 0.002, INT8 0.02, INT4 0.4.
 */
const SHARES: Readonly<Record<OnnxDtype, number>> = { f32: 0, f16: 2 ** -6, int8: 0.15, int4: 1 };

function toleranceOf(dtype: OnnxDtype, { prompts }: Reference): number {
  const largest = prompts.reduce(
    (most, { logits }) => logits.reduce((so, one) => Math.max(so, Math.abs(one)), most),
    0,
  );
  return Math.max(TOLERANCE, SHARES[dtype] * largest);
}
