/** Thousands in groups of three with commas between them: 1,234,567.89. */
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const CURRENCY = /\p{Sc}/gu;

/** The number that a cell holds, which may have a currency sign and thousands in groups; `null` where it is none. `12,5` is none: nobody can tell it from 125. */
export function numberOf(cell: string): number | null {
  const text = cell.replace(CURRENCY, '').trim();
  const digits = GROUPED.test(text) ? text.replaceAll(',', '') : text;
  const value = PLAIN.test(digits) ? Number(digits) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}
