import { z } from 'zod';
import { ConversationCounts } from '../datasets/conversation.ts';
import { PromptLimit } from './promptRoom.ts';

/** A stretch of an example that is one token, or those few tokens that share a character. */
export const TokenPiece = z.object({
  text: z.string(),
  tokens: z.number().int().positive(),
  /** Whether the loss counts it. What it does not count is given to the model, not learned. */
  counted: z.boolean(),
  /** Stands for no text: the END_OF_TEXT between two documents, or what a tokenizer puts around a text, by its name. */
  isEnd: z.boolean(),
});
export type TokenPiece = z.infer<typeof TokenPiece>;

export const TokenExample = z.object({
  /** Place of the row in the data set, from 0. */
  row: z.number().int().nonnegative(),
  /** From the END_OF_TEXT before it to the one after it; of a very long example the beginning. */
  pieces: z.array(TokenPiece),
  /** Beside what is read: what is told of it, which is no token, or the other text of a pair. */
  answer: z.array(TokenPiece).optional(),
  /** All of its tokens, with one END_OF_TEXT; of what is read those of the text, or of the longer one of a pair. */
  tokens: z.number().int().positive(),
  isWhole: z.boolean(),
});
export type TokenExample = z.infer<typeof TokenExample>;

export const RecipeTokens = z.object({
  /** What models of the task do where they do not write (see `Programs`): their examples are no documents. */
  form: z.enum(['reads', 'searches', 'recommends']).optional(),
  /** By the tokenizer of a part of the data: that of the run will cut some words otherwise. */
  approximate: z.boolean(),
  examples: z.array(TokenExample),
  /** Documents that were counted: all, or some from everywhere in the data. */
  documents: z.number().int().nonnegative(),
  /** Whether these are all documents. */
  isAll: z.boolean(),
  /** The context that all this was counted for: a form may have chosen another one since. */
  contextLength: z.number().int().positive(),
  meanTokens: z.number().nonnegative(),
  mostTokens: z.number().int().nonnegative(),
  /** Of these documents, those longer than the context. */
  tooLong: z.number().int().nonnegative(),
  /** Of these documents, those whose prompt leaves no room for an answer in the context, before anything is cut. */
  withoutRoom: z.number().int().nonnegative(),
  /** The context in which 99 of 100 of them fit whole, before anything is cut; `null` where none is as large. */
  contextForMost: z.number().int().positive().nullable(),
  /** The context in which all of them would fit; `null` where none is as large. */
  contextForAll: z.number().int().positive().nullable(),
  /** Tokens of the longest prompt and the END_OF_TEXT before it, before anything is cut. */
  longestPrompt: z.number().int().nonnegative(),
  /** Tokens that prompts are cut to; `null` where they are left as they are. */
  promptLimit: PromptLimit.nullable(),
  /** Of the documents that were counted, where they are conversations. */
  conversations: ConversationCounts.optional(),
});
export type RecipeTokens = z.infer<typeof RecipeTokens>;
