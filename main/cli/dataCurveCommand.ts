import type { MeasureName } from '../../shared/domain/models/measures.ts';
import { type DataCurve, outlookOf } from '../../shared/domain/runs/dataCurve.ts';
import { measureText } from '../../shared/domain/runs/metrics.ts';
import { rivalOf, taskMetric } from '../../shared/domain/tasks/index.ts';
import { AppError } from '../../shared/errors/errors.ts';
import { counted, type Output } from './output.ts';
import type { Session } from './session.ts';

/** Says how good the small model of a run's task gets by the number of its rows. */
export async function dataCurveCommand(
  { client, signal }: Session,
  output: Output,
  { run }: { run: string },
): Promise<void> {
  for await (const event of client.runs.dataCurve({ id: run }, { signal })) {
    if (event.event === 'done')
      return output.result({ ...event.curve, outlook: outlookOf(event.curve) }, linesOf(event.curve).join('\n'));
    const { phase, done, total } = event.preparation;
    output.progress(phase === 'reading' ? 'reading the rows' : `training on a part of them: ${done} of ${total}`);
  }
  throw new AppError('internal', { message: 'the curve ended without a result' });
}

function linesOf(curve: DataCurve): string[] {
  const { name, metric, heldOut, points } = curve;
  const { label } = taskMetric(metric);
  return [
    `${label} of ${rivalOf(name).words} on ${counted(heldOut, 'held-out row')}, by rows of training:`,
    ...points.flatMap(({ share, rows, metrics }) => {
      const figure = metrics[metric];
      const write = (value: number) => measureText(metric, value);
      const shown = figure ? `${write(figure.value)} (95%: ${write(figure.low)} to ${write(figure.high)})` : '';
      return [`${String(Math.round(100 * share)).padStart(4)}%  ${counted(rows, 'row')}: ${shown}`];
    }),
    outlookSentence(curve),
  ];
}

/** What more rows may bring, in English. */
export function outlookSentence(curve: DataCurve): string {
  const outlook = outlookOf(curve);
  if (!outlook) return '';
  const { kind, last, next } = outlook;
  const write = amountOf(curve.metric);
  const interval = `95%: ${write(last.low)} to ${write(last.high)}`;
  if (kind === 'unclear')
    return `What the second half of the rows brought may be chance (${write(last.value)}; ${interval}): as many rows again would hardly bring more than the upper end of that.`;
  if (kind === 'falling')
    return `The second half of the rows made it worse (${write(last.value)}; ${interval}): look at their labels.`;
  const more =
    next === null
      ? ''
      : ` Twice as many rows would bring about ${write(next)} more if the curve flattens as it did until now.`;
  return `The second half of the rows brought ${write(last.value)} (${interval}).${more}`;
}

const amountOf =
  (metric: MeasureName) =>
  (amount: number): string =>
    taskMetric(metric).unit === 'share' ? `${(100 * amount).toFixed(1)} points` : measureText(metric, amount);
