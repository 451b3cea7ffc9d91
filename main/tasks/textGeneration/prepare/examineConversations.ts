import { setImmediate } from 'node:timers/promises';
import { parseConversation } from '../../../../shared/domain/datasets/conversation.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import { openDatasetFile } from '../../../db/datasetFile.ts';
import { ChatTemplate } from '../../../formats/chatTemplate.ts';
import { Documents } from '../../prepare/documents.ts';
import type { Examined, ExamineRequest } from '../../task.ts';
import { chooseTemplate } from './conversations.ts';
import { ConversationTally, conversationProblem } from './conversationTally.ts';

/** Rows that are read without letting a cancel in. */
const ROWS_AT_A_TIME = 1000;
/** Conversations that the template is tried with. */
const MOST_TRIED = 50;

/** Says of a column of conversations what is left out, and whether the template takes the others. @throws AppError `column_unknown`, `base_missing`, `base_not_same` */
export async function examineConversations(
  { dataset, recipe, base = null }: ExamineRequest,
  signal: AbortSignal,
): Promise<Examined> {
  if (recipe.kind !== 'chat') return { refusal: null, warnings: [] };
  const file = openDatasetFile(dataset);
  try {
    const tally = new ConversationTally();
    const tried: string[] = [];
    for (const { row, cell } of new Documents(file, recipe).readWhole()) {
      const text = cell(recipe.messages);
      const problem = conversationProblem(text);
      if (problem) tally.leaveOut(problem, row);
      else {
        tally.keep(false);
        if (tried.length < MOST_TRIED) tried.push(text);
      }
      if (row % ROWS_AT_A_TIME !== 0) continue;
      await setImmediate();
      signal.throwIfAborted();
    }
    const template = new ChatTemplate(await chooseTemplate(recipe, base, 0));
    return {
      refusal: tally.refusal(recipe.messages) ?? refusalOf(template, tried),
      warnings: tally.warnings(recipe.messages),
    };
  } finally {
    file.close();
  }
}

/** What the template says where it takes none of them. */
function refusalOf(template: ChatTemplate, cells: readonly string[]): AppError | null {
  let refusal: AppError | null = null;
  for (const cell of cells) {
    const read = parseConversation(cell);
    if (!('messages' in read)) continue;
    try {
      template.conversation(read.messages, []);
      return null;
    } catch (error) {
      if (error instanceof AppError) refusal ??= error;
      else throw error;
    }
  }
  return refusal;
}
