import type { BaseReference } from '../../../shared/domain/models/base.ts';
import { FEW_TOO_LONG } from '../../../shared/domain/runs/recommend.ts';
import { contextFor } from '../../../shared/domain/tasks/promptRoom.ts';
import type { RecipeTokens } from '../../../shared/domain/tasks/recipeTokens.ts';
import type { Cell } from '../../../shared/domain/tasks/task.ts';
import { specialTokens } from '../../formats/specialTexts.ts';
import type { Tokenizer } from '../../ml/tokenizer/tokenizer.ts';
import {
  type ChatRecipe,
  Conversations,
  cellsOf,
  chooseTemplate,
  type EncodedConversation,
} from '../../tasks/textGeneration/prepare/conversations.ts';
import { ConversationTally } from '../../tasks/textGeneration/prepare/conversationTally.ts';
import { conversationExample } from '../../tasks/textGeneration/prepare/tokenPieces.ts';

interface Chosen {
  recipe: ChatRecipe;
  base: BaseReference | null;
  contextLength: number;
  /** As in `tokenizer.json`. */
  tokenizerJson: object;
  tokenizer: Tokenizer;
}

interface Row {
  row: number;
  cell: Cell;
}

/**
 * Shows conversations as a model would see them, and counts what becomes of those of a sample.
 *
 * @param first rows that examples are taken from
 * @throws AppError `base_missing`, `base_not_same`
 */
export async function previewConversations(
  sample: readonly Row[],
  first: readonly Row[],
  rows: number,
  { recipe, base, contextLength, tokenizerJson, tokenizer }: Chosen,
): Promise<Omit<RecipeTokens, 'approximate' | 'isAll'>> {
  const template = await chooseTemplate(recipe, base, contextLength);
  const conversations = new Conversations(tokenizerJson, template, contextLength);
  const cellsIn = (some: readonly Row[]) => some.map(({ cell }) => cellsOf(recipe, cell));
  const tally = new ConversationTally();
  const kept: EncodedConversation[] = [];
  for (const [index, one] of (await conversations.encode(cellsIn(sample))).entries()) {
    if ('reason' in one) tally.leaveOut(one, sample[index]?.row ?? 0);
    else {
      tally.keep(one.isCut);
      kept.push(one);
    }
  }
  const counts = tally.counts(template.whose);
  const tooLong = counts.leftOut.find(({ reason }) => reason === 'too_long')?.rows ?? 0;
  const lengths = kept.map(({ ids }) => ids.length);
  const whole = kept.map(({ wholeTokens }) => wholeTokens);
  const most = (numbers: readonly number[]) => numbers.reduce((so, one) => Math.max(so, one), 0);
  const special = specialTokens(tokenizerJson);
  const examples: RecipeTokens['examples'] = [];
  for (const [index, one] of (await conversations.encode(cellsIn(first.slice(0, MOST_TRIED)))).entries()) {
    if ('reason' in one || examples.length === rows) continue;
    examples.push({ row: first[index]?.row ?? 0, ...conversationExample(one, tokenizer, special) });
  }
  return {
    examples,
    documents: sample.length,
    contextLength,
    meanTokens: lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length),
    mostTokens: most(lengths),
    tooLong: counts.cut + tooLong,
    // What is too long for it is left out, and told with the conversations.
    withoutRoom: 0,
    contextForMost: contextFor(mostOf(whole)),
    contextForAll: contextFor(most(whole)),
    longestPrompt: 0,
    promptLimit: null,
    conversations: counts,
  };
}

/** Rows that are looked through for examples. */
const MOST_TRIED = 50;

/** The length that all but the longest few documents do not exceed. */
export function mostOf(lengths: readonly number[]): number {
  const ascending = lengths.toSorted((a, b) => a - b);
  return ascending[Math.ceil((1 - FEW_TOO_LONG) * ascending.length) - 1] ?? 0;
}
