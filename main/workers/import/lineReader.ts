import { RAW_LENGTH } from '../../../shared/domain/datasets/dataset.ts';
import type { TextReader } from './rowSink.ts';

/** Longest line of JSON, as long as a row of CSV. */
const MAX_LINE_LENGTH = 4 << 20;

export interface LineHandlers {
  /** A line without its end; also a blank one. */
  line(text: string, number: number): void;
  /** A line that is too long, by its beginning. */
  tooLong(beginning: string, number: number): void;
}

/** Cuts text into lines at `\n` and nowhere else: JSON may hold the other line ends of Unicode as they are. */
export class LineReader implements TextReader {
  readonly #handlers: LineHandlers;
  readonly #longest: number;
  #rest = '';
  #number = 1;
  #skipping = false;

  constructor(handlers: LineHandlers, longest = MAX_LINE_LENGTH) {
    this.#handlers = handlers;
    this.#longest = longest;
  }

  feed(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#take(this.#rest === '' ? text.slice(start, end) : this.#rest + text.slice(start, end));
      this.#rest = '';
      this.#skipping = false;
      this.#number++;
      start = end + 1;
    }
    if (this.#skipping) return;
    this.#rest += text.slice(start);
    if (this.#rest.length <= this.#longest) return;
    this.#handlers.tooLong(this.#rest.slice(0, RAW_LENGTH + 1), this.#number);
    this.#rest = '';
    this.#skipping = true;
  }

  end(): void {
    if (this.#rest !== '') this.#take(this.#rest);
    this.#rest = '';
  }

  #take(line: string): void {
    if (this.#skipping) return;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (text.length > this.#longest) this.#handlers.tooLong(text.slice(0, RAW_LENGTH + 1), this.#number);
    else this.#handlers.line(text, this.#number);
  }
}
