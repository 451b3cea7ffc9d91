import {
  type Measure,
  type MeasureName,
  type MeasureReport,
  measuredNames,
  metricContext,
} from '../../shared/domain/models/measures.ts';
import { taskMetric } from '../../shared/domain/tasks/index.ts';

const WRITTEN = {
  share: (value: number) => `${Number((100 * value).toFixed(1))}%`,
  score: (value: number) => value.toFixed(1),
  bits: (value: number) => value.toFixed(3),
};

/** What was measured, for people: a line for each figure. */
export function measureLines(report: MeasureReport): string[] {
  const { texts, rows, metrics, notMeasured } = report;
  return [
    `Measured on ${texts} ${texts === 1 ? 'text' : 'texts'} for ${rows} ${rows === 1 ? 'row' : 'rows'} that it never trained on:`,
    ...measuredNames(report).map((name) => {
      const measure = metrics[name];
      return `  ${measure ? lineOf(name, measure, report) : `${name}: not measured (${notMeasured[name]})`}`;
    }),
  ];
}

function lineOf(name: MeasureName, { value, low, high }: Measure, report: MeasureReport): string {
  const { unit, line } = taskMetric(name);
  const write = WRITTEN[unit];
  const { before, after } = line?.(metricContext(report, report.fields.join(' and '), write)) ?? {
    before: name,
    after: '',
  };
  return `${before}: ${write(value)} (95%: ${write(low)} to ${write(high)})${after}`;
}
