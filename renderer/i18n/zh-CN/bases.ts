import type en from '../en/bases.ts';
import type { Translation } from '../translation.ts';

const bases: Translation<typeof en> = {
  title: '基础模型',
  text: '别人训练好的模型。从它开始训练，语言已经会了，只需学习你的数据行的特别之处。',
  noLicense: '未说明',
  renameTitle: '重命名模型',
  list: {
    name: '名称',
    architecture: '网络结构',
    parameters: '参数',
    context: '上下文',
    license: '许可证',
    size: '大小',
    actions: '操作',
    tokens_other: '{{formatted}} 个词元',
    train: '训练',
    chat: '对话',
    chatNamed: '与 {{name}} 对话',
    trainNamed: '在 {{name}} 的基础上训练',
    empty: '还没有添加。1 亿到 5 亿参数的小模型在笔记本电脑上就能训练好。',
  },
  add: {
    open: '添加模型',
    title: '添加基础模型',
    working: '正在读取 {{name}}',
    starting: '正在查看它的文件',
    bytes: '{{done}} / {{total}}',
    failed: '未能添加“{{name}}”',
    done: '已添加“{{name}}”',
    train: '在它的基础上训练',
    stays: '模型在原处使用：不会复制，也绝不会改动它的文件。',
  },
  found: {
    title: '本机上的模型',
    none: '在 Hugging Face 缓存、LM Studio 和 Ollama 中没有找到尚未添加的模型。',
    in: { kindling: 'Kindling 下载', huggingface: 'Hugging Face 缓存', lmstudio: 'LM Studio', ollama: 'Ollama' },
    add: '添加',
    addNamed: '添加 {{name}}',
  },
  choose: {
    title: '从文件夹或文件添加',
    text: 'Hugging Face 格式的文件夹，或一个 .gguf 文件。',
    folder: '选择文件夹',
    file: '选择 .gguf 文件',
    browser:
      '在浏览器中无法选择 Kindling 所在电脑上的文件。请在那台电脑的终端中运行以下命令，后面写 Hugging Face 格式的文件夹或 .gguf 文件：',
    command: '添加模型的命令',
    place: '文件夹|文件.gguf',
  },
  start: {
    title: '从什么开始',
    nothing: {
      title: '从零开始',
      text: '一个全新的模型，规模由你选择，分词器用你的数据行制作。它只知道数据行中的内容。',
    },
    model: {
      title: '基础模型',
      text: '别人训练好的模型：语言已经会了，只需学习你的数据行的特别之处。每一步耗时更长。',
    },
    choose: '模型',
    choosePlease: '请选择一个模型。',
    unfit: '这个模型不适合要训练的任务：它能判断文本有多相似，但不能生成文本。请选择另一个。',
    none: '还没有添加基础模型。',
    unusable: '现在无法使用这个模型',
    gone: '这个模型已不在列表中。请选择另一个，或重新添加。',
    another: '添加其他模型',
    facts: '{{architecture}} · 参数量 {{parameters}} · 上下文 {{tokens}} 个词元 · 许可证：{{license}}',
  },
  tuning: {
    title: '微调方式',
    lora: {
      title: 'LoRA',
      text: '冻结原有权重，只训练旁边的小矩阵。所需内存和磁盘空间少得多，遗忘也更少。',
    },
    full: {
      title: '全量微调',
      text: '训练所有权重。需要数倍的内存，每个检查点和模型一样大。',
    },
    frozen: {
      title: '冻结（几秒钟）',
      text: '模型保持不变，只在文本的向量上拟合一个线性分类头。最适合用于嵌入的模型。',
    },
  },
  startedFrom: '起点',
  trained: {
    title: '训练的参数',
    lora: '{{trained}}，另有模型参数 {{all}}',
    full: '全部 {{trained}}',
    frozen: '分类头的 {{trained}}，共 {{all}}',
  },
  beside: {
    switch: '同时用“{{name}}”自身生成',
    gone: '它已不在基础模型列表中。重新添加后即可比较。',
    tuned: '你的模型',
    base: '{{name}} 自身',
    idle: '你的模型写完之后，它会针对同一提示词生成。',
    waiting: '你的模型写完后，轮到它。',
    copy: '复制基础模型的文本',
  },
  over: {
    title: '训练带来了什么',
    better: '在验证集上，“{{name}}”自身的损失为 {{from}}；训练后为 {{to}}，降低了 {{share}}。',
    bits: '按每字节比特数：训练前 {{from}}，训练后 {{to}}。',
    nothing: '目前还没有：在验证集上，“{{name}}”自身的损失为 {{from}}，此后最好的是 {{to}}。',
  },
  forget: {
    action: '移出列表',
    title: '把“{{name}}”移出列表？',
    text: '它将不再列出。它的文件仍保留在 {{path}}，在它的基础上完成的训练和模型也都保留。',
  },
};
export default bases;
