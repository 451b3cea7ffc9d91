import type { METRIC_TEXTS } from '../../../shared/domain/runs/metrics.ts';
import { METRICS, type Metric, type MetricName } from '../../../shared/domain/tasks/index.ts';
import type { Translation } from '../translation.ts';

/** Those of tasks have their Chinese where they are defined. */
const taskMetrics = Object.fromEntries(METRICS.map(({ name, zh }) => [name, zh])) as {
  [N in MetricName]: Extract<Metric, { name: N }>['zh'];
};

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
  ...taskMetrics,
} satisfies Translation<typeof METRIC_TEXTS>;
