/** What people write into a cell that they have nothing for. */
const STANDS_FOR_NOTHING =
  /^(?:n\/?a|n\.\s?a\.|none|null|nil|nan|undefined|unknown|tbd|tba|todo|to do|xxx+|test|lorem ipsum|k\.\s?a\.|keine angabe|unbekannt|leer|无|没有|暂无|未知|待定|空)[.!]?$/i;

export const isEmpty = (cell: string): boolean => cell.trim() === '';

/** Whether a cell of a text column has something in it, but nothing to learn from. */
export function isNearlyEmpty(cell: string): boolean {
  const text = cell.trim();
  if (text === '') return false;
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text)) return true;
  return text.length <= 20 && STANDS_FOR_NOTHING.test(text);
}
