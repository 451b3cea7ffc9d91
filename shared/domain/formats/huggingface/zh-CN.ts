export const zhCN = {
  name: 'Hugging Face 文件夹',
  description: '可由 transformers 及其他支持此格式的工具加载的文件夹；LSTM 由 PyTorch 加载。',
  options: {
    dtype: {
      label: '权重的数值格式',
      help: '权重以 32 位训练。使用 16 位时文件大小减半，结果会略有差异。',
      values: {
        f32: 'F32：精确',
        f16: 'F16：大小减半，比 BF16 精细，但无法表示很大的权重',
        bf16: 'BF16：大小减半，比 F16 粗略，可表示任意大小的权重',
      },
    },
    adapter: {
      label: '仅导出适配器',
      help: '只包含训练所得部分的 PEFT 文件，仅几 MB。使用时还需要基础模型。否则会将两者合并为一个模型。',
    },
    card: {
      label: '附带模型卡',
      help: 'README.md 说明模型用什么数据、如何训练以及效果如何。其中会出现数据集和列的名称。',
    },
  },
  snippets: { transformers: '在 Python 中使用 transformers', torch: '在 Python 中使用 PyTorch' },
  misfits: { noAdapter: '它没有适配器：只有在基础模型上通过 LoRA 训练的模型才有。' },
};
