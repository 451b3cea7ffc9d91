import { definitionOf } from '../../architectures/index.ts';
import { makesVectors } from '../../models/ollama.ts';
import { taskOf } from '../../tasks/index.ts';
import { defineFormat, type Misfit, type ModelFacts } from '../format.ts';
import { en } from './en.ts';
import { llamaCppExample, lmStudioExample, ollamaExample } from './snippets.ts';
import { GGUF_DTYPES, type GgufDtype, ggufFile } from './types.ts';
import { zhCN } from './zh-CN.ts';

export { GGUF_DTYPES, type GgufDtype, ggufFile } from './types.ts';

/** Bytes of a weight with its share of a block's scales; the mixture has more bits for some. */
const BYTES_PER_WEIGHT: Readonly<Record<GgufDtype, number>> = {
  f32: 4,
  f16: 2,
  bf16: 2,
  q8_0: 34 / 32,
  q6_k: 210 / 256,
  q5_0: 22 / 32,
  q4_k_m: 0.62,
  q4_0: 18 / 32,
};

const isAdapter = ({ base }: Pick<ModelFacts, 'base'>): boolean => base?.tuning === 'lora';
const isWholeWriter = (model: ModelFacts, { adapter }: { adapter?: unknown }) =>
  adapter !== true && !makesVectors(model);

/** One file as llama.cpp reads it, and with it Ollama, LM Studio and others; what Ollama has to know lies beside it. */
export const gguf = defineFormat({
  options: {
    dtype: { kind: 'choice', values: GGUF_DTYPES, default: 'q8_0' },
    adapter: { kind: 'switch', default: false },
    card: { kind: 'switch', default: true },
  },
  applies: (option, model) => option !== 'adapter' || (isAdapter(model) && !makesVectors(model)),
  fits(model, { adapter, dtype }): Misfit<keyof typeof en.misfits> | null {
    const { config, recipe } = model;
    const { name, alsoLoadedBy, makesVectorsIn } = definitionOf(config);
    const isVectors = makesVectors(model);
    // First what the files have no form for: llama.cpp computes BERT, but holds no classifier.
    if (!isVectors && taskOf(recipe).programs.form !== 'writes') return { code: 'noTask', details: {} };
    if (!(isVectors ? makesVectorsIn : alsoLoadedBy)?.includes('llama.cpp'))
      return { code: isVectors ? 'noEncoder' : 'noArchitecture', details: { architecture: name } };
    if (!adapter) return null;
    if (isVectors) return { code: 'noAdapterForVectors', details: {} };
    if (!isAdapter(model)) return { code: 'noAdapter', details: {} };
    return ['f32', 'f16', 'bf16'].includes(dtype) ? null : { code: 'adapterRounded', details: {} };
  },
  bytes: ({ parameters, base }, { dtype, adapter }) =>
    BYTES_PER_WEIGHT[dtype] * ((adapter ? base?.trainableParameters : null) ?? parameters),
  inOllama: ({ adapter }) => !adapter,
  inLlamaCpp: (model, { adapter, dtype }) =>
    isWholeWriter(model, { adapter }) ? { file: ggufFile(dtype, adapter), dtype: dtype.toUpperCase() } : null,
  snippets: {
    ollama: { language: 'shell', text: ollamaExample },
    lmStudio: { language: 'shell', text: lmStudioExample, fits: isWholeWriter },
    llamaCpp: { language: 'shell', text: llamaCppExample },
  },
  texts: { en, 'zh-CN': zhCN },
});
