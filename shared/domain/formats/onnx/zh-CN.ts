import { DTYPE_TEXTS } from './options.ts';

export const zhCN = {
  name: 'ONNX',
  description: '供 ONNX Runtime、transformers.js 和 Optimum 使用的计算图；它们有 Node、浏览器和手机版本，无需 Python。',
  options: {
    dtype: {
      label: '权重的数值格式',
      help: '位数越少，文件越小，结果的差异也越大。对于生成文本的模型，差异经过测量并写入模型卡。',
      values: DTYPE_TEXTS['zh-CN'],
    },
    card: {
      label: '附带模型卡',
      help: 'README.md 说明模型用什么数据、如何训练以及效果如何。其中会出现数据集和列的名称。',
    },
  },
  snippets: { node: '在 JavaScript 中使用（Node）' },
  misfits: { noClass: 'transformers.js 和 Optimum 都没有适用于此架构的类。' },
};
