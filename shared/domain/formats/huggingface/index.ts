import { taskOf } from '../../tasks/index.ts';
import { defineFormat } from '../format.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

/** Weights are written in single precision. */
const BYTES_PER_WEIGHT = 4;

/** A folder as transformers saves one. */
export const huggingface = defineFormat({
  options: { card: { kind: 'switch', default: true } },
  // What is trained here is made of transformers' own architectures.
  fits: () => null,
  bytes: ({ parameters }) => BYTES_PER_WEIGHT * parameters,
  snippets: {
    transformers: { language: 'python', text: (recipe, folder) => taskOf(recipe).pythonExample(recipe, folder) },
  },
  texts: { en, 'zh-CN': zhCN },
});
