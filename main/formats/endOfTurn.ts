import type { BaseSource } from './baseSource.ts';
import { ChatTemplate } from './chatTemplate.ts';
import { specialTexts } from './specialTexts.ts';

type Source = Pick<BaseSource, 'chatTemplate' | 'tokenizerConfigJson' | 'tokenizerJson' | 'addsBos' | 'eosTokenIds'>;

/**
 * The token with which the chat template of a model ends a turn; `null` where it has no template, or none that says one. Models that learned to continue
 * text say only how a text ends.
 */
export function endOfTurnId(source: Source): number | null {
  if (source.chatTemplate === null) return null;
  const tokenizer = JSON.parse(source.tokenizerJson) as { added_tokens?: { id: number; content: string }[] };
  let end: string | null;
  try {
    end = new ChatTemplate(source).endOfTurn(specialTexts(tokenizer));
  } catch {
    // A template that refuses a plain question and answer is told of when it is used.
    return null;
  }
  return tokenizer.added_tokens?.find(({ content }) => content === end)?.id ?? null;
}

/** With the end of a turn among the tokens at which a text ends. */
export function withEndOfTurn<S extends Source>(source: S): S {
  const id = endOfTurnId(source);
  if (id === null || source.eosTokenIds.includes(id)) return source;
  return { ...source, eosTokenIds: [...source.eosTokenIds, id] };
}
