export const en = {
  name: 'Hugging Face folder',
  description: 'A folder that transformers can load, and whatever else reads such folders.',
  options: {
    card: {
      label: 'With a model card',
      help: 'README.md tells what the model was trained on, how, and how good it is. Names of the data set and its columns stand in it.',
    },
  },
  snippets: { transformers: 'In Python, with transformers' },
  misfits: {},
};
