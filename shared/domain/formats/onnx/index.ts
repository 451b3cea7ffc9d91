import { definitionOf } from '../../architectures/index.ts';
import { ONNX_DTYPES, type OnnxDtype } from '../dtype.ts';
import { defineFormat } from '../format.ts';
import { en } from './en.ts';
import { javascriptExample } from './snippets.ts';
import { zhCN } from './zh-CN.ts';

/** Bytes of a weight, its share of a block's scale included: 32 weights have one of 4 bytes. */
const BYTES_PER_WEIGHT: Readonly<Record<OnnxDtype, number>> = { f32: 4, f16: 2, int8: 1.125, int4: 0.625 };

/** Folders as transformers.js and Optimum read them: what Hugging Face's folders say of the model, and the graph in `onnx`. */
export const onnx = defineFormat({
  options: {
    dtype: { kind: 'choice', values: ONNX_DTYPES, default: 'f32' },
    card: { kind: 'switch', default: true },
  },
  // What reads it knows architectures by transformers' names; and of an LSTM each step would be operations of its own.
  fits: ({ config }) => (definitionOf(config).python === undefined ? null : { code: 'noClass', details: {} }),
  bytes: ({ parameters }, { dtype }) => BYTES_PER_WEIGHT[dtype] * parameters,
  snippets: { node: { language: 'typescript', text: javascriptExample } },
  texts: { en, 'zh-CN': zhCN },
});
