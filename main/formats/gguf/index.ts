import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bodyOf, contextOf, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { type GgufDtype, ggufFile } from '../../../shared/domain/formats/gguf/index.ts';
import { llamaCppExample, ollamaExample } from '../../../shared/domain/formats/gguf/snippets.ts';
import type { FormatOptions } from '../../../shared/domain/formats/index.ts';
import { type Receipt, receiptLines } from '../../../shared/domain/models/receipt.ts';
import type { Head } from '../../ml/train/task.ts';
import type { BaseSource } from '../baseSource.ts';
import { inlineText } from '../card/markdown.ts';
import type { Format, ModelSource, WriteProgress } from '../format.ts';
import { loadModel } from '../huggingface/modelFiles.ts';
import type { SentenceFacts } from '../huggingface/sentenceFiles.ts';
import { libraryCard } from '../libraryCard.ts';
import { openLibraryModel } from '../libraryModel.ts';
import { heldOutChange } from '../onnx/heldOutBits.ts';
import { heldOutVectors } from '../onnx/heldOutVectors.ts';
import type { Reference } from '../reference.ts';
import { readSentenceFacts } from '../sentenceFacts.ts';
import { adapterContent, ollamaBase, readGgufAdapter } from './adapter.ts';
import { MODELFILE, modelfile } from './modelfile.ts';
import { openGguf } from './openGguf.ts';
import { NO_PROMPTS, vectorBody } from './sentences.ts';
import { taskChange } from './taskChange.ts';
import { wholeContent } from './whole.ts';
import { writeGguf } from './writeGguf.ts';

const CARD_FILE = 'README.md';

/** One file of llama.cpp, and Ollama's beside it. */
export const gguf: Format<'gguf'> = {
  async *write(given, options, folder) {
    const { dtype, adapter, card } = options;
    const source = { ...given, head: await given.head() };
    const opened = await openLibraryModel(source.folder, source.head);
    const sentences = bodyOf(opened.config) === 'encoder' ? await readSentenceFacts(source.folder) : null;
    const model = sentences ? vectorBody(opened, sentences.mostTokens) : opened;
    const file = ggufFile(dtype, adapter);
    const content = adapter
      ? await adapterContent(source, model.config, dtype)
      : wholeContent(source.model, model, dtype, sentences);
    const total = content.tensors.length + 1 + (card ? 1 : 0);
    for await (const done of writeGguf(join(folder, file), content.metadata, content.tensors)) yield { done, total };
    const base = adapter ? ollamaBase(source.model.base) : null;
    await writeFile(join(folder, MODELFILE), modelfile({ model: source.model, source: model, file, base }));
    // What fewer bits cost takes minutes to measure: whoever wants no card does not wait for it.
    if (!card) return { files: [file, MODELFILE] };
    const prompts = sentences?.prompts ?? NO_PROMPTS;
    const receipt = adapter ? null : yield* receiptOf({ ...source, prompts }, model, dtype, folder);
    yield { done: total - 1, total };
    await writeFile(join(folder, CARD_FILE), await cardOf(source, options, receipt, model.config));
    return { files: [file, MODELFILE, CARD_FILE], receipt };
  },

  async compare({ folder, source, options: { dtype, adapter } }, reference, differ) {
    const path = join(folder, ggufFile(dtype, adapter));
    const model = adapter
      ? await readGgufAdapter(path, source, differ.head)
      : await loadModel(await openGguf(path), path);
    // A file for vectors may end before the longest of the texts; what begins them does not.
    const fits = ({ ids }: Reference['prompts'][number]) => ids.length <= contextOf(model.config);
    const fitting = { prompts: reference.prompts.filter(fits) };
    return { maxDifference: await differ.difference(model, fitting), tolerance: toleranceOf(dtype, fitting) };
  },
};

/** A model whose head has been made. */
type OpenSource = Omit<ModelSource, 'head'> & { head: Head };

/** What weights of fewer bits cost; `null` where they are what they were, or there is nothing to measure on. */
async function* receiptOf(
  source: OpenSource & Pick<SentenceFacts, 'prompts'>,
  model: BaseSource,
  dtype: GgufDtype,
  folder: string,
): AsyncGenerator<WriteProgress, Receipt | null> {
  if (dtype === 'f32') return null;
  const file = join(folder, ggufFile(dtype, false));
  const bits = await heldOutChange(source, model, folder, async (_, ofModel) => ofModel(await openGguf(file)));
  const vectors = await heldOutVectors(source, model, folder, async (_, ofModel) => ofModel(await openGguf(file)));
  const task = yield* taskChange(source, file);
  return bits || vectors || task ? { dtype: dtype.toUpperCase(), bits, vectors, task } : null;
}

async function cardOf(
  source: OpenSource,
  options: FormatOptions<'gguf'>,
  receipt: Receipt | null,
  config: ModelConfig,
): Promise<string> {
  const { dtype } = options;
  const file = ggufFile(dtype, options.adapter);
  const name = dtype.toUpperCase();
  return libraryCard(source, (trained) => ({
    form: {
      library: 'gguf',
      files: `${options.adapter ? describeAdapter(file, trained.base) : `\`${file}\` is all of it in llama.cpp’s format, weights in ${name}; Ollama, LM Studio, Jan and llama.cpp load it.`} ${describeModelfile(config)} It was read again and compared with what was trained.`,
      program: {
        language: 'sh',
        text: `# Ollama, in this folder\n${ollamaExample(trained)}\n\n# llama.cpp\n${llamaCppExample(trained, undefined, options)}`,
      },
      differences: receipt ? receiptLines(receipt) : [],
    },
  }));
}

const describeModelfile = (config: ModelConfig): string =>
  bodyOf(config) === 'encoder'
    ? `It is for embeddings, and says how a vector is made of a text’s tokens, of which ${contextOf(config)} count. \`${MODELFILE}\` is for Ollama. Where accents are stripped, llama.cpp reads Korean and the vowel signs of Indian scripts as other tokens than this model was trained on.`
    : `\`${MODELFILE}\` tells Ollama what stands around a prompt, where a text ends and how it is written.`;

const describeAdapter = (file: string, base: OpenSource['model']['base']): string =>
  `\`${file}\` is the adapter alone, as llama.cpp’s \`--lora\` takes it: it needs “${inlineText(base?.name ?? '')}” as a GGUF, too.`;

/** The weights are the same numbers, or turned back into them; what remains is the order of floating-point sums. */
const TOLERANCE = 1e-3;
/** Of rounded weights: shares of the largest logit, by which a wrong model, whose logits are off by their own size, is still told. */
const SHARES: Readonly<Record<GgufDtype, number>> = {
  ...{ f32: 0, f16: 2 ** -6, bf16: 2 ** -3, q8_0: 0.15 },
  ...{ q6_k: 0.4, q5_0: 0.7, q4_k_m: 1, q4_0: 1 },
};

function toleranceOf(dtype: GgufDtype, { prompts }: Reference): number {
  const largest = prompts.reduce(
    (most, { logits }) => logits.reduce((so, one) => Math.max(so, Math.abs(one)), most),
    0,
  );
  return Math.max(TOLERANCE, SHARES[dtype] * largest);
}
