import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { OnnxDtype } from '../../../shared/domain/formats/dtype.ts';
import type { FormatOptions } from '../../../shared/domain/formats/index.ts';
import { javascriptExample } from '../../../shared/domain/formats/onnx/snippets.ts';
import { type Receipt, receiptLines } from '../../../shared/domain/models/receipt.ts';
import { OPSET } from '../../engine/compiler/onnx/lower.ts';
import type { Head } from '../../ml/train/task.ts';
import type { BaseSource } from '../baseSource.ts';
import type { CardForm } from '../card/modelCard.ts';
import type { Format, ModelSource, Outcome, WriteProgress } from '../format.ts';
import { openTokenizer } from '../huggingface/modelFiles.ts';
import { libraryCard } from '../libraryCard.ts';
import { openLibraryModel } from '../libraryModel.ts';
import { copyBeside, filesBeside } from '../recorded/filesBeside.ts';
import { maxDifference, type Reference } from '../reference.ts';
import { readSentenceFacts } from '../sentenceFacts.ts';
import { graphOf } from './graph.ts';
import { heldOutChange } from './heldOutBits.ts';
import { heldOutVectors } from './heldOutVectors.ts';
import { openExported } from './runText.ts';

const CARD_FILE = 'README.md';

/** The graph's file, by the names that transformers.js has for number formats. */
const GRAPHS: Readonly<Record<OnnxDtype, string>> = {
  f32: 'onnx/model.onnx',
  f16: 'onnx/model_fp16.onnx',
  int8: 'onnx/model_int8.onnx',
  int4: 'onnx/model_q4.onnx',
};

/** A folder as transformers.js and Optimum read it: Hugging Face's files, and the graph of what the model computes. */
export const onnxFolder: Format<'onnx'> = {
  write: (given, options, folder) => writeGraph(given, options, folder),

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

/** @param around what is written around the folder, as the card has to know it */
export async function* writeGraph(
  given: ModelSource,
  { dtype, card }: FormatOptions<'onnx'>,
  folder: string,
  around: Pick<CardForm, 'writesAgain'> = {},
): AsyncGenerator<WriteProgress, Outcome> {
  const source = { ...given, head: await given.head() };
  const files = filesBeside(source.folder);
  const model = await openLibraryModel(source.folder, source.head);
  const path = join(folder, GRAPHS[dtype]);
  await mkdir(dirname(path), { recursive: true });
  const { length, write } = graphOf(source.head, model, dtype);
  const total = files.length + length + (card ? 1 : 0);
  for (const [done, file] of files.entries()) {
    yield { done, total };
    await copyBeside(source.folder, model, file, folder);
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
  if (!card) return { files: written };
  const receipt = await measured(source, model, dtype, folder);
  await writeFile(join(folder, CARD_FILE), await cardOf(source, { dtype, receipt, around }));
  return { files: [...written, CARD_FILE], receipt };
}

/** A model whose head has been made. */
type OpenSource = Omit<ModelSource, 'head'> & { head: Head };

interface CardFacts {
  dtype: OnnxDtype;
  receipt: Receipt | null;
  around: Pick<CardForm, 'writesAgain'>;
}

async function cardOf(source: OpenSource, { dtype, receipt, around }: CardFacts): Promise<string> {
  return libraryCard(source, (trained) => ({
    form: {
      ...around,
      library: 'transformers.js',
      files: `\`${GRAPHS[dtype]}\` is all of it as an ONNX graph (opset ${OPSET}), weights in ${dtype.toUpperCase()}; transformers.js, Optimum and ONNX Runtime load it. It was loaded again in ONNX Runtime and compared with what was trained.`,
      program: { language: 'js', text: javascriptExample(trained) },
      differences: receipt ? receiptLines(receipt) : [],
    },
  }));
}

/** How much worse a model of generated texts says the texts that it is compared by, with fewer bits. */
async function measured(
  source: OpenSource,
  model: BaseSource,
  dtype: OnnxDtype,
  folder: string,
): Promise<Receipt | null> {
  if (dtype === 'f32') return null;
  const bits = await heldOutChange(source, model, folder, (ofGraph) => ofGraph(join(folder, GRAPHS[dtype])));
  const { prompts } = await readSentenceFacts(source.folder);
  const vectors = await heldOutVectors({ ...source, prompts }, model, folder, (ofGraph) =>
    ofGraph(join(folder, GRAPHS[dtype])),
  );
  return bits || vectors ? { dtype: dtype.toUpperCase(), bits, vectors, task: null } : null;
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
