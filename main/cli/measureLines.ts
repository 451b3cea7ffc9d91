import {
  type Measure,
  type MeasureName,
  type MeasureReport,
  measuredNames,
  metricContext,
} from '../../shared/domain/models/measures.ts';
import { measureText } from '../../shared/domain/runs/metrics.ts';
import { taskMetric } from '../../shared/domain/tasks/index.ts';

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
  const { label, line } = taskMetric(name);
  const write = (figure: number) => measureText(name, figure);
  const { before, after } = line?.(metricContext(report, report.fields.join(' and '), write)) ?? {
    before: label,
    after: '',
  };
  return `${before}: ${write(value)} (95%: ${write(low)} to ${write(high)})${after}`;
}
