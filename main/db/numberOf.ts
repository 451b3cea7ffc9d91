/** What most cells are; told fast, as a sort asks it of every row. */
const PLAIN = /^-?\d{1,15}(\.\d{1,15})?$/;

/**
 * The number that a cell of a number column means, however it is written: `1,234.5`, `1.234,5`, `1 234`, `12 %`, `-3e4`; `null` where
 * there is none. A single comma before three digits is a thousands separator, else a decimal point.
 */
export function numberOf(text: string): number | null {
  if (PLAIN.test(text)) return Number(text);
  const plain = text.trim().replace(/\s*%$/, '');
  if (plain === '' || plain.length > 40 || !/^[-+]?[\d.,'\s]*\d[\d.,'\s]*(e[-+]?\d+)?$/i.test(plain)) return null;
  const bare = plain.replace(/[\s']/g, '');
  const value = Number(withPoint(bare));
  return Number.isFinite(value) ? value : null;
}

/** The number with a decimal point and nothing between its digits. */
function withPoint(text: string): string {
  const comma = text.lastIndexOf(',');
  if (comma < 0) return /^[-+]?\d{1,3}(\.\d{3}){2,}$/.test(text) ? text.replaceAll('.', '') : text;
  const commasSeparate = text.lastIndexOf('.') > comma || /^[-+]?\d{1,3}(,\d{3})+$/.test(text);
  return commasSeparate ? text.replaceAll(',', '') : text.replaceAll('.', '').replace(',', '.');
}
