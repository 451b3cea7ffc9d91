import { extname, resolve } from 'node:path';
import type { DatasetExportFormat } from '../../shared/domain/datasets/datasetExport.ts';
import type { PromptSource } from '../../shared/domain/models/generation.ts';
import type { MeasureName } from '../../shared/domain/models/measures.ts';
import { measureText } from '../../shared/domain/runs/metrics.ts';
import { definitionOfTask, TASK_KINDS, type TaskKind, taskMetric, taskOf } from '../../shared/domain/tasks/index.ts';
import { AppError } from '../../shared/errors/errors.ts';
import type { TableRequest } from '../../shared/ipc/contract.ts';
import { badOption } from './badOption.ts';
import { modelReference, readInputs } from './generate.ts';
import { counted, type Output } from './output.ts';
import type { Session } from './session.ts';

export interface PredictOptions {
  model: string;
  text?: string;
  inputs?: string;
  dataset?: string;
  file?: string;
  out?: string;
}

/** Formats by the names that files end in; anything else is CSV. */
const FORMATS: Record<string, DatasetExportFormat> = {
  '.jsonl': { kind: 'jsonl' },
  '.ndjson': { kind: 'jsonl' },
  '.parquet': { kind: 'parquet' },
};

/** Fills in a column for all rows of a data set or a file. */
async function predictRows(
  session: Session,
  output: Output,
  { model, dataset, file, out }: PredictOptions,
): Promise<void> {
  const source: TableRequest['source'] =
    dataset === undefined
      ? { kind: 'file', file: { kind: 'path', path: resolve(file ?? '') } }
      : { kind: 'dataset', id: dataset };
  const format = FORMATS[extname(out ?? '').toLowerCase()] ?? { kind: 'csv', spreadsheetSafe: false };
  const target = out === undefined ? {} : { target: { kind: 'path' as const, path: resolve(out) } };
  const to = { kind: 'file' as const, format, ...target };
  const request = { model: await modelReference(session, model), source, to };
  for await (const event of session.client.playground.predictTable(request, { signal: session.signal })) {
    if (event.event === 'progress') output.progress(`predicting: ${event.done} of ${counted(event.total, 'row')}`);
    else {
      const { rows, path, columns, metrics, measured } = event;
      const known = measured > 0 ? { metrics, measured } : {};
      const lines = Object.entries(metrics).map(
        ([name, { value, low, high }]) =>
          `${taskMetric(name as MeasureName).label} ${measureText(name as MeasureName, value)} (95%: ${measureText(name as MeasureName, low)} to ${measureText(name as MeasureName, high)}) of ${counted(measured, 'row')} with an answer of their own.`,
      );
      const first = `${counted(rows, 'row')} written to ${path}, with the columns ${columns.join(' and ')}.`;
      return output.result({ rows, path, columns, ...known }, [first, ...lines].join('\n'));
    }
  }
  throw new AppError('internal', { message: 'the prediction ended without a result' });
}

/** Tells what a model makes of a text: its labels, each with a probability. */
export async function predictCommand(session: Session, output: Output, options: PredictOptions): Promise<void> {
  const { model, text, inputs, dataset, file, out } = options;
  if (dataset !== undefined || file !== undefined) return predictRows(session, output, options);
  if (out !== undefined) throw badOption('--out', 'say which rows with --dataset or --file');
  if (text === undefined && inputs === undefined)
    throw badOption('--text', 'say what to predict for, or give --inputs, --dataset or --file');
  const source: PromptSource =
    inputs === undefined ? { kind: 'text', text: text ?? '' } : { kind: 'inputs', inputs: readInputs(inputs) };
  const many = await manyOf(session, model);
  const request = { model: await modelReference(session, model), input: many.input([source]) };
  for await (const event of session.client.playground.predict(request, { signal: session.signal })) {
    const answer = many.answer(event);
    if (answer) output.result(answer.json, answer.lines.join('\n'));
  }
}

/** How a model's task answers many texts; a folder that was not made here is taken for the first task that does. */
async function manyOf({ client }: Session, id: string) {
  const model = (await client.models.list({})).find((known) => known.id === id);
  const answering = TASK_KINDS.filter((kind) => definitionOfTask(kind).many);
  const task = model ? taskOf(model.recipe).kind : (answering[0] as TaskKind);
  const { many } = definitionOfTask(task);
  if (!many) throw new AppError('model_other_task', { task, asked: answering.join(', ') });
  return many;
}
