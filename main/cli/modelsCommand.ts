import { type MeasureName, type MeasureReport, measuredNames } from '../../shared/domain/models/measures.ts';
import type { TrainedModel } from '../../shared/domain/models/trainedModel.ts';
import { measureText } from '../../shared/domain/runs/metrics.ts';
import { rivalOf, taskMetric } from '../../shared/domain/tasks/index.ts';
import { counted, type Output } from './output.ts';
import type { Session } from './session.ts';

/** Lists the models, the newest first. */
export async function modelsCommand({ client }: Session, output: Output): Promise<void> {
  const models = await client.models.list({});
  output.result({ models }, models.length === 0 ? 'There are no models yet.' : models.map(modelLine).join('\n'));
}

/** A model in two lines: what it is, and how good it is at its own task. */
export function modelLine(
  model: Pick<TrainedModel, 'id' | 'name' | 'size' | 'steps' | 'baseline' | 'datasetName' | 'measures'>,
): string {
  const { id, name, size, steps, baseline, datasetName, measures } = model;
  const made = baseline ? rivalOf(baseline.name).words : `${size}, ${counted(steps, 'step')}`;
  return [
    `${id}  ${name}: ${made} on ${datasetName}`,
    `              ${measures === null ? 'not measured yet (kindling evaluate)' : figures(measures)}`,
  ].join('\n');
}

const OWN_WORDS: readonly MeasureName[] = ['field_fidelity', 'chrf', 'bitsPerByte'];

function figures(report: MeasureReport): string {
  const { metrics, fields } = report;
  const others = measuredNames(report).filter((name) => taskMetric(name).tile && !OWN_WORDS.includes(name));
  const shown = (name: MeasureName, format: (text: string) => string) => {
    const value = metrics[name]?.value;
    return value === undefined ? [] : [format(measureText(name, value))];
  };
  return [
    ...shown('field_fidelity', (text) => `kept ${fields.join(' and ')}: ${text}`),
    ...shown('chrf', (text) => `chrF ${text}`),
    ...shown('bitsPerByte', (text) => `${text} bits per byte`),
    ...others.flatMap((name) => shown(name, (text) => `${taskMetric(name).label} ${text}`)),
  ].join(', ');
}
