import type { TokenPiece } from '../../../../shared/domain/tasks/recipeTokens.ts';
import type { Tokenizer } from '../../../ml/tokenizer/tokenizer.ts';
import type { EncodedDocument } from '../../prepare/encoder.ts';
import type { EncodedConversation } from './conversations.ts';

/** So many tokens of an example are shown; nobody reads on. */
export const MOST_SHOWN = 1500;

const end = (counted: boolean): TokenPiece => ({ text: '', tokens: 1, counted, isEnd: true });

/**
 * A document as training sees it. The END_OF_TEXT before it is given (as a target it belongs to the document before), the one after it is
 * learned.
 */
export function exampleOf(
  { prompt, completion }: EncodedDocument,
  tokenizer: Tokenizer,
): { pieces: TokenPiece[]; tokens: number; isWhole: boolean } {
  const tokens = 1 + prompt.length + completion.length;
  const isWhole = tokens <= MOST_SHOWN;
  const shownPrompt = prompt.slice(0, MOST_SHOWN);
  const shownCompletion = completion.slice(0, Math.max(0, MOST_SHOWN - prompt.length));
  const pieces = [
    end(false),
    ...textPieces(shownPrompt, tokenizer, false),
    ...textPieces(shownCompletion, tokenizer, true),
    ...(isWhole ? [end(true)] : []),
  ];
  return { pieces, tokens, isWhole };
}

/** A conversation as training sees it; of its special tokens the texts are shown. @param texts of each token that stands for no text, by its id */
export function conversationExample(
  { ids, learned }: Pick<EncodedConversation, 'ids' | 'learned'>,
  tokenizer: Tokenizer,
  texts: ReadonlyMap<number, string>,
): { pieces: TokenPiece[]; tokens: number; isWhole: boolean } {
  const pieces: TokenPiece[] = [];
  let at = 0;
  const take = (end: number, counted: boolean) => {
    const most = Math.min(end, MOST_SHOWN);
    for (let from = at; from < most; ) {
      const special = texts.get(ids[from] as number);
      if (special !== undefined) {
        pieces.push({ text: special, tokens: 1, counted, isEnd: false });
        from++;
        continue;
      }
      const next = ids.findIndex((id, index) => index >= from && index < most && texts.has(id));
      const to = next < 0 ? most : next;
      pieces.push(...textPieces(ids.slice(from, to), tokenizer, counted));
      from = to;
    }
    at = Math.max(at, end);
  };
  for (const [start, end] of learned) {
    take(start, false);
    take(end, true);
  }
  take(ids.length, false);
  return { pieces, tokens: ids.length, isWhole: ids.length <= MOST_SHOWN };
}

/** A piece for every token; tokens that end in the midst of a character are joined with those that complete it. */
export function textPieces(ids: readonly number[], tokenizer: Tokenizer, counted: boolean): TokenPiece[] {
  const pieces: TokenPiece[] = [];
  let pending: number[] = [];
  let tokens = 0;
  for (const [index, id] of ids.entries()) {
    pending.push(...(tokenizer.bytes(id) ?? []));
    tokens++;
    const bytes = Uint8Array.from(pending);
    const text = wholeText(bytes) ?? (index === ids.length - 1 ? new TextDecoder().decode(bytes) : null);
    if (text === null) continue;
    pieces.push({ text, tokens, counted, isEnd: false });
    pending = [];
    tokens = 0;
  }
  return pieces;
}

/** `null` where the bytes end in the midst of a character. */
function wholeText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
