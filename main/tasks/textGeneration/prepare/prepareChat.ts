import { join } from 'node:path';
import { type SplitName, splitColumn } from '../../../../shared/domain/datasets/split.ts';
import type { Preparation, PreparedData } from '../../../../shared/domain/runs/run.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import { openDatasetFile } from '../../../db/datasetFile.ts';
import { writeFolder, writeWholeFile } from '../../../files/fileSink.ts';
import { CHAT_TEMPLATE_FILE } from '../../../formats/huggingface/openFolder.ts';
import { type Assignment, assignSplits } from '../../prepare/assignSplits.ts';
import { Documents } from '../../prepare/documents.ts';
import { heldOutRows, writeHeldOut } from '../../prepare/heldOutRows.ts';
import type { PrepareRequest } from '../../prepare/prepareRequest.ts';
import { inStretches, prepareTokenizer } from '../../prepare/prepareTokenizer.ts';
import { type Report, reporter } from '../../prepare/progress.ts';
import { type SplitCounts, writeSplits } from '../../prepare/splitWriters.ts';
import { surveyDocuments } from '../../prepare/survey.ts';
import { type ChatRecipe, type ConversationCells, Conversations, cellsOf, chooseTemplate } from './conversations.ts';
import { ConversationTally, conversationProblem } from './conversationTally.ts';
import { CorpusWriter } from './corpusWriter.ts';

/**
 * As `prepareRun`, of conversations: written by the template of the model that the run starts from, or by the studio's own, which is left beside the
 * tokenizer. What is not learned from is counted by its reason.
 *
 * @throws AppError `conversations_none`, and what `prepareRun` throws
 */
export async function prepareChat(
  request: PrepareRequest & { recipe: ChatRecipe },
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
): Promise<PreparedData> {
  const { recipe, base, vocabSize, contextLength, seed, split, output } = request;
  const dataset = openDatasetFile(request.dataset);
  try {
    const documents = new Documents(dataset, recipe);
    const report = (phase: Preparation['phase'], total: number | null) => reporter(phase, total, signal, send);
    const survey = await surveyDocuments(documents, splitColumn(split), report('reading', documents.rowCount));
    const tally = new ConversationTally();
    if (survey.documents === 0) throw noneOf(documents, recipe, tally);
    const assignment = assignSplits(split, survey, seed);
    const { tokenizer, marks } = await prepareTokenizer(
      { base, documents, survey, assignment, vocabSize, contextLength, seed, output },
      signal,
      report('tokenizer', null),
    );
    const template = await chooseTemplate(recipe, base, contextLength);
    await writeWholeFile(join(output, CHAT_TEMPLATE_FILE), template.chatTemplate);
    const conversations = new Conversations(tokenizer, template, contextLength);
    let prepared: PreparedData | undefined;
    await writeFolder(join(output, 'data'), async (folder) => {
      const written = await writeConversations(
        ...([documents, recipe, assignment, conversations, tally, report('encoding', documents.rowCount)] as const),
        (name) => CorpusWriter.create(folder, name, { vocabSize, marks, conversations: true }),
      );
      prepared = { ...written, promptsTooLong: 0, promptLimit: null, conversations: tally.counts(template.whose) };
      const refusal = tally.refusal(recipe.messages);
      if (refusal) throw refusal;
      const given = (cell: (column: string) => string) => conversations.given(recipe.messages, cellsOf(recipe, cell));
      await writeHeldOut(folder, heldOutRows(documents, recipe, assignment, seed, given));
      const { trainDocuments, trainTokens, validationDocuments } = prepared;
      if (trainDocuments === 0 || validationDocuments === 0) {
        const needed = contextLength + 1;
        throw new AppError('too_little_text', { tokens: trainTokens, documents: tally.kept, needed });
      }
    });
    return prepared as PreparedData;
  } finally {
    dataset.close();
  }
}

/** Why no row can be learned from. */
function noneOf(documents: Documents, recipe: ChatRecipe, tally: ConversationTally): AppError {
  const { messages } = recipe;
  for (const { row, cell } of documents.readWhole()) {
    const problem = conversationProblem(cellsOf(recipe, cell));
    if (problem) tally.leaveOut(problem, row);
  }
  return (
    tally.refusal(messages) ??
    new AppError('conversations_none', { column: messages, rows: 0, flaw: 'empty', value: '' })
  );
}

async function writeConversations(
  documents: Documents,
  recipe: ChatRecipe,
  assignment: Assignment,
  conversations: Conversations,
  tally: ConversationTally,
  report: Report,
  create: (name: SplitName) => Promise<CorpusWriter>,
): Promise<SplitCounts> {
  return await writeSplits(assignment, create, async (writers) => {
    let number = 0;
    const rows = rowsOf(documents, recipe);
    for (const batch of inStretches(rows, ({ cells: { messages, tools = '' } }) => messages.length + tools.length)) {
      const encoded = await conversations.encode(batch.map(({ cells }) => cells));
      for (const [index, one] of encoded.entries()) {
        const { row, isDocument } = batch[index] as (typeof batch)[number];
        // Splits were made of the rows that hold a conversation at all.
        const split = isDocument ? assignment.of(number++) : null;
        if ('reason' in one) tally.leaveOut(one, row);
        else {
          tally.keep(one.isCut);
          await (split && writers.get(split))?.addConversation(one);
        }
      }
      await report((batch.at(-1)?.row ?? 0) + 1);
    }
  });
}

function* rowsOf(
  documents: Documents,
  recipe: ChatRecipe,
): Generator<{ row: number; isDocument: boolean; cells: ConversationCells }> {
  for (const { row, document, cell } of documents.readWhole())
    yield { row, isDocument: document !== null, cells: cellsOf(recipe, cell) };
}
