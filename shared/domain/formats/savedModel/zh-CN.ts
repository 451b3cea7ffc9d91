export const zhCN = {
  name: 'TensorFlow SavedModel',
  description: '供 Python 中的 TensorFlow 和 Node 上的 TensorFlow.js 使用的计算图和权重。',
  options: {
    card: {
      label: '附带模型卡',
      help: 'README.md 说明模型用什么数据、如何训练以及效果如何。其中会出现数据集和列的名称。',
    },
  },
  snippets: { python: '在 Python 中使用（TensorFlow）', node: '在 JavaScript 中使用（Node）' },
  misfits: { loop: '它逐步计算文本，而没有循环的计算图无法做到。' },
};
