import {
  type Measure,
  type MeasureName,
  type MeasureReport,
  measuredNames,
  metricContext,
  type NotMeasured,
} from '../../shared/domain/models/measures.ts';
import { contestOf, contestSentence } from '../../shared/domain/models/rivals.ts';
import { reportWith, togetherOf, togetherSentence } from '../../shared/domain/models/together.ts';
import { measureText } from '../../shared/domain/runs/metrics.ts';
import { rivalOf, taskMetric } from '../../shared/domain/tasks/index.ts';

const WHY: Record<NotMeasured, string> = {
  no_input: 'the template begins with the text itself, so nothing is given that could be held against it',
  no_field: 'no input is like a name, and none was chosen',
  no_rows: 'no held-out row is left to measure on',
  no_training_rows: 'the rows that it was trained on are not there any more',
  too_many_training_rows: 'looking through all training rows would take too long',
  no_time: 'writing texts would have taken too much of the training time',
  too_short: "none of the rows' own texts has four words, which is what it compares",
};

/** What was measured, for people: a line for each figure. */
export function measureLines(report: MeasureReport): string[] {
  const { texts, rows, metrics, notMeasured } = report;
  return [
    `Measured on ${texts} ${texts === 1 ? 'text' : 'texts'} for ${rows} ${rows === 1 ? 'row' : 'rows'} that it never trained on:`,
    ...measuredNames(report).map((name) => {
      const measure = metrics[name];
      return `  ${measure ? lineOf(name, measure, report) : `${taskMetric(name).label}: not measured: ${WHY[notMeasured[name] as NotMeasured]}`}`;
    }),
    ...rivalLines(report),
    ...togetherLines(report),
  ];
}

/** What the model and words are worth together; which of both the figures above are of. */
function togetherLines(report: MeasureReport): string[] {
  const contest = togetherOf(report);
  if (!contest) return [];
  const own = contest.used ? 'These are figures of both together: words join in with this model.' : null;
  return [togetherSentence(contest), ...(own ? [own] : [])];
}

/** As `train`, `evaluate` and `join-words` print it: figures of both together, how much better they are than the model alone, and whether it predicts so. */
export function togetherJson(report: Pick<MeasureReport, 'metrics' | 'rivals' | 'together'> | null) {
  if (!report?.together) return null;
  const { used, gains } = report.together;
  return { used, metrics: reportWith(report, true).metrics, alone: reportWith(report, false).metrics, gains };
}

/** What cheap models get, and how the model stands to the best of them. */
function rivalLines(report: MeasureReport): string[] {
  const contest = contestOf(report);
  if (!contest) return [];
  return [
    'Baselines, trained on the same rows in seconds:',
    ...(report.rivals ?? []).map(({ name, metrics }) => {
      const figures = measuredNames({ metrics, notMeasured: {} }).map(
        (figure) => `${taskMetric(figure).label} ${measureText(figure, (metrics[figure] as Measure).value)}`,
      );
      return `  ${rivalOf(name).words}: ${figures.join(', ')}`;
    }),
    contestSentence(contest),
  ];
}

function lineOf(name: MeasureName, { value, low, high }: Measure, report: MeasureReport): string {
  const { label, line } = taskMetric(name);
  const write = (figure: number) => measureText(name, figure);
  const { before, after } = line?.(metricContext(report, report.fields.join(' and '), write)) ?? {
    before: label,
    after: '',
  };
  return `${before}: ${write(value)} (95%: ${write(low)} to ${write(high)})${after}`;
}

/** Cheap models that were measured beside a model, as `train` and `evaluate` print them as JSON. */
export function baselinesOf({ rivals, baselines }: MeasureReport): { name: string; metrics: object }[] {
  const { bigramBitsPerByte: value } = baselines;
  return [
    ...(rivals ?? []).map(({ name, metrics }) => ({ name, metrics })),
    // Counted once, over all of the split: there is nothing to draw again.
    ...(value === null ? [] : [{ name: 'bigram', metrics: { bitsPerByte: { value, low: value, high: value } } }]),
  ];
}
