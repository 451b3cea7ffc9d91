import { DTYPE_TEXTS } from './options.ts';

export const en = {
  name: 'ONNX',
  description:
    'A graph for ONNX Runtime, transformers.js and Optimum, which there are for Node, browsers and phones: no Python is needed.',
  options: {
    dtype: {
      label: 'Number format of the weights',
      help: 'Fewer bits make the file smaller and its answers differ more. Of a model that writes texts, how much is measured and stands in the model card.',
      values: DTYPE_TEXTS.en,
    },
    card: {
      label: 'With a model card',
      help: 'README.md tells what the model was trained on, how, and how good it is. Names of the data set and its columns stand in it.',
    },
  },
  snippets: { node: 'In JavaScript, with Node' },
  misfits: { noClass: 'it is of an architecture that neither transformers.js nor Optimum has a class for.' },
};
