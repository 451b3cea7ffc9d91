import { defineFormat } from '../format.ts';
import { graphOptions } from '../onnx/options.ts';
import { graphBytes, graphFits } from '../onnx/size.ts';
import { en } from './en.ts';
import { appExample } from './functions.ts';
import { zhCN } from './zh-CN.ts';

/** npm packages: an ONNX graph, its tokenizer, and a module with a function of the model's own. */
export const app = defineFormat({
  options: graphOptions,
  fits: graphFits,
  bytes: graphBytes,
  snippets: { app: { language: 'typescript', text: appExample } },
  texts: { en, 'zh-CN': zhCN },
});
