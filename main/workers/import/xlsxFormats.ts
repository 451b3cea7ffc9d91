import { plainNumber } from './parquetValues.ts';
import { serialDate } from './xlsxDates.ts';
import { attribute, elements, unescapeXml } from './xml.ts';

/** Number formats that are not written down in files (ECMA-376, 18.8.30). */
const BUILT_IN: Record<number, string> = {
  ...{ 1: '0', 2: '0.00', 3: '#,##0', 4: '#,##0.00', 9: '0%', 10: '0.00%', 11: '0.00E+00', 12: '# ?/?', 13: '# ??/??' },
  ...{ 14: 'yyyy-mm-dd', 15: 'd-mmm-yy', 16: 'd-mmm', 17: 'mmm-yy', 18: 'h:mm AM/PM', 19: 'h:mm:ss AM/PM', 20: 'h:mm' },
  ...{ 21: 'h:mm:ss', 22: 'yyyy-mm-dd h:mm', 37: '#,##0;(#,##0)', 38: '#,##0;(#,##0)', 39: '#,##0.00;(#,##0.00)' },
  ...{ 40: '#,##0.00;(#,##0.00)', 45: 'mm:ss', 46: '[h]:mm:ss', 47: 'mm:ss.0', 48: '##0.0E+0', 49: '@' },
};
/** Dates of East Asia. */
const isEastDate = (id: number): boolean => (id >= 27 && id <= 36) || (id >= 50 && id <= 58);

/** The formats of cell styles by their numbers. */
export function styleFormats(styles: string): string[] {
  const codes = new Map<number, string>();
  for (const { head } of elements(styles, 'numFmt')) {
    codes.set(Number(attribute(head, 'numFmtId')), unescapeXml(attribute(head, 'formatCode') ?? ''));
  }
  const formats: string[] = [];
  for (const { head } of elements(elements(styles, 'cellXfs').next().value?.body ?? '', 'xf')) {
    const id = Number(attribute(head, 'numFmtId'));
    formats.push(codes.get(id) ?? BUILT_IN[id] ?? (isEastDate(id) ? 'yyyy-mm-dd' : 'General'));
  }
  return formats;
}

/**
 * A stored number as its format shows it, in English and with dates as ISO 8601 has them. A format that would show nothing, or that is not
 * understood, leaves the number.
 */
export function shownNumber(stored: string, format: string, since1904: boolean): string {
  const value = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(value)) return stored;
  const sections = sectionsOf(format);
  const section = chosenSection(sections, value);
  const bare = section.replace(/"[^"]*"|\\.|[_*]./g, '').replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  if (bare.trim() === '' && literal(section) !== '') return literal(section);
  if (bare.trim() === '' || /^\s*(general|@|standard)\s*$/i.test(bare)) {
    const around = /general/i.test(bare) ? section.split(/general/i) : ['', ''];
    return literal(around[0] ?? '') + generalNumber(stored) + literal(around[1] ?? '');
  }
  if (/[ymdhs]/i.test(bare.replace(/general/gi, ''))) return moment(value, stored, bare, since1904);
  if (!/[0#?]/.test(bare)) return literal(section) || generalNumber(stored);
  const isAbsolute = sections.length > 1 && value < 0 && section === sections[1];
  return number(isAbsolute ? -value : value, section).trim() || generalNumber(stored);
}

/** At most 15 digits, which is what spreadsheets have; what is written with fewer stays as it is. */
function generalNumber(stored: string): string {
  const digits = stored.replace(/^-?0*\.?0*|e.*$/gi, '').replace('.', '');
  if (digits.length <= 15 && !/e/i.test(stored)) return stored;
  return digitsOf(Number(stored));
}

const digitsOf = (value: number): string => plainNumber(String(Number(value.toPrecision(15))));

function sectionsOf(format: string): string[] {
  const sections = [''];
  for (const [token] of format.matchAll(/"[^"]*"?|\\.|\[[^\]]*\]|[\s\S]/g)) {
    if (token === ';') sections.push('');
    else sections[sections.length - 1] += token;
  }
  return sections;
}

function chosenSection(sections: readonly string[], value: number): string {
  const [first = ''] = sections;
  const conditions = sections.map((section) => /^(?:\[[^\]<>=]*\])*\[(<=|>=|<>|<|>|=)(-?[\d.]+)\]/.exec(section));
  if (conditions.some((condition) => condition !== null)) {
    const index = conditions.findIndex(
      (condition) => condition !== null && holds(value, condition[1] ?? '', Number(condition[2])),
    );
    return sections[index >= 0 ? index : conditions.indexOf(null)] ?? first;
  }
  if (value < 0 && sections.length > 1) return sections[1] ?? first;
  return value === 0 && sections.length > 2 ? (sections[2] ?? first) : first;
}

