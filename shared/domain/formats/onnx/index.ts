import { ONNX_DTYPES } from '../dtype.ts';
import { defineFormat } from '../format.ts';
import { en } from './en.ts';
import { graphBytes, graphFits } from './size.ts';
import { javascriptExample } from './snippets.ts';
import { zhCN } from './zh-CN.ts';

/** Folders as transformers.js and Optimum read them: what Hugging Face's folders say of the model, and the graph in `onnx`. */
export const onnx = defineFormat({
  options: {
    dtype: { kind: 'choice', values: ONNX_DTYPES, default: 'f32' },
    card: { kind: 'switch', default: true },
  },
  fits: graphFits,
  bytes: graphBytes,
  snippets: { node: { language: 'typescript', text: javascriptExample } },
  texts: { en, 'zh-CN': zhCN },
});
