import { join } from 'node:path';
import { type SplitName, splitColumn } from '../../../../shared/domain/datasets/split.ts';
import type { Preparation, PreparedData } from '../../../../shared/domain/runs/run.ts';
import { openDatasetFile } from '../../../db/datasetFile.ts';
import { writeFolder, writeWholeFile } from '../../../files/fileSink.ts';
import { readTokenizer } from '../../../formats/huggingface/modelFiles.ts';
import { type Assignment, assignSplits } from '../../prepare/assignSplits.ts';
import { Documents } from '../../prepare/documents.ts';
import { DocumentEncoder } from '../../prepare/encoder.ts';
import { heldOutRows, writeHeldOut } from '../../prepare/heldOutRows.ts';
import type { PrepareRequest } from '../../prepare/prepareRequest.ts';
import { inStretches, preparedCounts, prepareTokenizer } from '../../prepare/prepareTokenizer.ts';
import { type Report, reporter } from '../../prepare/progress.ts';
import { surveyDocuments } from '../../prepare/survey.ts';
import { type Frame, framed, frameOf } from '../framed.ts';
import { LABELS_FILE, type Labels } from '../labelsFile.ts';
import { RIVALS_FILE } from '../rivalsFile.ts';
import { LabelledWriter } from './corpusWriter.ts';
import { type LabelledRow, labelledRows } from './labelledRows.ts';
import { LabelSurvey } from './surveyLabels.ts';
import { trainRivals } from './trainRivals.ts';

/**
 * Makes of a data set what training reads: numbers the labels, keeps rows for validation and perhaps for a test, trains a tokenizer on the
 * texts of the others, and writes the token ids of all with their labels. A text longer than the context is cut at its end, or at its
 * beginning where `truncation_side` says so.
 *
 * @throws AppError `column_unknown`, `split_empty`, `labels_…`, `disk_full`, `write_failed`; the signal's reason once it has fired
 */
export async function prepareLabelled(
  request: PrepareRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
): Promise<PreparedData> {
  const { recipe, base, vocabSize, contextLength, seed, split, truncationSide, output } = request;
  if (recipe.kind !== 'classify') throw new Error(`${recipe.kind} has no labels`);
  const dataset = openDatasetFile(request.dataset);
  try {
    const documents = new Documents(dataset, recipe);
    const report = (phase: Preparation['phase'], total: number | null) => reporter(phase, total, signal, send);
    const labels = surveyLabels(documents);
    const refusal = labels.refusal(recipe.output);
    if (refusal) throw refusal;
    const survey = await surveyDocuments(documents, splitColumn(split), report('reading', documents.rowCount));
    const assignment = assignSplits(split, survey, seed);
    const sides = { padding_side: 'right', truncation_side: truncationSide === 'left' ? 'left' : 'right' } as const;
    const { tokenizer } = await prepareTokenizer(
      { base, documents: textsOf(documents), survey, assignment, vocabSize, contextLength, seed, output, sides },
      signal,
      report('tokenizer', null),
    );
    const limit = truncationSide === 'left' ? contextLength : null;
    let prepared: PreparedData | undefined;
    await writeFolder(join(output, 'data'), async (folder) => {
      const frame = frameOf(await readTokenizer(output));
      const encoder = new DocumentEncoder(tokenizer);
      const work = { documents, assignment, encoder, frame, labels: labels.labels, vocabSize };
      const room = { contextLength, limit };
      prepared = await writeCorpus(work, room, folder, report('encoding', survey.documents));
      await writeHeldOut(folder, heldOutRows(documents, recipe, assignment, seed));
      const rivals = await trainRivals(
        { read: () => labelledRows(documents), assignment, labels: labels.labels, seed },
        report('baselines', 1),
      );
      await writeWholeFile(join(folder, RIVALS_FILE), JSON.stringify(rivals));
    });
    return prepared as PreparedData;
  } finally {
    dataset.close();
  }
}

export function surveyLabels(documents: Documents): LabelSurvey {
  const labels = new LabelSurvey();
  for (const document of documents.read()) labels.add(document?.completion ?? '');
  return labels;
}

/** The texts alone: a tokenizer that knows the labels' words gains nothing by them. */
const textsOf = (documents: Documents): Pick<Documents, 'read'> => ({
  *read() {
    for (const document of documents.read()) yield document && { prompt: '', completion: document.prompt };
  },
});

interface Work {
  documents: Documents;
  assignment: Assignment;
  encoder: DocumentEncoder;
  frame: Frame;
  labels: readonly string[];
  vocabSize: number;
}

async function writeCorpus(
  { documents, assignment, encoder, frame, labels, vocabSize }: Work,
  { contextLength, limit }: { contextLength: number; limit: number | null },
  folder: string,
  report: Report,
): Promise<PreparedData> {
  const names: SplitName[] = assignment.counts.test > 0 ? ['train', 'validation', 'test'] : ['train', 'validation'];
  const writers = new Map<SplitName, LabelledWriter>();
  const numbers = new Map(labels.map((label, number) => [label, number]));
  const trained = new Uint32Array(labels.length);
  let promptsTooLong = 0;
  try {
    for (const name of names) writers.set(name, await LabelledWriter.create(folder, name, vocabSize));
    let number = 0;
    for (const batch of inStretches(labelledRows(documents), rowBytes)) {
      const encoded = await encoder.encode(batch.map(({ text }) => ({ prompt: text, completion: '' })));
      for (const [index, { prompt }] of encoded.entries()) {
        const { label, row } = batch[index] as LabelledRow;
        const own = numbers.get(label) as number;
        const split = assignment.of(number++);
        if (frame.before.length + prompt.length + frame.after.length > contextLength) promptsTooLong++;
        const ids = framed(prompt, frame, contextLength, limit !== null);
        if (split === 'train') trained[own] = (trained[own] as number) + 1;
        if (split !== null) await writers.get(split)?.add(ids, own, row);
      }
      await report(number);
    }
    for (const writer of writers.values()) await writer.finish();
  } finally {
    for (const writer of writers.values()) await writer.close();
  }
  const file: Labels = {
    version: 1,
    labels: labels.map((label, index) => ({ label, trained: trained[index] as number })),
  };
  await writeWholeFile(join(folder, LABELS_FILE), JSON.stringify(file));
  return { ...preparedCounts(writers), promptsTooLong, promptLimit: limit };
}

const rowBytes = ({ text, label }: LabelledRow): number => Buffer.byteLength(text) + Buffer.byteLength(label);
