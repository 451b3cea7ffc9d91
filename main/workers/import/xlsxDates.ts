import { attribute, elements, unescapeXml } from './xml.ts';

/** Number formats that spreadsheets have built in for dates and times (ECMA-376, 18.8.30), those of East Asia included. */
const BUILT_IN = [
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56,
  57, 58,
];

/** The cell styles whose numbers are dates. */
export function dateStyles(styles: string): ReadonlySet<number> {
  const formats = new Set(BUILT_IN);
  for (const { head } of elements(styles, 'numFmt')) {
    const code = unescapeXml(attribute(head, 'formatCode') ?? '');
    // Neither texts in quotes nor colours and conditions in brackets are part of a date.
    if (/[ymdhs]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''))) formats.add(Number(attribute(head, 'numFmtId')));
  }
  const dates = new Set<number>();
  const cellFormats = elements(styles, 'cellXfs').next().value?.body ?? '';
  let index = 0;
  for (const { head } of elements(cellFormats, 'xf')) {
    if (formats.has(Number(attribute(head, 'numFmtId')))) dates.add(index);
    index++;
  }
  return dates;
}

const DAY_MS = 86_400_000;

/** Days since 1899-12-30, or since 1904, as a date; below one day, a time. */
export function serialDate(value: string, since1904: boolean): string {
  const days = Number(value);
  if (!Number.isFinite(days) || Math.abs(days) > 3_000_000) return value;
  const milliseconds = Math.round(days * 86_400) * 1000;
  const date = new Date(Date.UTC(since1904 ? 1904 : 1899, since1904 ? 0 : 11, since1904 ? 1 : 30) + milliseconds);
  const [day = '', time = ''] = date.toISOString().slice(0, 19).split('T');
  if (days >= 0 && days < 1) return time;
  return milliseconds % DAY_MS === 0 ? day : `${day} ${time}`;
}
