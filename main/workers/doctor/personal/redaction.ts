import {
  type PersonalDataType,
  placeholderOf,
  placeholderPattern,
} from '../../../../shared/domain/datasets/personalData.ts';
import { findPersonalData } from './findPersonalData.ts';

/** Puts placeholders in the place of personal data: the same value, the same placeholder, within a data set. */
export class Redaction {
  readonly #types: ReadonlySet<PersonalDataType>;
  readonly #numbers = new Map<string, number>();
  readonly #last = new Map<PersonalDataType, number>();

  constructor(types: readonly PersonalDataType[]) {
    this.#types = new Set(types);
  }

  /** Placeholders that are there from an earlier redaction keep their numbers for themselves. */
  reserve(cell: string): void {
    if (!cell.includes('[')) return;
    for (const [, name, number] of cell.matchAll(placeholderPattern())) {
      const type = (name as string).toLowerCase() as PersonalDataType;
      this.#last.set(type, Math.max(this.#last.get(type) ?? 0, Number(number)));
    }
  }

  redact(column: string, cell: string): string {
    let result = '';
    let at = 0;
    for (const { start, end, type, value } of findPersonalData(column, cell)) {
      if (!this.#types.has(type)) continue;
      result += cell.slice(at, start) + placeholderOf(type, this.#numberOf(type, value));
      at = end;
    }
    return at === 0 ? cell : result + cell.slice(at);
  }

  #numberOf(type: PersonalDataType, value: string): number {
    const key = `${type}:${value}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = (this.#last.get(type) ?? 0) + 1;
    this.#last.set(type, number);
    this.#numbers.set(key, number);
    return number;
  }
}
