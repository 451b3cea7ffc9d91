import { join } from 'node:path';
import { type SplitName, splitColumn } from '../../../../shared/domain/datasets/split.ts';
import { END_OF_TEXT_ID } from '../../../../shared/domain/models/specialTokens.ts';
import type { Preparation, PreparedData } from '../../../../shared/domain/runs/run.ts';
import { cutFromLeft } from '../../../../shared/domain/tasks/promptRoom.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import { openDatasetFile } from '../../../db/datasetFile.ts';
import { writeFolder, writeWholeFile } from '../../../files/fileSink.ts';
import { type Assignment, assignSplits } from '../../prepare/assignSplits.ts';
import { Documents } from '../../prepare/documents.ts';
import { DocumentEncoder } from '../../prepare/encoder.ts';
import { heldOutRows, writeHeldOut } from '../../prepare/heldOutRows.ts';
import type { PrepareRequest } from '../../prepare/prepareRequest.ts';
import { inStretches, preparedCounts, prepareTokenizer } from '../../prepare/prepareTokenizer.ts';
import { type Report, reporter } from '../../prepare/progress.ts';
import { surveyDocuments } from '../../prepare/survey.ts';
import { RIVALS_FILE } from '../rivalsFile.ts';
import { SCALE_FILE, type Scale } from '../scale.ts';
import { ScoredWriter } from './corpusWriter.ts';
import { surveyScores } from './examineScores.ts';
import { type ScoredRow, scoredRows } from './scoredRows.ts';
import { trainRivals } from './trainRivals.ts';

/** Ids are stored as uint16. */
const LARGEST_VOCABULARY = 2 ** 16;

/**
 * Makes of a data set what training reads: keeps rows for validation and perhaps for a test, trains a tokenizer on the texts of the others,
 * and writes the token ids of all with their numbers, and by which mean and deviation these are standardised. A text longer than the context
 * is cut at its end, or at its beginning where `truncation_side` says so.
 *
 * @throws AppError `column_unknown`, `split_empty`, `scores_…`, `disk_full`, `write_failed`; the signal's reason once it has fired
 */
export async function prepareScored(
  request: PrepareRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
): Promise<PreparedData> {
  const { recipe, vocabSize, contextLength, seed, split, truncationSide, output } = request;
  if (recipe.kind !== 'score') throw new Error(`${recipe.kind} has no numbers`);
  if (vocabSize > LARGEST_VOCABULARY) {
    throw new AppError('bad_input', { path: 'vocabSize', problem: `must be at most ${LARGEST_VOCABULARY}` });
  }
  const dataset = openDatasetFile(request.dataset);
  try {
    const documents = new Documents(dataset, recipe);
    const report = (phase: Preparation['phase'], total: number | null) => reporter(phase, total, signal, send);
    const refusal = surveyScores(documents, recipe.output).refusal(recipe.output);
    if (refusal) throw refusal;
    const survey = await surveyDocuments(documents, splitColumn(split), report('reading', documents.rowCount));
    const assignment = assignSplits(split, survey, seed);
    const scale = scaleOf(documents, assignment, recipe.output);
    const sides = { padding_side: 'right', truncation_side: truncationSide === 'left' ? 'left' : 'right' } as const;
    const { tokenizer } = await prepareTokenizer(
      { base: null, documents: textsOf(documents), survey, assignment, vocabSize, contextLength, seed, output, sides },
      signal,
      report('tokenizer', null),
    );
    const limit = truncationSide === 'left' ? contextLength : null;
    let prepared: PreparedData | undefined;
    await writeFolder(join(output, 'data'), async (folder) => {
      const work = { documents, assignment, encoder: new DocumentEncoder(tokenizer) };
      prepared = await writeCorpus(work, { contextLength, limit }, folder, report('encoding', survey.documents));
      await writeWholeFile(join(folder, SCALE_FILE), JSON.stringify({ version: 1, ...scale }));
      await writeHeldOut(folder, heldOutRows(documents, recipe, assignment, seed));
      const rivals = await trainRivals(
        { read: () => scoredRows(documents), assignment, mean: scale.mean, seed },
        report('baselines', 1),
      );
      await writeWholeFile(join(folder, RIVALS_FILE), JSON.stringify(rivals));
    });
    return prepared as PreparedData;
  } finally {
    dataset.close();
  }
}

/**
 * Of the rows of training, by Welford's sums, which stay exact far from 0.
 *
 * @throws AppError `scores_one` where all of them have one number
 */
function scaleOf(documents: Documents, assignment: Assignment, column: string): Scale {
  let [count, mean, squares, number] = [0, 0, 0, 0];
  for (const { number: value } of scoredRows(documents)) {
    if (assignment.of(number++) !== 'train') continue;
    count++;
    const difference = value - mean;
    mean += difference / count;
    squares += difference * (value - mean);
  }
  const std = Math.sqrt(squares / count);
  if (!(std > 0)) throw new AppError('scores_one', { column, value: mean });
  return { mean, std };
}

/** The texts alone: what the numbers look like is nothing to learn. */
const textsOf = (documents: Documents): Pick<Documents, 'read'> => ({
  *read() {
    for (const document of documents.read()) yield document && { prompt: '', completion: document.prompt };
  },
});

interface Work {
  documents: Documents;
  assignment: Assignment;
  encoder: DocumentEncoder;
}

async function writeCorpus(
  { documents, assignment, encoder }: Work,
  { contextLength, limit }: { contextLength: number; limit: number | null },
  folder: string,
  report: Report,
): Promise<PreparedData> {
  const names: SplitName[] = assignment.counts.test > 0 ? ['train', 'validation', 'test'] : ['train', 'validation'];
  const writers = new Map<SplitName, ScoredWriter>();
  let promptsTooLong = 0;
  try {
    for (const name of names) writers.set(name, await ScoredWriter.create(folder, name));
    let place = 0;
    for (const batch of inStretches(scoredRows(documents), ({ text }) => Buffer.byteLength(text))) {
      const encoded = await encoder.encode(batch.map(({ text }) => ({ prompt: text, completion: '' })));
      for (const [index, { prompt }] of encoded.entries()) {
        const { number, row } = batch[index] as ScoredRow;
        const split = assignment.of(place++);
        if (1 + prompt.length > contextLength) promptsTooLong++;
        const ids = [END_OF_TEXT_ID, ...cutFromLeft(prompt, limit)].slice(0, contextLength);
        if (split !== null) await writers.get(split)?.add(ids, number, row);
      }
      await report(place);
    }
    for (const writer of writers.values()) await writer.finish();
  } finally {
    for (const writer of writers.values()) await writer.close();
  }
  return { ...preparedCounts(writers), promptsTooLong, promptLimit: limit };
}
