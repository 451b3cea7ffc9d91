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
