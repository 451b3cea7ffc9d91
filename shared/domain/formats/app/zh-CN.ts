import { DTYPE_TEXTS } from '../onnx/options.ts';

export const zhCN = {
  name: '应用程序包',
  description:
    '一个 npm 包，含模型和一个带类型的函数，函数按模型的用途命名。可在 Node 和浏览器中运行，不请求任何服务器。',
  options: {
    dtype: {
      label: '权重的数值格式',
      help: '决定应用需要下载多少。INT8 的大小为四分之一；对于生成文本的模型，结果的差异写在模型卡中。',
      values: DTYPE_TEXTS['zh-CN'],
    },
    card: {
      label: '附带模型卡',
      help: 'model 文件夹中的 README.md 说明模型用什么数据、如何训练以及效果如何。其中会出现数据集和列的名称。',
    },
  },
  snippets: { app: '在你的应用中使用（TypeScript）' },
  misfits: {
    noClass: '此架构无法写成 ONNX 计算图。',
  },
};
