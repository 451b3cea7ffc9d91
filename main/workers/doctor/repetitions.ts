import { ExactDuplicates } from './exactDuplicates.ts';
import { NearDuplicates } from './nearDuplicates.ts';

export interface Repetition {
  /** The earlier row, or -1. */
  original: number;
  kind: 'duplicates' | 'near_duplicates' | null;
}

/** Rows that equal an earlier one, and those that do not but nearly do. Report and steps go by the same rule. */
export class Repetitions {
  readonly #exact = new ExactDuplicates();
  readonly #near: NearDuplicates;

  constructor(similarity: number, documentAt: (row: number) => string) {
    this.#near = new NearDuplicates(similarity, documentAt);
  }

  get compared(): number {
    return this.#near.compared;
  }

  add(row: number, cells: readonly string[], document: string): Repetition {
    const same = this.#exact.add(row, cells);
    if (same >= 0) return { original: same, kind: 'duplicates' };
    const near = this.#near.add(row, document);
    return { original: near, kind: near >= 0 ? 'near_duplicates' : null };
  }
}
