import { extname, resolve } from 'node:path';
import type { DatasetExportFormat } from '../../shared/domain/datasets/datasetExport.ts';
import type { Explanation } from '../../shared/domain/models/explanation.ts';
import type { TextSource } from '../../shared/domain/models/generation.ts';
import type { MeasureName } from '../../shared/domain/models/measures.ts';
import { measureText } from '../../shared/domain/runs/metrics.ts';
import { inFourDigits } from '../../shared/domain/tasks/fourDigits.ts';
import { definitionOfTask, TASK_KINDS, type TaskKind, taskMetric, taskOf } from '../../shared/domain/tasks/index.ts';
import { AppError } from '../../shared/errors/errors.ts';
import type { TableRequest } from '../../shared/ipc/contract.ts';
import { badOption } from './badOption.ts';
import { modelReference, readInputs } from './generate.ts';
import { counted, noteRejected, type Output } from './output.ts';
import type { Session } from './session.ts';

export interface PredictOptions {
  model: string;
  text?: string;
  inputs?: string;
  dataset?: string;
  file?: string;
  out?: string;
  /** Says which words moved it, too. */
  explain?: boolean;
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
      const { rows, path, columns, metrics, measured, rejected } = event;
      const known = measured > 0 ? { metrics, measured } : {};
      const lines = Object.entries(metrics).map(
        ([name, { value, low, high }]) =>
          `${taskMetric(name as MeasureName).label} ${measureText(name as MeasureName, value)} (95%: ${measureText(name as MeasureName, low)} to ${measureText(name as MeasureName, high)}) of ${counted(measured, 'row')} with an answer of their own.`,
      );
      const first = `${counted(rows, 'row')} written to ${path}, with the columns ${columns.join(' and ')}.`;
      noteRejected(output, rejected);
      return output.result(
        { rows, path, columns, ...(rejected > 0 && { rejected }), ...known },
        [first, ...lines].join('\n'),
      );
    }
  }
  throw new AppError('internal', { message: 'the prediction ended without a result' });
}

/** Tells what a model makes of a text: its labels, each with a probability. */
export async function predictCommand(session: Session, output: Output, options: PredictOptions): Promise<void> {
  const { model, text, inputs, dataset, file, out, explain = false } = options;
  if (explain && (dataset ?? file) !== undefined)
    throw badOption('--explain', 'it explains one text: --text or --inputs');
  if (dataset !== undefined || file !== undefined) return predictRows(session, output, options);
  if (out !== undefined) throw badOption('--out', 'say which rows with --dataset or --file');
  if (text === undefined && inputs === undefined)
    throw badOption('--text', 'say what to predict for, or give --inputs, --dataset or --file');
  const source: TextSource =
    inputs === undefined ? { kind: 'text', text: text ?? '' } : { kind: 'inputs', inputs: readInputs(inputs) };
  const many = await manyOf(session, model);
  const request = { model: await modelReference(session, model), input: many.input([source]) };
  for await (const event of session.client.playground.predict(request, { signal: session.signal })) {
    const answer = many.answer(event);
    if (answer && !explain) output.result(answer.json, answer.lines.join('\n'));
    if (!answer || !explain) continue;
    const moved = await session.client.playground.explain(
      { model: request.model, input: { source } },
      { signal: session.signal },
    );
    const words = moved.words.map(({ start, end, ...rest }) => ({ text: moved.text.slice(start, end), ...rest }));
    const lines = [...answer.lines, ...wordLines(moved, words)];
    output.result(
      { ...(answer.json as object), explained: moved.label, grouped: moved.grouped, words },
      lines.join('\n'),
    );
  }
}

/** Words that are shown, those first that moved it most. */
const SHOWN_WORDS = 10;

function wordLines({ label }: Explanation, words: readonly { text: string; occlusion: number; without: number }[]) {
  const write = (value: number) => (label === null ? String(inFourDigits(value)) : `${(100 * value).toFixed(1)}%`);
  const strongest = words
    .toSorted((one, other) => Math.abs(other.occlusion) - Math.abs(one.occlusion))
    .slice(0, SHOWN_WORDS);
  return [
    'Words that moved it, and what it would say without them:',
    ...strongest.map(({ text, occlusion, without }) => `${occlusion < 0 ? '−' : '+'} ${text}: ${write(without)}`),
  ];
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
