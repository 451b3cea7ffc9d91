import type { METRIC_TEXTS } from '../../../shared/domain/runs/metrics.ts';
import type { Translation } from '../translation.ts';

/** The metrics of a run; one that is missing does not compile. */
export default {
  loss: { label: '损失' },
  perplexity: { label: '困惑度' },
  validationLoss: { label: '验证损失' },
  validationPerplexity: { label: '验证困惑度' },
  learning_rate: { label: '学习率' },
  grad_norm: { label: '梯度范数' },
  tokensPerSecond: { label: '词元/秒' },
  cpuPercent: { label: '处理器' },
  rssBytes: { label: '内存' },
  gpuPercent: { label: '图形处理器' },
  gpuMemoryBytes: { label: '显存' },
  field_fidelity: { label: '字段保真率', help: '包含所选输入列的值（按整词）的文本所占比例。' },
  exact_match: { label: '完全匹配', help: '与该行自身文本相同的文本所占比例。' },
  chrf: { label: 'chrF', help: '按字符 n-gram 计算与该行自身文本的重合程度：0 到 100。' },
  copied_spans: { label: '照抄片段', help: '文本中与某个训练行逐字相同的长片段所占的字符比例。' },
  bitsPerByte: { label: '每字节比特数', help: '写出不参与训练的文本所需的代价；越低越好，不同规模之间可以比较。' },
} satisfies Translation<typeof METRIC_TEXTS>;
