import { RAW_LENGTH, type RejectionReason } from '../../../shared/domain/datasets/dataset.ts';
import type { TextUnit } from '../../../shared/domain/datasets/importOptions.ts';
import { LineReader } from './lineReader.ts';
import type { RowSink, TextReader } from './rowSink.ts';

/** Longest text of one row: a long novel, in UTF-16 code units. */
const MAX_TEXT_LENGTH = 16 << 20;

/** Makes rows of plain text: of each line, of each paragraph (lines up to a blank one), or of a whole file. */
export class PlainTextReader implements TextReader {
  readonly #unit: TextUnit;
  /** Cells before the text: the file's name where there are several. */
  readonly #before: readonly string[];
  readonly #sink: RowSink;
  readonly #lines: LineReader;
  /** Where rejections say that they are, for a file among several. */
  readonly #fileNumber: number | null;
  #parts: string[] = [];
  #length = 0;
  #first = 1;
  #tooLong = false;

  constructor(unit: TextUnit, sink: RowSink, file: { name: string; number: number } | null = null) {
    this.#unit = unit;
    this.#sink = sink;
    this.#before = file ? [file.name] : [];
    this.#fileNumber = file?.number ?? null;
    this.#lines = new LineReader({
      line: (text, number) => this.#line(text, number),
      tooLong: (beginning, number) => this.#reject(number, 'field_too_long', beginning),
    });
  }

  feed(text: string): void {
    if (this.#unit === 'file') this.#add(text);
    else this.#lines.feed(text);
  }

  end(): void {
    this.#lines.end();
    if (this.#unit === 'file' && this.#length === 0) this.#reject(1, 'empty_file', '');
    else this.#flush();
  }

  #line(text: string, number: number): void {
    if (this.#unit === 'line') {
      this.#first = number;
      if (text.trim() !== '') this.#emit(text);
    } else if (text.trim() === '') this.#flush();
    else {
      if (this.#length === 0) this.#first = number;
      this.#add(this.#length === 0 ? text : `\n${text}`);
    }
  }

  #add(text: string): void {
    this.#length += text.length;
    if (this.#tooLong) return;
    this.#parts.push(text);
    if (this.#length <= MAX_TEXT_LENGTH) return;
    this.#tooLong = true;
    this.#parts = [this.#parts.join('').slice(0, RAW_LENGTH + 1)];
  }

  #flush(): void {
    const text = this.#parts.join('');
    const [tooLong, length] = [this.#tooLong, this.#length];
    this.#parts = [];
    this.#length = 0;
    this.#tooLong = false;
    if (tooLong) this.#reject(this.#first, 'field_too_long', text);
    else if (length > 0) this.#emit(text);
  }

  #emit(text: string): void {
    const problem = text.includes('\0') ? 'nul_byte' : text.includes('\uFFFD') ? 'bad_encoding' : null;
    if (problem) {
      this.#reject(this.#first, problem, text.slice(0, RAW_LENGTH + 1));
      return;
    }
    this.#sink.row([...this.#before, text], this.#fileNumber ?? this.#first);
  }

  #reject(line: number, reason: RejectionReason, raw: string): void {
    const where = this.#before.length > 0 ? `${this.#before.join('')}: ` : '';
    this.#sink.reject(this.#fileNumber ?? line, reason, where + raw);
  }
}
