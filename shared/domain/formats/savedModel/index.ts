import { definitionOf } from '../../architectures/index.ts';
import { defineFormat } from '../format.ts';
import { en } from './en.ts';
import { javascriptProgram, pythonProgram } from './snippets.ts';
import { zhCN } from './zh-CN.ts';

/** Folders as TensorFlow loads them: a graph, its weights in a checkpoint, and what Hugging Face's folders say of the model. */
export const savedModel = defineFormat({
  options: { card: { kind: 'switch', default: true } },
  // Each step of an LSTM would be operations of its own.
  fits: ({ config }) => (definitionOf(config).python === undefined ? null : { code: 'loop', details: {} }),
  bytes: ({ parameters }) => 4 * parameters,
  snippets: {
    python: { language: 'python', text: pythonProgram },
    node: { language: 'typescript', text: javascriptProgram },
  },
  texts: { en, 'zh-CN': zhCN },
});
