export const en = {
  name: 'GGUF (Ollama, LM Studio, llama.cpp)',
  description:
    'One file that Ollama, LM Studio, Jan and llama.cpp run on any computer, with what Ollama has to know beside it.',
  options: {
    dtype: {
      label: 'Number format of the weights',
      help: 'Fewer bits make the file smaller and its answers differ more; small models lose more by it than large ones. How much is measured for the model card, which takes minutes with a large model.',
      values: {
        q8_0: 'Q8_0: a quarter of the size, hardly different',
        q4_k_m: 'Q4_K_M: about a sixth of the size, what most people run',
        q6_k: 'Q6_K: a fifth of the size, little different',
        q5_0: 'Q5_0: a sixth of the size',
        q4_0: 'Q4_0: a seventh of the size, clearly coarser',
        f16: 'F16: half the size, hardly different',
        bf16: 'BF16: half the size, coarser than F16, weights of any size',
        f32: 'F32: exact',
      },
    },
    adapter: {
      label: 'Only the adapter',
      help: 'A file with what was trained, a few megabytes. Whoever uses it needs the base model as a GGUF, too. Otherwise both are merged into one model.',
    },
    card: {
      label: 'With a model card',
      help: 'README.md tells what the model was trained on, how, and how good it is. Names of the data set and its columns stand in it.',
    },
  },
  snippets: {
    ollama: 'In Ollama: type this in a terminal',
    lmStudio: 'In LM Studio: type this in a terminal, then load the model in its chat',
    llamaCpp: 'In llama.cpp',
  },
  misfits: {
    noArchitecture: 'llama.cpp cannot compute its architecture, {{architecture}}: export it as a Hugging Face folder.',
    noTask:
      'programs that read GGUF write texts or make vectors of them, and this model does something else: export it as a Hugging Face folder or as ONNX.',
    noEncoder:
      'programs that read GGUF make vectors with BERT, and this model is a {{architecture}}: export it as a Hugging Face folder or as ONNX.',
    noAdapter: 'it is no adapter: only a model that was trained on a base by LoRA has one.',
    noAdapterForVectors:
      'an adapter alone is written for models that write texts: turn it off, and both are merged into one file.',
    adapterRounded: 'an adapter is written in 16 or 32 bits: choose F16, BF16 or F32.',
  },
};
