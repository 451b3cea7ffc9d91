import { METRICS } from '../tasks/index.ts';
import type { Measure, MeasureName, MeasureReport, Rival } from './measures.ts';

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

const shareIn = ({ metrics }: Rival, metric: MeasureName): number => metrics[metric]?.value ?? Number.NEGATIVE_INFINITY;
