import { DTYPE_TEXTS } from '../onnx/options.ts';

export const en = {
  name: 'Package for an app',
  description:
    'An npm package with the model and a typed function that is named after what it was trained for. It runs in Node and in browsers, and asks no server.',
  options: {
    dtype: {
      label: 'Number format of the weights',
      help: 'What an app has to download. INT8 is a quarter of the size; of a model that writes texts, how much its answers differ stands in the model card.',
      values: DTYPE_TEXTS.en,
    },
    card: {
      label: 'With a model card',
      help: 'README.md in the folder model tells what it was trained on, how, and how good it is. Names of the data set and its columns stand in it.',
    },
  },
  snippets: { app: 'In your app, with TypeScript' },
  misfits: {
    noClass: 'it is of an architecture that ONNX graphs are not written of.',
  },
};
