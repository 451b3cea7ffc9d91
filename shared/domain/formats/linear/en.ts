export const en = {
  name: 'Weights and a Python program',
  description: 'JSON, safetensors and a program of a hundred lines that needs NumPy alone.',
  options: {
    card: {
      label: 'With a model card',
      help: 'README.md tells what the model was trained on, how, and how good it is. Names of the data set and its columns stand in it.',
    },
  },
  snippets: { numpy: 'In Python, with NumPy' },
  misfits: {},
};
