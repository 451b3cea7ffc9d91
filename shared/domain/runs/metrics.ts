import { inFourDigits } from '../tasks/fourDigits.ts';
import { METRICS as TASK_METRICS, type Metric as TaskMetric } from '../tasks/index.ts';
import type { MetricDefinition as TaskMetricDefinition } from '../tasks/task.ts';

/** What a value is in: how it is written, and where its axis begins. */
export type MetricUnit =
  | TaskMetricDefinition['unit']
  | 'nats'
  | 'perplexity'
  | 'rate'
  | 'norm'
  | 'tokensPerSecond'
  | 'percent'
  | 'bytes';

export interface MetricDefinition extends Omit<TaskMetricDefinition, 'name' | 'unit' | 'at'> {
  unit: MetricUnit;
  /** Reported with every optimizer step, with every evaluation, or with what training takes of the machine. */
  at: 'step' | 'evaluation' | 'usage';
  /** There in every report of its kind since the first version. What is not may be missing: by an earlier version, or where it cannot be measured. */
  always?: true;
  /** A measure of texts with its 95 % interval (`Measure`), which can be missing for a reason (`NotMeasured`). */
  interval?: true;
  /** Not reported but computed from another one; it grows with that one. */
  derived?: { from: string; by: (value: number) => number };
  /** Drawn by the large chart of losses. */
  large?: true;
  /** Drawn in the small chart of another one, as what was measured on the validation split. */
  beside?: string;
  /** Jumps about from step to step, so that the smoothed line says more. */
  noisy?: true;
  /** Can be drawn on a logarithmic axis. */
  logarithmic?: true;
}

/** What every run reports, whatever its task. */
const RUN_METRICS = {
  loss: { at: 'step', unit: 'nats', label: 'Loss', zh: { label: '损失' }, always: true, large: true },
  perplexity: {
    at: 'step',
    unit: 'perplexity',
    label: 'Perplexity',
    zh: { label: '困惑度' },
    derived: { from: 'loss', by: Math.exp },
    noisy: true,
    logarithmic: true,
  },
  validationLoss: {
    at: 'evaluation',
    unit: 'nats',
    label: 'Validation loss',
    zh: { label: '验证损失' },
    always: true,
    large: true,
  },
  validationPerplexity: {
    at: 'evaluation',
    unit: 'perplexity',
    label: 'Validation perplexity',
    zh: { label: '验证困惑度' },
    derived: { from: 'validationLoss', by: Math.exp },
    beside: 'perplexity',
  },
  learning_rate: { at: 'step', unit: 'rate', label: 'Learning rate', zh: { label: '学习率' }, always: true },
  grad_norm: {
    at: 'step',
    unit: 'norm',
    label: 'Gradient norm',
    zh: { label: '梯度范数' },
    always: true,
    noisy: true,
    logarithmic: true,
  },
  tokensPerSecond: {
    at: 'step',
    unit: 'tokensPerSecond',
    label: 'Tokens per second',
    zh: { label: '词元/秒' },
    always: true,
    noisy: true,
  },
  /** Of all cores. */
  cpuPercent: { at: 'usage', unit: 'percent', label: 'Processor', zh: { label: '处理器' }, always: true },
  /** Resident memory of the training process. */
  rssBytes: { at: 'usage', unit: 'bytes', label: 'Memory', zh: { label: '内存' }, always: true },
  /** Missing where no graphics processor computes, or none can be asked. */
  gpuPercent: { at: 'usage', unit: 'percent', label: 'Graphics processor', zh: { label: '图形处理器' } },
  gpuMemoryBytes: { at: 'usage', unit: 'bytes', label: 'Graphics memory', zh: { label: '显存' } },
} as const satisfies Record<string, MetricDefinition>;

type Measured = Extract<TaskMetric, { at: 'evaluation' }>;
type Metrics = typeof RUN_METRICS & {
  [N in TaskMetric['name']]: Extract<TaskMetric, { name: N }> &
    (N extends Measured['name'] ? { interval: true } : unknown);
};

/**
 * Every metric of a run, in the order of the exported table: those of any run, then those of tasks. Reports of the training process, storage,
 * summaries, charts, tiles, export and the command line's events are drawn from this record; a new one needs its entry and whoever computes it.
 */
export const METRICS = {
  ...RUN_METRICS,
  ...Object.fromEntries(
    TASK_METRICS.map((metric) => [metric.name, metric.at === 'evaluation' ? { ...metric, interval: true } : metric]),
  ),
} as Metrics;
export type MetricName = keyof Metrics;

export const METRIC_NAMES = Object.keys(METRICS) as [MetricName, ...MetricName[]];

/** A definition as what reads any of them sees it. */
export const metricOf = (name: MetricName): MetricDefinition => METRICS[name];

/** Names by what their definitions have. */
type Reported<At extends MetricDefinition['at']> = {
  [N in MetricName]: Metrics[N] extends { at: At }
    ? Metrics[N] extends { derived: unknown } | { interval: true }
      ? never
      : N
    : never;
}[MetricName];
export type StepMetricName = Reported<'step'>;
export type EvaluationMetricName = Reported<'evaluation'>;
export type UsageMetricName = Reported<'usage'>;
export type MeasureName = { [N in MetricName]: Metrics[N] extends { interval: true } ? N : never }[MetricName];

const reported = <N extends MetricName>(at: MetricDefinition['at']) =>
  METRIC_NAMES.filter((name) => {
    const { at: own, derived, interval } = metricOf(name);
    return own === at && !derived && !interval;
  }) as N[];
/** Figures of every step. */
export const STEP_METRICS: readonly StepMetricName[] = reported('step');
/** Figures of every evaluation, beside the measures of its texts. */
export const EVALUATION_METRICS: readonly EvaluationMetricName[] = reported('evaluation');
/** What training takes of the machine. */
export const USAGE_METRICS: readonly UsageMetricName[] = reported('usage');
export const MEASURE_NAMES = METRIC_NAMES.filter((name) => metricOf(name).interval) as [MeasureName, ...MeasureName[]];

/** A measure of texts in English, as it is written for people. */
export function measureText(name: MeasureName, value: number): string {
  switch (metricOf(name).unit) {
    case 'share':
      return `${Number((100 * value).toFixed(1))}%`;
    case 'score':
      return fixed(value, 1);
    case 'value':
      return String(inFourDigits(value));
    default:
      return fixed(value, 3);
  }
}

/** What is rounded to zero has no sign. */
const fixed = (value: number, digits: number): string => (Number(value.toFixed(digits)) + 0).toFixed(digits);

/** Names of the columns of a table: words joined by underscores, whatever the name is. */
export const columnOf = (name: MetricName): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

type TextsOf<D> = { label: string } & (D extends { help: string } ? { help: string } : unknown);

/** The English of all metrics, by which other languages are typed. */
export const METRIC_TEXTS = Object.fromEntries(
  METRIC_NAMES.map((name) => {
    const { label, help } = metricOf(name);
    return [name, { label, ...(help !== undefined && { help }) }];
  }),
) as { [N in MetricName]: TextsOf<Metrics[N]> };

/** Their Chinese, as it is typed in their definitions. */
export const CHINESE_METRIC_TEXTS = Object.fromEntries(METRIC_NAMES.map((name) => [name, metricOf(name).zh])) as {
  [N in MetricName]: Metrics[N]['zh'];
};
