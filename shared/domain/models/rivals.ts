import { METRICS, taskMetric } from '../tasks/index.ts';
import type { Measure, MeasureName, MeasureReport, Rival, RivalName } from './measures.ts';

/** How a model stands to the strongest of the cheap ones. */
export interface Contest {
  rival: Rival;
  /** The figure that it is by: a share of right answers. */
  metric: MeasureName;
  /** What the model has of it, and the rival. */
  ours: Measure;
  theirs: Measure;
  gain: Measure;
  /** `same`: the difference may as well be chance. */
  outcome: 'better' | 'same' | 'worse';
}

/** `null` where no cheap model was measured beside it. */
export function contestOf({ metrics, rivals = [] }: Pick<MeasureReport, 'metrics' | 'rivals'>): Contest | null {
  const metric = METRICS.find(({ name, ...definition }) => 'hits' in definition && metrics[name])?.name;
  if (metric === undefined) return null;
  const [best] = [...rivals].sort((one, other) => shareIn(other, metric) - shareIn(one, metric));
  const [ours, theirs, gain] = [metrics[metric], best?.metrics[metric], best?.gains[metric]];
  if (!best || !ours || !theirs || !gain) return null;
  const outcome = gain.low > 0 ? 'better' : gain.high < 0 ? 'worse' : 'same';
  return { rival: best, metric, ours, theirs, gain, outcome };
}

/** In English, for the command line and the card that goes with a model. */
export const RIVAL_WORDS: Record<RivalName, string> = {
  commonest: 'always the commonest label',
  linear: 'words and a straight line (TF-IDF with logistic regression)',
};
const OUTCOMES: Record<Contest['outcome'], string> = {
  better: 'better than',
  same: 'no better than',
  worse: 'worse than',
};

/** How the model stands to the best of them, in English. */
export function contestSentence({ rival, metric, gain, outcome }: Contest): string {
  const points = (share: number) => (100 * share).toFixed(1);
  const interval = `95%: ${points(gain.low)} to ${points(gain.high)}`;
  return `The model is ${OUTCOMES[outcome]} ${RIVAL_WORDS[rival.name]}: ${points(gain.value)} points of ${taskMetric(metric).label} (${interval}).`;
}

const shareIn = ({ metrics }: Rival, metric: MeasureName): number => metrics[metric]?.value ?? Number.NEGATIVE_INFINITY;
