import { taskMetric } from '../tasks/index.ts';
import type { MeasureRecord, MeasureReport } from './measures.ts';
import { type Contest, contestOf, OUTCOMES, outcomeOf, writeAmount } from './rivals.ts';

type Figures = Pick<MeasureReport, 'metrics' | 'rivals' | 'together'>;

/** What a model and the words beside it are worth together, held against the model alone. */
export interface TogetherContest extends Pick<Contest, 'metric' | 'gain'> {
  /** Whether the model predicts so: then the report is of both. */
  used: boolean;
  alone: Contest['ours'];
  both: Contest['ours'];
  /** Of both together; `same`: the difference may as well be chance. */
  outcome: Contest['outcome'];
}

/** `null` where it was not measured. */
export function togetherOf(report: Figures): TogetherContest | null {
  const { together } = report;
  const contest = contestOf(report);
  const gain = contest && together?.gains[contest.metric];
  const other = contest && together?.other.metrics[contest.metric];
  if (!contest || !together || !gain || !other) return null;
  const [alone, both] = together.used ? [other, contest.ours] : [contest.ours, other];
  return { metric: contest.metric, gain, used: together.used, alone, both, outcome: outcomeOf(gain) };
}

/** The report as it is where a model predicts together with words, or alone; as it was where that was not measured. */
export function reportWith<R extends Figures>(report: R, used: boolean): R {
  const { together, metrics, rivals = [] } = report;
  if (!together || together.used === used) return report;
  return {
    ...report,
    metrics: together.other.metrics,
    rivals: together.other.rivals,
    together: { ...together, used, other: { metrics, rivals } },
  };
}

/** The same of a record with its texts; `null` where that was not measured. */
export function recordWith(record: MeasureRecord, used: boolean): MeasureRecord | null {
  const { together, otherwise, written, labels } = record;
  if (!together || !otherwise || !labels) return null;
  if (together.used === used) return record;
  return { ...reportWith(record, used), ...otherwise, otherwise: { written, labels } };
}

/** What both together are worth, in English: for the command line and the card that goes with a model. */
export function togetherSentence({ metric, gain, both, alone, outcome }: TogetherContest): string {
  const { label, unit } = taskMetric(metric);
  const points = (amount: number) => writeAmount(unit, amount);
  const chance = outcome === 'same' ? '; the difference may be chance' : '';
  return (
    `Together with words and a straight line: ${label} ${points(both.value)}%, which is ${OUTCOMES[outcome]} the model alone (${points(alone.value)}%): ` +
    `${points(gain.value)} points (95%: ${points(gain.low)} to ${points(gain.high)})${chance}.`
  );
}
