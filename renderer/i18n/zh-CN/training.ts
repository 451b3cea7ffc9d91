import type { SETTING_TEXTS } from '../../../shared/domain/runs/settings.ts';
import type { Translation } from '../translation.ts';

/** The settings of a training; one that is missing does not compile. */
export default {
  learning_rate: {
    help: '每一步对模型的改变幅度。太高损失会跳动，太低则进展缓慢。',
  },
  per_device_train_batch_size: {
    help: '每一步同时学习的序列数。越多越平稳，也越占内存。',
  },
  gradient_accumulation_steps: {
    help: '累加多少个批次的梯度才更新一步：相当于更大的批次，却不多占内存。',
  },
  context_length: {
    help: '模型能回看的词元数。长文本需要更多；越多越慢。',
  },
  warmup_ratio: {
    help: '学习率升到最高值所占预算的比例。',
  },
  weight_decay: {
    help: '把权重拉向 0 的力度，避免模型死记小数据。',
  },
  max_grad_norm: {
    help: '单个批次允许的最大更新，避免异常行造成损害。',
  },
  eval_steps: {
    help: '每隔多少步计算一次验证损失。0：大约每完成二十分之一计算一次。',
    zero: '自动：大约每完成二十分之一评估一次',
  },
  save_steps: {
    help: '每隔多少步保存一个检查点。0：每次评估时保存，并且至少每分钟一次。',
    zero: '自动：每次评估时保存，并且至少每分钟一次',
  },
  early_stopping_patience: {
    help: '连续多少次评估没有进步就自动结束训练。0：从不。',
    zero: '关闭',
  },
  seed: {
    help: '一切随机的起点。相同的种子和设置会训练出相同的模型。',
  },
  precision: {
    help: '矩阵乘法所用的数值格式。在支持 bf16 的处理器上更快，精度略低。',
    choice: { auto: 'auto：本机上更快的一种', fp32: 'fp32', bf16: 'bf16' },
  },
  truncation_side: {
    help: '当提示词在上下文中没有为回答留出位置时，从哪一侧截断。left 保留其末尾。',
    choice: { none: 'none：提示词保持完整', left: 'left：截去开头' },
  },
  architecture: {
    help: '网络结构。Llama 较新，这里的所有数据都来自它；GPT-2 是较旧的工具能加载的结构。',
  },
  gradient_checkpointing: {
    help: '每一层计算两遍，而不保留中间结果：内存少得多，大约慢三分之一。',
  },
  tuning: {
    help: '训练模型的哪些部分。lora 所需的内存和磁盘少得多，也更不容易遗忘。',
    choice: { lora: 'lora：冻结权重旁的小矩阵', full: 'full：全部权重' },
  },
  lora_rank: {
    help: 'LoRA 所训练矩阵的秩。越大学得越多，也越占内存。',
  },
  lora_alpha: {
    help: 'LoRA 所加部分的权重：乘以 alpha 再除以秩。',
  },
  lora_dropout: {
    help: 'LoRA 每一步略去的输入比例，避免死记小数据。',
  },
  target_modules: {
    help: 'LoRA 所适配的层，例如 q_proj,v_proj。all-linear：除输出层外的全部线性层。',
  },
  load_best_model_at_end: {
    help: '保留验证损失最低时的模型，而不是最后一步的模型。',
  },
} satisfies Translation<typeof SETTING_TEXTS>;
