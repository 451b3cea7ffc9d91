export const en = {
  name: 'Hugging Face folder',
  description:
    'A folder that transformers can load, and whatever else reads such folders; an LSTM is loaded by PyTorch.',
  options: {
    dtype: {
      label: 'Number format of the weights',
      help: 'Weights are trained in 32 bits. With 16 bits the files are half as large and results differ a little.',
      values: {
        f32: 'F32: exact',
        f16: 'F16: half the size, finer than BF16, no large weights',
        bf16: 'BF16: half the size, coarser than F16, weights of any size',
      },
    },
    adapter: {
      label: 'Only the adapter',
      help: 'PEFT’s files with what was trained, a few megabytes. Whoever uses them needs the base model too. Otherwise both are merged into one model.',
    },
    card: {
      label: 'With a model card',
      help: 'README.md tells what the model was trained on, how, and how good it is. Names of the data set and its columns stand in it.',
    },
  },
  snippets: { transformers: 'In Python, with transformers', torch: 'In Python, with PyTorch' },
  misfits: { noAdapter: 'it is no adapter: only a model that was trained on a base by LoRA has one.' },
};
