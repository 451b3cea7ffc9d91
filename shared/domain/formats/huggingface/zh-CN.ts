export const zhCN = {
  name: 'Hugging Face 文件夹',
  description: '可由 transformers 及其他支持此格式的工具加载的文件夹。',
  options: {
    card: {
      label: '附带模型卡',
      help: 'README.md 说明模型用什么数据、如何训练以及效果如何。其中会出现数据集和列的名称。',
    },
  },
  snippets: { transformers: '在 Python 中使用 transformers' },
  misfits: {},
};
