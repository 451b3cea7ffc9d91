import { join } from 'node:path';
import { type SplitName, splitColumn } from '../../../shared/domain/datasets/split.ts';
import type { Preparation, PreparedData } from '../../../shared/domain/runs/run.ts';
import type { AppError } from '../../../shared/errors/errors.ts';
import { openDatasetFile } from '../../db/datasetFile.ts';
import { writeFolder, writeWholeFile } from '../../files/fileSink.ts';
import { readTokenizer } from '../../formats/huggingface/modelFiles.ts';
import { type Assignment, assignSplits } from '../prepare/assignSplits.ts';
import { Documents } from '../prepare/documents.ts';
import type { Elements } from '../prepare/elementFile.ts';
import { DocumentEncoder } from '../prepare/encoder.ts';
import { heldOutRows, writeHeldOut } from '../prepare/heldOutRows.ts';
import type { PrepareRequest } from '../prepare/prepareRequest.ts';
import { inStretches, prepareTokenizer, type TextReading } from '../prepare/prepareTokenizer.ts';
import { type Report, reporter } from '../prepare/progress.ts';
import { writeRows } from '../prepare/rowsFile.ts';
import { IdsWriter, writeSplits } from '../prepare/splitWriters.ts';
import { surveyDocuments } from '../prepare/survey.ts';
import { type Frame, framed, frameOf } from './framed.ts';
import { RIVALS_FILE, type Rivals } from './rivalsFile.ts';

/** A row that has a text and an answer. */
export interface TextRow {
  /** Place in the data set's version, from 0. */
  row: number;
  text: string;
}

/** What a task of texts makes of their answers. */
export interface AnswerPreparation<Row extends TextRow, Name extends string> {
  /** What a model cannot be trained for; `null` where there is nothing. */
  refusal: AppError | null;
  /** In their order, from the beginning, each time. */
  rows(): Iterable<Row>;
  /** Told before anything is written. @throws AppError what only shows in the rows of training */
  onSplits?(assignment: Assignment): void;
  /** Files of a split beside its ids: name and kind of number. */
  files(split: SplitName): Readonly<Record<Name, readonly [file: string, numbers: Elements]>>;
  /** What they say of a text that begins at `start` in the ids. */
  entry(row: Row, start: number, split: SplitName): Readonly<Record<Name, readonly number[]>>;
  /** JSON that lies beside the splits, by file name. Asked for when these are written. */
  content(): Readonly<Record<string, object>>;
  /** Trains what any model has to beat. @param folder that the data is written into */
  rivals(assignment: Assignment, report: Report, folder: string): Promise<Rivals>;
}

/**
 * Makes of a data set what training reads: keeps rows for validation and perhaps for a test, trains a tokenizer on the texts of the others or takes the
 * base's, and writes the token ids of all with their answers. A text longer than the context is cut at its end, or at its beginning where
 * `truncation_side` says so.
 *
 * @throws AppError `column_unknown`, `split_empty`, `disk_full`, `write_failed`, those of the answers; the signal's reason once it has fired
 */
export async function prepareTexts<Row extends TextRow, Name extends string>(
  request: PrepareRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
  answersOf: (documents: Documents) => AnswerPreparation<Row, Name>,
): Promise<PreparedData> {
  const { recipe, base, vocabSize, contextLength, seed, split, truncationSide, output } = request;
  const dataset = openDatasetFile(request.dataset);
  try {
    const documents = new Documents(dataset, recipe);
    const report = (phase: Preparation['phase'], total: number | null) => reporter(phase, total, signal, send);
    const answers = answersOf(documents);
    if (answers.refusal) throw answers.refusal;
    const survey = await surveyDocuments(documents, splitColumn(split), report('reading', documents.rowCount));
    const assignment = assignSplits(split, survey, seed);
    answers.onSplits?.(assignment);
    const reading: TextReading = {
      padding_side: 'right',
      truncation_side: truncationSide === 'left' ? 'left' : 'right',
      model_max_length: contextLength,
    };
    const { tokenizer } = await prepareTokenizer(
      { base, documents: textsOf(documents), survey, assignment, vocabSize, contextLength, seed, output, reading },
      signal,
      report('tokenizer', null),
    );
    let prepared: PreparedData | undefined;
    await writeFolder(join(output, 'data'), async (folder) => {
      const encoder = new DocumentEncoder(tokenizer);
      const frame = frameOf(await readTokenizer(output));
      const work = {
        answers,
        assignment,
        encoder,
        frame,
        vocabSize,
        contextLength,
        keepsEnd: truncationSide === 'left',
      };
      prepared = await writeTexts(work, folder, report('encoding', survey.documents));
      for (const [name, content] of Object.entries(answers.content()))
        await writeWholeFile(join(folder, name), JSON.stringify(content));
      await writeHeldOut(folder, heldOutRows(documents, recipe, assignment, seed));
      const rivals = await answers.rivals(assignment, report('baselines', 1), folder);
      await writeWholeFile(join(folder, RIVALS_FILE), JSON.stringify(rivals));
    });
    return prepared as PreparedData;
  } finally {
    dataset.close();
  }
}

/** The texts alone: what the answers look like is nothing to learn. */
const textsOf = (documents: Documents): Pick<Documents, 'read'> => ({
  *read() {
    for (const document of documents.read()) yield document && { prompt: '', completion: document.prompt };
  },
});

interface Work<Row extends TextRow, Name extends string> {
  answers: AnswerPreparation<Row, Name>;
  assignment: Assignment;
  encoder: DocumentEncoder;
  frame: Frame;
  vocabSize: number;
  contextLength: number;
  /** Of a text that is too long. */
  keepsEnd: boolean;
}

async function writeTexts<Row extends TextRow, Name extends string>(
  { answers, assignment, encoder, frame, vocabSize, contextLength, keepsEnd }: Work<Row, Name>,
  folder: string,
  report: Report,
): Promise<PreparedData> {
  let promptsTooLong = 0;
  const trained: number[] = [];
  const create = (split: SplitName) => IdsWriter.create(folder, split, vocabSize, answers.files(split));
  const counts = await writeSplits(assignment, create, async (writers) => {
    let number = 0;
    for (const batch of inStretches(answers.rows(), ({ text }) => Buffer.byteLength(text))) {
      const encoded = await encoder.encode(batch.map(({ text }) => ({ prompt: text, completion: '' })));
      for (const [index, { prompt }] of encoded.entries()) {
        if (frame.before.length + prompt.length + frame.after.length > contextLength) promptsTooLong++;
        const split = assignment.of(number++);
        const writer = split && writers.get(split);
        if (!split || !writer) continue;
        const entry = answers.entry(batch[index] as Row, writer.tokens, split);
        const ids = framed(prompt, frame, contextLength, keepsEnd);
        await writer.add(ids, entry);
        if (split === 'train') trained.push(ids.length);
      }
      await report(number);
    }
  });
  await writeRows(folder, trained);
  return { ...counts, promptsTooLong, promptLimit: keepsEnd ? contextLength : null };
}
