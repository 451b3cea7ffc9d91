import { inFourDigits } from '../tasks/fourDigits.ts';
import { METRICS, rivalOf, taskMetric } from '../tasks/index.ts';
import type { MetricDefinition } from '../tasks/task.ts';
import type { Measure, MeasureName, MeasureReport, Rival } from './measures.ts';

/** How a model stands to the strongest of the cheap ones. */
export interface Contest {
  rival: Rival;
  /** The figure that it is by. */
  metric: MeasureName;
  /** What the model has of it, and the rival. */
  ours: Measure;
  theirs: Measure;
  /** By how much the model is better. */
  gain: Measure;
  /** `same`: the difference may as well be chance. */
  outcome: 'better' | 'same' | 'worse';
}

/** `null` where no cheap model was measured beside it. */
export function contestOf({ metrics, rivals = [] }: Pick<MeasureReport, 'metrics' | 'rivals'>): Contest | null {
  const metric = METRICS.find(({ name, ...definition }) => 'decides' in definition && metrics[name])?.name;
  if (metric === undefined) return null;
  const [best] = [...rivals].sort((one, other) => worthOf(other, metric) - worthOf(one, metric));
  const [ours, theirs, gain] = [metrics[metric], best?.metrics[metric], best?.gains[metric]];
  if (!best || !ours || !theirs || !gain) return null;
  return { rival: best, metric, ours, theirs, gain, outcome: outcomeOf(gain) };
}

/** What a difference says, by its interval. */
export const outcomeOf = ({ low, high }: Measure): Contest['outcome'] =>
  low > 0 ? 'better' : high < 0 ? 'worse' : 'same';

/** In English. */
export const OUTCOMES: Record<Contest['outcome'], string> = {
  better: 'better than',
  same: 'no better than',
  worse: 'worse than',
};

/** How the model stands to the best of them, in English: for the command line and the card that goes with a model. */
export function contestSentence({ rival, metric, gain, outcome }: Contest): string {
  const { label, unit, lowerIsBetter = false } = taskMetric(metric);
  const isShare = unit === 'share';
  const write = (amount: number) => writeAmount(unit, amount);
  const interval = `95%: ${write(gain.low)} to ${write(gain.high)}`;
  const by = isShare
    ? `${write(gain.value)} points of ${label}`
    : `${label} ${lowerIsBetter ? 'less' : 'more'} by ${write(gain.value)}`;
  return `The model is ${OUTCOMES[outcome]} ${rivalOf(rival.name).words}: ${by} (${interval}).`;
}

/** A difference of two figures: of shares in percentage points. */
export function writeAmount(unit: MetricDefinition['unit'], amount: number): string {
  switch (unit) {
    case 'share':
      return (100 * amount).toFixed(1);
    case 'value':
      return String(inFourDigits(amount));
    default:
      return amount.toFixed(3);
  }
}

/** More is better. */
function worthOf({ metrics }: Rival, metric: MeasureName): number {
  const value = metrics[metric]?.value;
  if (value === undefined) return Number.NEGATIVE_INFINITY;
  return taskMetric(metric).lowerIsBetter ? -value : value;
}
