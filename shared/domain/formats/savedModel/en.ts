export const en = {
  name: 'TensorFlow SavedModel',
  description: 'A graph and its weights for TensorFlow in Python and TensorFlow.js on Node.',
  options: {
    card: {
      label: 'With a model card',
      help: 'README.md tells what the model was trained on, how, and how good it is. Names of the data set and its columns stand in it.',
    },
  },
  snippets: { python: 'In Python, with TensorFlow', node: 'In JavaScript, with Node' },
  misfits: { loop: 'it computes a text step by step, which a graph without loops cannot.' },
};
