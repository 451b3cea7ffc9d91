import { wordsOf } from '../../../../shared/domain/tasks/words.ts';

/** Finds which words of some values stand in none of the texts that go by. Memory grows with the values alone. */
export class NewWords {
  readonly #words: readonly (readonly string[])[];
  readonly #unseen: Set<string>;

  /** @param values what is given, text by text */
  constructor(values: readonly string[]) {
    this.#words = values.map(wordsOf);
    this.#unseen = new Set(this.#words.flat());
  }

  /** Takes in a text that was trained on. */
  look(text: string): void {
    if (this.#unseen.size === 0) return;
    for (const word of wordsOf(text)) this.#unseen.delete(word);
  }

  /** Words of a value that stood in no text. */
  of(index: number): string[] {
    return (this.#words[index] ?? []).filter((word) => this.#unseen.has(word));
  }
}
