/** Texts of the special tokens of a tokenizer, by their ids. @param tokenizerJson as in `tokenizer.json` */
export function specialTokens(tokenizerJson: object): Map<number, string> {
  const { added_tokens } = tokenizerJson as { added_tokens?: unknown };
  const added: readonly unknown[] = Array.isArray(added_tokens) ? added_tokens : [];
  const tokens = new Map<number, string>();
  for (const token of added) {
    const { id, content, special } = (token ?? {}) as { id?: unknown; content?: unknown; special?: unknown };
    if (special === true && typeof content === 'string' && content !== '') tokens.set(Number(id), content);
  }
  return tokens;
}

/** Their texts alone. */
export const specialTexts = (tokenizerJson: object): string[] => [...specialTokens(tokenizerJson).values()];
