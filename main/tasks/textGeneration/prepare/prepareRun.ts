import { join } from 'node:path';
import { type SplitName, splitColumn } from '../../../../shared/domain/datasets/split.ts';
import type { Preparation, PreparedData } from '../../../../shared/domain/runs/run.ts';
import { type Recipe, taskOf } from '../../../../shared/domain/tasks/index.ts';
import { promptLimit } from '../../../../shared/domain/tasks/promptRoom.ts';
import { isTrainedOn, keptFields } from '../../../../shared/domain/tasks/trainedOn.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import { openDatasetFile } from '../../../db/datasetFile.ts';
import { writeFolder } from '../../../files/fileSink.ts';
import { type Assignment, assignSplits } from '../../prepare/assignSplits.ts';
import { Documents } from '../../prepare/documents.ts';
import { DocumentEncoder } from '../../prepare/encoder.ts';
import { heldOutRows, writeHeldOut } from '../../prepare/heldOutRows.ts';
import type { PrepareRequest } from '../../prepare/prepareRequest.ts';
import { type DocumentMarks, prepareTokenizer, textBatches } from '../../prepare/prepareTokenizer.ts';
import { type Report, reporter } from '../../prepare/progress.ts';
import { type SplitCounts, writeSplits } from '../../prepare/splitWriters.ts';
import { surveyDocuments } from '../../prepare/survey.ts';
import { CorpusWriter } from './corpusWriter.ts';
import { prepareChat } from './prepareChat.ts';
import { PromptRoom } from './promptRoom.ts';

/**
 * Makes of a data set what training reads: keeps documents for validation and perhaps for a test, trains a tokenizer on the others (so that
 * both stay honest) and writes the token ids of all. The rows are read three times rather than kept: of each, memory holds a few bytes.
 *
 * @throws AppError `column_unknown`, `split_empty`, `too_little_text`, `prompts_too_long`, `disk_full`, `write_failed`; the signal's reason once it has fired
 */
export async function prepareRun(
  request: PrepareRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
): Promise<PreparedData> {
  const { recipe, base, vocabSize, contextLength, seed, split, truncationSide, output } = request;
  if (recipe.kind === 'chat') return await prepareChat({ ...request, recipe }, signal, send);
  const dataset = openDatasetFile(request.dataset);
  try {
    const documents = new Documents(dataset, recipe);
    const report = (phase: Preparation['phase'], total: number | null) => reporter(phase, total, signal, send);
    const survey = await surveyDocuments(documents, splitColumn(split), report('reading', documents.rowCount));
    if (survey.documents === 0) throw tooLittleText(0, 0, contextLength);
    const whole = assignSplits(split, survey, seed);
    const assignment = await withKeeping(documents, recipe, whole, report('reading', documents.rowCount));

    const { tokenizer, marks } = await prepareTokenizer(
      { base, documents, survey, assignment, vocabSize, contextLength, seed, output },
      signal,
      report('tokenizer', null),
    );

    let prepared: PreparedData | undefined;
    const encoder = new DocumentEncoder(tokenizer);
    const isCut = truncationSide === 'left' && !taskOf(recipe).learnsWhole(recipe);
    const limit = isCut
      ? promptLimit(contextLength, await longestAnswer(documents, encoder, report('encoding', null)))
      : null;
    await writeFolder(join(output, 'data'), async (folder) => {
      const room = new PromptRoom(contextLength, limit);
      const written = await writeCorpus(
        ...([documents, assignment, encoder, room, report('encoding', survey.documents)] as const),
        { folder, vocabSize, marks },
      );
      const leftOut = whole.counts.train - assignment.counts.train;
      prepared = {
        ...written,
        ...(whole !== assignment && { leftOut }),
        promptsTooLong: room.tooLong,
        promptLimit: limit,
      };
      if (limit === null && room.tooLong === survey.documents) throw room.error();
      await writeHeldOut(folder, heldOutRows(documents, recipe, assignment, seed));
      const { trainTokens } = prepared;
      // A batch's window needs one token more than the context: the last one's target.
      if (survey.documents < 2 || trainTokens < contextLength + 1) {
        throw tooLittleText(trainTokens, survey.documents, contextLength);
      }
    });
    return prepared as PreparedData;
  } finally {
    dataset.close();
  }
}

/** Trains only on documents whose text keeps what the recipe says: the splits were made before, so that figures stay comparable. */
async function withKeeping(
  documents: Documents,
  recipe: Recipe,
  assignment: Assignment,
  report: Report,
): Promise<Assignment> {
  if (!keptFields(recipe)) return assignment;
  const out: number[] = [];
  let [row, number] = [0, 0];
  for (const { document, cell } of documents.readWhole()) {
    if (document && !isTrainedOn(recipe, document.completion, cell) && assignment.of(number) === 'train')
      out.push(number);
    if (document) number++;
    await report(++row);
  }
  return assignment.leavingOut(out);
}

const tooLittleText = (tokens: number, documents: number, contextLength: number): AppError =>
  new AppError('too_little_text', { tokens, documents, needed: contextLength + 1 });

async function longestAnswer(documents: Documents, encoder: DocumentEncoder, report: Report): Promise<number> {
  let longest = 0;
  for (const batch of textBatches(documents)) {
    const answers = await encoder.encode(batch.map(({ completion }) => ({ prompt: '', completion })));
    for (const { completion } of answers) longest = Math.max(longest, completion.length);
    await report(0);
  }
  return longest;
}

async function writeCorpus(
  documents: Documents,
  assignment: Assignment,
  encoder: DocumentEncoder,
  room: PromptRoom,
  report: Report,
  { folder, ...written }: { folder: string; vocabSize: number; marks: DocumentMarks },
): Promise<SplitCounts> {
  const create = (split: SplitName) => CorpusWriter.create(folder, split, written);
  return await writeSplits(assignment, create, async (writers) => {
    let number = 0;
    for (const batch of textBatches(documents)) {
      for (const encoded of await encoder.encode(batch)) {
        const split = assignment.of(number++);
        if (split !== null) await writers.get(split)?.add(room.take(encoded));
      }
      await report(number);
    }
  });
}
