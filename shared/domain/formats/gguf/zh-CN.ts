export const zhCN = {
  name: 'GGUF（Ollama、LM Studio、llama.cpp）',
  description: '一个文件，Ollama、LM Studio、Jan 和 llama.cpp 可在任何电脑上运行；Ollama 所需的说明放在旁边。',
  options: {
    dtype: {
      label: '权重的数值格式',
      help: '位数越少，文件越小，结果的差异也越大；小模型比大模型损失更多。差异会为模型卡测量，大模型需要几分钟。',
      values: {
        q8_0: 'Q8_0：大小为四分之一，几乎没有差异',
        q4_k_m: 'Q4_K_M：约六分之一大小，大多数人使用',
        q6_k: 'Q6_K：大小为五分之一，差异很小',
        q5_0: 'Q5_0：大小为六分之一',
        q4_0: 'Q4_0：大小为七分之一，明显更粗略',
        f16: 'F16：大小减半，几乎没有差异',
        bf16: 'BF16：大小减半，比 F16 粗略，可表示任意大小的权重',
        f32: 'F32：精确',
      },
    },
    adapter: {
      label: '仅导出适配器',
      help: '只包含训练所得部分的文件，仅几 MB。使用时还需要 GGUF 格式的基础模型。否则会将两者合并为一个模型。',
    },
    card: {
      label: '附带模型卡',
      help: 'README.md 说明模型用什么数据、如何训练以及效果如何。其中会出现数据集和列的名称。',
    },
  },
  snippets: {
    ollama: '在 Ollama 中：在终端输入',
    lmStudio: '在 LM Studio 中：在终端输入，然后在聊天中加载模型',
    llamaCpp: '在 llama.cpp 中',
  },
  misfits: {
    noArchitecture: 'llama.cpp 无法计算其架构 {{architecture}}：请导出为 Hugging Face 文件夹。',
    noTask: '读取 GGUF 的程序用于生成文本或文本向量，而此模型另有用途：请导出为 Hugging Face 文件夹或 ONNX。',
    noEncoder: '读取 GGUF 的程序用 BERT 生成向量，而此模型是 {{architecture}}：请导出为 Hugging Face 文件夹或 ONNX。',
    noAdapter: '它没有适配器：只有在基础模型上通过 LoRA 训练的模型才有。',
    noAdapterForVectors: '只有生成文本的模型才单独写出适配器：请关闭此项，两者会合并为一个文件。',
    adapterRounded: '适配器以 16 位或 32 位写入：请选择 F16、BF16 或 F32。',
  },
};
