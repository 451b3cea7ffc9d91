import type { AppError } from '../../shared/errors/errors.ts';

/** A number with its noun: `1 row`, `2 rows`. */
export const counted = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** Says how many rows of a file are missing from a result. */
export function noteRejected(output: Output, rejected: number): void {
  if (rejected === 0) return;
  output.note(
    `${counted(rejected, 'row')} could not be read and ${rejected === 1 ? 'is' : 'are'} not among them: import the file to see why.`,
  );
}

/** What a command prints: for people, or one JSON value a line. Progress and logs go to stderr either way. */
export class Output {
  readonly json: boolean;
  #progressShown = false;

  constructor(json: boolean) {
    this.json = json;
  }

  /** A result: its JSON form, or its form for people. */
  result(value: unknown, text: string): void {
    this.#clearProgress();
    process.stdout.write(`${this.json ? JSON.stringify(value) : text}\n`);
  }

  /** A value that only machines want. */
  event(value: unknown): void {
    if (this.json) process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** Text that only people want, without a line break of its own. */
  text(text: string): void {
    if (this.json) return;
    this.#clearProgress();
    process.stdout.write(text);
  }

  /** A line on stderr that the next one replaces; silent where stderr is not a terminal. */
  progress(text: string): void {
    if (!process.stderr.isTTY) return;
    this.#clearProgress();
    process.stderr.write(text);
    this.#progressShown = true;
  }

  note(text: string): void {
    this.#clearProgress();
    process.stderr.write(`${text}\n`);
  }

  error(error: AppError): void {
    this.note(`kindling: ${error.message}`);
    this.event({ error: { code: error.code, message: error.message, details: error.details } });
  }

  #clearProgress(): void {
    if (this.#progressShown) process.stderr.write('\r\x1b[2K');
    this.#progressShown = false;
  }
}
