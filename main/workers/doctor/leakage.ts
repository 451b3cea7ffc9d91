import { validationDocuments } from '../../tasks/prepare/split.ts';
import { GrowingNumbers } from './growing.ts';

/**
 * Finds rows that are kept for validation while a row of the same, or nearly the same, text is trained on. Rows are told in order; which
 * of them are kept for validation is known once all of them were.
 */
export class Leakage {
  /** Rows that make a document, so that the split counts them as a run would. */
  readonly #documents = new GrowingNumbers();
  readonly #copies = new GrowingNumbers();
  readonly #originals = new GrowingNumbers();

  /** @param original the row that it equals or resembles, or -1 */
  add(row: number, isDocument: boolean, original: number): void {
    if (!isDocument) return;
    this.#documents.push(row);
    if (original < 0) return;
    this.#copies.push(row);
    this.#originals.push(original);
  }

  /** Leaking rows with the row of training that each is like, and how many rows are kept for validation. */
  result(seed: number): { leaks: Map<number, number>; validationRows: number } {
    const validation = new Set<number>();
    for (const number of validationDocuments(this.#documents.length, seed)) validation.add(this.#documents.at(number));
    // Rows that are like the same one are like each other; one of training is enough.
    const trained = new Map<number, number>();
    const groups = new Map<number, number[]>();
    const note = (original: number, row: number) => {
      if (!validation.has(row)) {
        if (!trained.has(original)) trained.set(original, row);
        return;
      }
      const group = groups.get(original);
      if (group) group.push(row);
      else groups.set(original, [row]);
    };
    for (let index = 0; index < this.#copies.length; index++) {
      const original = this.#originals.at(index);
      if (!groups.has(original) && !trained.has(original)) note(original, original);
      note(original, this.#copies.at(index));
    }
    const leaks = new Map<number, number>();
    for (const [original, rows] of groups) {
      const source = trained.get(original);
      if (source !== undefined) for (const row of rows) leaks.set(row, source);
    }
    return { leaks, validationRows: validation.size };
  }
}
