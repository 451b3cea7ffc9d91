export const zhCN = {
  name: '权重和 Python 程序',
  description: 'JSON、safetensors 和一个约百行的程序，只需 NumPy。',
  options: {
    card: {
      label: '附带模型卡',
      help: 'README.md 说明模型用什么数据、如何训练以及效果如何。其中会出现数据集和列的名称。',
    },
  },
  snippets: { numpy: '在 Python 中使用 NumPy' },
  misfits: {},
};
