import { GrowingNumbers } from './growing.ts';

/** Letters of a passage; shorter ones are phrases that language consists of. */
const SHORTEST = 24;
const SHORTEST_HAN = 9;
const LONGEST = 600;
/** Passages that are counted at a time. What is in more than one cell of this many is never missed (Misra and Gries 1982). */
const COUNTERS = 5000;
/** A passage is boilerplate from so many cells on, and from this share of them. */
const FEWEST_CELLS = 5;
const LEAST_SHARE = 0.01;
const MOST_PASSAGES = 100;

/** A sentence or line, with what follows it up to the next one. */
const PASSAGE = /[^\n.!?。！？]+(?:[.!?](?!\s|$)[^\n.!?。！？]*)*(?:[.!?]+(?=\s|$)|[。！？]+|(?=\n)|$)/g;

export interface Passage {
  text: string;
  start: number;
  end: number;
}

/** Sentences and lines of a text, without the blanks around them. */
export function passages(text: string): Passage[] {
  const found: Passage[] = [];
  for (const match of text.matchAll(PASSAGE)) {
    const trimmed = match[0].trim();
    if (trimmed === '') continue;
    const start = match.index + match[0].indexOf(trimmed);
    found.push({ text: trimmed, start, end: start + trimmed.length });
  }
  return found;
}

/** Sentences of a cell that would be boilerplate if others had them, too. Of a cell that is one sentence, none: it would be empty without. */
function candidates(text: string): string[] {
  if (text.length < SHORTEST_HAN) return [];
  const found = passages(text);
  if (found.length < 2) return [];
  return [...new Set(found.map((passage) => passage.text))].filter(
    (passage) =>
      passage.length <= LONGEST && passage.length >= (/[\u3400-\u9fff]/.test(passage) ? SHORTEST_HAN : SHORTEST),
  );
}

/** Finds the sentences that many cells of a column have. Two readings: the first finds which may be, the second counts them. */
export class Boilerplate {
  readonly #counts = new Map<string, number>();
  /** Rows of each passage that may be boilerplate. */
  #rows = new Map<string, GrowingNumbers>();
  #cells = 0;

  /** First reading. */
  add(cell: string): void {
    this.#cells++;
    for (const passage of candidates(cell)) {
      const count = this.#counts.get(passage);
      if (count !== undefined) this.#counts.set(passage, count + 1);
      else {
        if (this.#counts.size >= COUNTERS * 2) this.#reduce();
        this.#counts.set(passage, 1);
      }
    }
  }

  /** Whether a second reading is worth it. */
  prepareCount(): boolean {
    const least = this.#least() - this.#lost;
    const likely = [...this.#counts].filter(([, count]) => count >= least);
    this.#rows = new Map(likely.map(([passage]) => [passage, new GrowingNumbers()]));
    this.#counts.clear();
    return this.#rows.size > 0;
  }

  /** Second reading. */
  readAgain(row: number, cell: string): void {
    if (this.#rows.size === 0) return;
    for (const passage of candidates(cell)) this.#rows.get(passage)?.push(row);
  }

  /** The commonest first. */
  result(): { text: string; rows: Uint32Array }[] {
    const least = this.#least();
    return [...this.#rows]
      .filter(([, rows]) => rows.length >= least)
      .sort(([a, rowsA], [b, rowsB]) => rowsB.length - rowsA.length || (a < b ? -1 : 1))
      .slice(0, MOST_PASSAGES)
      .map(([text, rows]) => ({ text, rows: rows.values() }));
  }

  /** What every count may be too low by. */
  #lost = 0;

  /** Takes from each count what half of them have at most: the rare ones go. */
  #reduce(): void {
    const middle = [...this.#counts.values()].sort((a, b) => a - b)[this.#counts.size >> 1] as number;
    this.#lost += middle;
    for (const [passage, count] of this.#counts) {
      if (count <= middle) this.#counts.delete(passage);
      else this.#counts.set(passage, count - middle);
    }
  }

  #least(): number {
    return Math.max(FEWEST_CELLS, Math.ceil(this.#cells * LEAST_SHARE));
  }
}

/** A cell without passages; the blanks that followed them go, too. A cell of nothing else stays as it is. */
export function removePassages(cell: string, boilerplate: ReadonlySet<string>): string {
  const found = passages(cell);
  if (found.length < 2 || !found.some(({ text }) => boilerplate.has(text))) return cell;
  if (found.every(({ text }) => boilerplate.has(text))) return cell;
  let result = '';
  let at = 0;
  for (const { text, start, end } of found) {
    if (!boilerplate.has(text)) continue;
    result += cell.slice(at, start);
    at = end + (/^\s*/.exec(cell.slice(end))?.[0].length ?? 0);
  }
  return (result + cell.slice(at)).trim();
}