function holds(value: number, operator: string, limit: number): boolean {
  if (operator === '<>') return value !== limit;
  if (operator === '=') return value === limit;
  if (operator.endsWith('=') && value === limit) return true;
  return operator.startsWith('<') ? value < limit : value > limit;
}

/** The texts of a format without its numbers. */
const literal = (section: string): string =>
  tokensOf(section)
    .map(({ kind, text }) => (kind === 'text' ? text : ''))
    .join('')
    .trim();

interface Token {
  kind: 'text' | 'digit' | 'point' | 'comma' | 'percent' | 'exponent' | 'fraction';
  text: string;
}

function tokensOf(section: string): Token[] {
  const tokens: Token[] = [];
  for (const [token] of section.matchAll(/"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|[eE][-+]|[\s\S]/g)) {
    const [first = ''] = token;
    if (first === '"') tokens.push({ kind: 'text', text: token.replaceAll('"', '') });
    else if (first === '\\') tokens.push({ kind: 'text', text: token.slice(1) });
    else if (first === '[') tokens.push({ kind: 'text', text: /^\[\$([^-\]]*)/.exec(token)?.[1] ?? '' });
    else if (token.length > 1 && (first === '_' || first === '*')) tokens.push({ kind: 'text', text: '' });
    else if (/^e[-+]$/i.test(token)) tokens.push({ kind: 'exponent', text: token });
    else if ('0#?'.includes(token)) tokens.push({ kind: 'digit', text: token });
    else if (token === '.') tokens.push({ kind: 'point', text: token });
    else if (token === ',') tokens.push({ kind: 'comma', text: token });
    else if (token === '%') tokens.push({ kind: 'percent', text: token });
    else if (token === '/') tokens.push({ kind: 'fraction', text: token });
    else tokens.push({ kind: 'text', text: token });
  }
  return tokens;
}

function number(value: number, section: string): string {
  const tokens = tokensOf(section);
  if (tokens.some(({ kind }) => kind === 'fraction')) return fraction(value, tokens);
  const exponent = tokens.findIndex(({ kind }) => kind === 'exponent');
  if (exponent >= 0) return scientific(value, tokens, exponent);
  const last = tokens.findLastIndex(({ kind }) => kind === 'digit');
  const point = tokens.findIndex(({ kind }) => kind === 'point');
  const wholeEnd = tokens.findLastIndex(({ kind }, at) => kind === 'digit' && (point < 0 || at < point));
  let scaled = value * 100 ** tokens.filter(({ kind }) => kind === 'percent').length;
  // Commas behind the digits are thousands that are left out.
  for (let at = wholeEnd + 1; wholeEnd >= 0 && tokens[at]?.kind === 'comma'; at++) scaled /= 1000;
  for (let at = last + 1; point >= 0 && tokens[at]?.kind === 'comma'; at++) scaled /= 1000;
  const isGrouped = tokens.some(({ kind }, at) => kind === 'comma' && at < wholeEnd);
  const decimals = point < 0 ? 0 : tokens.filter(({ kind }, at) => kind === 'digit' && at > point).length;
  const [whole = '', part = ''] = rounded(Math.abs(scaled), decimals).split('.');
  const isNegative = scaled < 0 && /[1-9]/.test(whole + part);
  return (isNegative ? '-' : '') + placed(tokens, point, whole, part, isGrouped);
}

/** Puts digits in their places: of the whole number from the right, of the decimals from the left. */
function placed(tokens: readonly Token[], point: number, whole: string, part: string, isGrouped: boolean): string {
  const end = point < 0 ? tokens.length : point;
  const first = tokens.findIndex(({ kind }, at) => kind === 'digit' && at < end);
  const digits = whole === '0' ? [] : [...whole];
  let left = '';
  let count = 0;
  const put = (digit: string) => {
    if (isGrouped && count > 0 && count % 3 === 0) left = `,${left}`;
    left = digit + left;
    count++;
  };
  for (let at = end - 1; at >= 0; at--) {
    const { kind, text } = tokens[at] as Token;
    if (kind === 'digit') {
      const digit = digits.pop() ?? (text === '0' ? '0' : null);
      if (digit !== null) put(digit);
      if (at === first) while (digits.length > 0) put(digits.pop() ?? '');
    } else if (kind === 'text' || kind === 'percent') left = text + left;
  }
  if (point < 0) return left;
  // A zero that need not be shown is not, at the end.
  let shown = part.length;
  const places = tokens.filter(({ kind }, at) => kind === 'digit' && at > point);
  while (shown > 0 && part[shown - 1] === '0' && places[shown - 1]?.text !== '0') shown--;
  let used = 0;
  let right = shown > 0 ? '.' : '';
  for (const { kind, text } of tokens.slice(point + 1)) {
    if (kind === 'digit') right += used < shown ? part[used++] : '';
    else if (kind === 'text' || kind === 'percent') right += text;
  }
  return left + right;
}

function scientific(value: number, tokens: readonly Token[], exponent: number): string {
  const point = tokens.findIndex(({ kind }) => kind === 'point');
  const decimals = point < 0 ? 0 : tokens.slice(point, exponent).filter(({ kind }) => kind === 'digit').length;
  const places = tokens.slice(exponent).filter(({ kind }) => kind === 'digit').length;
  const [mantissa = '', power = '0'] = value.toExponential(Math.min(20, decimals)).split('e');
  const sign = power.startsWith('-') ? '-' : tokens[exponent]?.text.endsWith('+') ? '+' : '';
  return `${mantissa}E${sign}${power.replace(/^[-+]/, '').padStart(places, '0')}`;
}

function fraction(value: number, tokens: readonly Token[]): string {
  const slash = tokens.findIndex(({ kind }) => kind === 'fraction');
  const below = tokens
    .slice(slash + 1)
    .map(({ text }) => text)
    .join('')
    .trim();
  const fixed = /^\d+/.exec(below.replace(/[#?]/g, ''))?.[0];
  const most =
    fixed && Number(fixed) > 0
      ? Number(fixed)
      : 10 ** Math.min(3, Math.max(1, below.replace(/[^#?0]/g, '').length)) - 1;
  const hasWhole = tokens.slice(0, slash).some(({ kind }, at) => kind === 'digit' && tokens[at + 1]?.text === ' ');
  const size = Math.abs(value);
  let best = { over: Math.round(size), under: 1, error: Math.abs(size - Math.round(size)) };
  for (let under = fixed ? most : 1; under <= most; under++) {
    const over = Math.round(size * under);
    const error = Math.abs(size - over / under);
    if (error < best.error - 1e-12) best = { over, under, error };
  }
  const sign = value < 0 ? '-' : '';
  const whole = hasWhole ? Math.floor(best.over / best.under) : 0;
  const over = best.over - whole * best.under;
  if (over === 0) return `${sign}${whole}`;
  return `${sign}${whole > 0 ? `${whole} ` : ''}${over}/${best.under}`;
}

/** Half of a last place goes up, as people round; the number counts as its 15 digits do. */
function rounded(value: number, decimals: number): string {
  const [whole = '0', part = ''] = digitsOf(value).split('.');
  if (/e/i.test(part) || /e/i.test(whole)) return value.toFixed(Math.min(decimals, 20));
  if (part.length <= decimals) return decimals === 0 ? whole : `${whole}.${part.padEnd(decimals, '0')}`;
  const units = BigInt(whole + part.slice(0, decimals)) + ((part[decimals] ?? '0') >= '5' ? 1n : 0n);
  const digits = String(units).padStart(decimals + 1, '0');
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

function moment(value: number, stored: string, format: string, since1904: boolean): string {
  const elapsed = /\[(h+|m+|s+)\]/i.exec(format)?.[1];
  if (elapsed) return duration(value, format, elapsed);
  const hasTime = /h|s|:/i.test(format);
  // `m` beside hours or seconds is minutes.
  const dateParts = format.replace(/h+[^a-z]*m+|m+[^a-z]*s+|[hs]+|am\/pm|a\/p/gi, '');
  const hasDate = /[ymd]/i.test(dateParts);
  const whole = serialDate(stored, since1904);
  const [day = '', time = '00:00:00'] = /^\d{4}-/.test(whole) ? whole.split(' ') : ['', whole];
  if (!hasDate) return clock(time, format);
  if (day === '' && hasTime && !/^\d{4}-/.test(whole)) return clock(time, format);
  const parts = dateParts.toLowerCase().replace(/[^ymd]/g, '');
  const [year, month = '1'] = day.split('-');
  const date = new Date(`${day || '1970-01-01'}T00:00:00Z`);
  if (/^d{3,4}$/.test(parts)) return (DAYS[date.getUTCDay()] ?? '').slice(0, parts.length === 3 ? 3 : undefined);
  if (/^m{3,4}$/.test(parts)) return (MONTHS[Number(month) - 1] ?? '').slice(0, parts.length === 3 ? 3 : undefined);
  if (/^y+$/.test(parts) && year) return parts.length === 2 ? year.slice(2) : year;
  if (!hasTime || day === '') return whole;
  return `${day} ${time.endsWith(':00') && !/s/i.test(format) ? time.slice(0, 5) : time}`;
}

function clock(time: string, format: string): string {
  const [hours = '0', minutes = '00', seconds = '00'] = (time.split(' ').at(-1) ?? time).split(':');
  if (!/h/i.test(format)) return /s/i.test(format) ? `${minutes}:${seconds}` : minutes;
  const isHalf = /am\/pm|a\/p/i.test(format);
  const hour = isHalf ? String(Number(hours) % 12 || 12) : hours;
  const rest = `${/m/i.test(format.replace(/am\/pm/gi, '')) ? `:${minutes}` : ''}${/s/i.test(format) ? `:${seconds}` : ''}`;
  return `${hour}${rest}${isHalf ? (Number(hours) < 12 ? ' AM' : ' PM') : ''}`;
}

/** Hours, minutes or seconds that go on counting. */
function duration(days: number, format: string, unit: string): string {
  const total = Math.round(Math.abs(days) * 86_400);
  const two = (value: number) => String(value).padStart(2, '0');
  const [first = 'h'] = unit.toLowerCase();
  const seconds = /s/i.test(format.replace(/\[[^\]]*\]/, ''));
  const sign = days < 0 ? '-' : '';
  const pad = (value: number) => String(value).padStart(unit.length, '0');
  if (first === 's') return sign + pad(total);
  if (first === 'm') return `${sign}${pad(Math.floor(total / 60))}${seconds ? `:${two(total % 60)}` : ''}`;
  const minutes = /m/i.test(format) ? `:${two(Math.floor((total % 3600) / 60))}` : '';
  return `${sign}${pad(Math.floor(total / 3600))}${minutes}${seconds ? `:${two(total % 60)}` : ''}`;
}
