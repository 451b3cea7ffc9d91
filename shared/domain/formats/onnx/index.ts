import { defineFormat } from '../format.ts';
import { en } from './en.ts';
import { graphOptions } from './options.ts';
import { graphBytes, graphFits } from './size.ts';
import { javascriptExample } from './snippets.ts';
import { zhCN } from './zh-CN.ts';

/** Folders as transformers.js and Optimum read them: what Hugging Face's folders say of the model, and the graph in `onnx`. */
export const onnx = defineFormat({
  options: graphOptions,
  fits: graphFits,
  bytes: graphBytes,
  snippets: { node: { language: 'typescript', text: javascriptExample } },
  texts: { en, 'zh-CN': zhCN },
});
