import { setImmediate } from 'node:timers/promises';
import {
  type Conversation,
  parseConversation,
  type ToolUse,
  toolUsesOf,
} from '../../../../shared/domain/datasets/conversation.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import { openDatasetFile } from '../../../db/datasetFile.ts';
import { ChatTemplate } from '../../../formats/chatTemplate.ts';
import { Documents } from '../../prepare/documents.ts';
import type { Examined, ExamineRequest } from '../../task.ts';
import { cellsOf, chooseTemplate } from './conversations.ts';
import { ConversationTally } from './conversationTally.ts';

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
    const template = new ChatTemplate(await chooseTemplate(recipe, base, 0));
    const lost = new LostUses(template);
    const tried: Conversation[] = [];
    for (const { row, cell } of new Documents(file, recipe).readWhole()) {
      const cells = cellsOf(recipe, cell);
      const read = parseConversation(cells.messages, cells.tools);
      const use = 'messages' in read ? lost.of(read) : null;
      if (!('messages' in read)) tally.leaveOut({ reason: read.problem, value: read.value }, row);
      else if (use !== null) tally.leaveOut({ reason: 'tools_unsupported', value: use }, row);
      else {
        tally.keep(false);
        if (tried.length < MOST_TRIED) tried.push(read);
      }
      if (row % ROWS_AT_A_TIME !== 0) continue;
      await setImmediate();
      signal.throwIfAborted();
    }
    return {
      refusal: tally.refusal(recipe.messages) ?? refusalOf(template, tried),
      // What keeps all of them out is the refusal's to say.
      warnings: tally.kept > 0 ? tally.warnings(recipe.messages) : [],
    };
  } finally {
    file.close();
  }
}

/** What the template says where it takes none of them. */
function refusalOf(template: ChatTemplate, conversations: readonly Conversation[]): AppError | null {
  let refusal: AppError | null = null;
  for (const conversation of conversations) {
    try {
      template.conversation(conversation, []);
      return null;
    } catch (error) {
      if (error instanceof AppError) refusal ??= error;
      else throw error;
    }
  }
  return refusal;
}

/** What of tools a template leaves out. It is asked for one conversation of each kind: preparing asks for each of them. */
class LostUses {
  readonly #template: ChatTemplate;
  readonly #isLost = new Map<ToolUse, boolean>();

  constructor(template: ChatTemplate) {
    this.#template = template;
  }

  of(conversation: Conversation): ToolUse | null {
    const uses = toolUsesOf(conversation);
    if (uses.some((use) => !this.#isLost.has(use) && !uses.some((other) => this.#isLost.get(other)))) {
      try {
        const lost = this.#template.lostOf(conversation);
        if (lost !== null) this.#isLost.set(lost, true);
        else for (const use of uses) this.#isLost.set(use, false);
      } catch {
        // What the template refuses is told of as that.
        return null;
      }
    }
    return uses.find((use) => this.#isLost.get(use)) ?? null;
  }
}
