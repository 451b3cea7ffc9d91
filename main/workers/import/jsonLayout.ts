import { decoded, type SampleList, type SampleNode, type SampleObject, sampleJson } from './jsonSample.ts';
import { isTooDeep, parseExactly } from './jsonText.ts';
import type { JsonRowShape } from './jsonValues.ts';

/**
 * Where the rows of a JSON document are. `list`: the values of a list; `members`: the members of an object; `columns`: an object with a list,
 * or an object by row, for each column; `sequence`: values that follow one another without anything around them.
 */
export interface JsonLayout {
  kind: 'list' | 'members' | 'columns' | 'sequence';
  /** Keys, and positions in lists, from the document's root to what holds the rows. */
  path: readonly (string | number)[];
  shape: JsonRowShape;
  /** Names of the columns where rows are lists of cells and something beside them says the names. */
  columns?: readonly string[] | undefined;
  /** A cell before those of each row, by its number; pandas keeps the names of rows so. */
  index?: readonly string[] | undefined;
  /** Of rows that are lists: whether the first names the columns. */
  header?: boolean | undefined;
  /** How people can name it. */
  name: string;
  /** What else there is that could be meant; this one included. */
  tables: readonly string[];
}

export const ROOT_LIST: JsonLayout = { kind: 'list', path: [], shape: {}, name: '$', tables: [] };
const SEQUENCE: JsonLayout = { ...ROOT_LIST, kind: 'sequence' };

interface Candidate extends Omit<JsonLayout, 'tables'> {
  /** How much of what people learn from is in it; the best one is read. */
  score: number;
  /** Whether people would ever mean it. */
  choosable: boolean;
}

/** Rows that are looked at. */
const ROWS = 300;
const DEEPEST_PATH = 8;
const MOST_TABLES = 50;
/** Members from which on an object of texts is a table of pairs. */
const LEAST_PAIRS = 10;
/** Lists of turns that are one conversation are a row's value and no table. */
const SPEAKERS = ['role', 'from'];
/** Names that interfaces have for what a row is wrapped in. */
const WRAPPERS = ['node', '_source', 'attributes', 'fields', 'doc', 'row', 'properties', 'Item'];

/**
 * Where the rows are, from the beginning of a document.
 *
 * @param table the one that is asked for, as in `tables`; `null` is returned where there is none of that name
 */
export function findJsonLayout(sample: string, table?: string): JsonLayout | null {
  const roots = sampleJson(sample);
  // What stands beside a list and is no value with parts, as the name that a script gives it, costs itself only.
  const [root, ...others] = roots.filter((node) => typeof node !== 'string');
  if (root === undefined) return SEQUENCE;
  if (others.length > 0) return { ...SEQUENCE, shape: wrapperOf([root, ...others].filter(isObject), WRAPPERS) };
  const found = candidates(root, [], null);
  const tables = found.filter(({ choosable }) => choosable).slice(0, MOST_TABLES);
  const names = tables.length > 1 ? tables.map(({ name }) => name) : [];
  if (table !== undefined) {
    const asked = found.find(({ name }) => name === table);
    return asked ? { ...asked, tables: names } : null;
  }
  const best = found.reduce<Candidate | null>((most, one) => (most && most.score >= one.score ? most : one), null);
  if (best && (best.score > 0 || root.kind === 'list')) {
    return { ...best, tables: names.includes(best.name) ? names : [] };
  }
  return root.kind === 'list' ? ROOT_LIST : SEQUENCE;
}

/** What could be a table in a part of the document, in its order. What is inside of a table's rows is none. */
function candidates(node: SampleNode, path: (string | number)[], parent: SampleObject | null): Candidate[] {
  if (typeof node === 'string' || path.length > DEEPEST_PATH) return [];
  const own = node.kind === 'list' ? listTable(node, path, parent) : objectTable(node, path);
  const isTable = own !== null && own.score > 0 && (node.kind === 'object' || !isEnvelope(node));
  if (isTable && own.choosable) return [own];
  const children: [string | number, SampleNode][] =
    node.kind === 'object' ? node.entries : node.items.slice(0, 50).map((item, index) => [index, item]);
  const inside = children.flatMap(([key, child]) =>
    candidates(child, [...path, key], node.kind === 'object' ? node : null),
  );
  return own ? [own, ...inside] : inside;
}

/** A few unlike things, one of which may have the table in it. */
function isEnvelope({ items, whole }: SampleList): boolean {
  if (!whole || items.length > 10) return false;
  const records = items.filter(isObject);
  return items.length < 3 || (records.length > 0 && uniformity(records) < 0.9);
}

const nameOf = (path: readonly (string | number)[]): string => (path.length === 0 ? '$' : path.join('.'));

function listTable(list: SampleList, path: (string | number)[], parent: SampleObject | null): Candidate | null {
  const items = list.items.slice(0, ROWS);
  if (items.length === 0) return null;
  const base = { kind: 'list' as const, path, name: nameOf(path) };
  const records = items.filter(isObject);
  if (records.length * 2 > items.length) {
    if (path.length > 0 && records.every(isTurn)) return null;
    const shape = wrapperOf(records);
    const rows = shape.unwrap === undefined ? records : records.map((record) => innerOf(record, shape.unwrap ?? ''));
    const keys = uniformity(rows);
    // Lists of unlike things are envelopes, or a table that nobody could learn from.
    const score = (directText(rows) * (keys + keys ** 2) * list.items.length) / items.length / 2;
    const choosable = records.length > 1 && (keys >= 0.3 || path.length === 0);
    const drop = parent && path.at(-1) === 'data' && isPandasTable(parent) ? countingColumn(rows) : null;
    return { ...base, shape: { ...shape, ...(drop !== null && { drop }) }, score: score + 1, choosable };
  }
  const lists = items.filter(isList);
  if (lists.length * 2 > items.length) {
    const width = lists[0]?.items.length ?? 0;
    const even = lists.filter(({ items: cells }) => cells.length === width).length / items.length;
    const isFlat = lists.every(({ items: cells }) => cells.every((cell) => typeof cell === 'string'));
    const columns = parent ? namesBeside(parent, list, width) : undefined;
    const score = isFlat ? textOf(lists.flatMap((row) => row.items)) * even ** 2 : 0;
    const index = columns && parent ? rowNames(parent, list) : undefined;
    const names = index ? ['index', ...(columns ?? [])] : columns;
    const header = columns ? false : path.length === 0 || isFlat ? hasHeader(lists) : undefined;
    return { ...base, shape: {}, columns: names, index, header, score, choosable: isFlat && lists.length > 1 };
  }
  // A list of texts is a table of one column, if there is no better one.
  const texts = items.filter((item) => typeof item === 'string' && item.startsWith('"'));
  return { ...base, shape: {}, score: (0.05 * textOf(texts) * list.items.length) / items.length, choosable: false };
}

/** An object whose members are rows, or columns. */
function objectTable(object: SampleObject, path: (string | number)[]): Candidate | null {
  const { entries, whole } = object;
  const values = entries.map(([, value]) => value);
  const base = { path, shape: {}, name: nameOf(path), choosable: true };
  if (values.length === 0) return null;
  const lists = values.filter(isList);
  if (lists.length === values.length && values.length > 1 && lists.every(isFlatList)) {
    const lengths = new Set(lists.filter((list) => list.whole).map(({ items }) => items.length));
    const [length = 2] = lengths;
    if (lengths.size <= 1 && length > 1) {
      return { ...base, kind: 'columns', score: textOf(lists.flatMap(({ items }) => items)) + 1 };
    }
  }
  // A list that is longer than the sample, with nothing before it: other columns may come.
  if (!whole && lists.length === 1 && values.length === 1 && lists[0]?.whole === false && isFlatList(lists[0])) {
    return { ...base, kind: 'columns', score: textOf(lists[0].items) + 1 };
  }
  const objects = values.filter(isObject);
  if (objects.length > values.length * 0.9) return membersTable(entries, objects, whole, base);
  const texts = values.filter((value) => typeof value === 'string');
  if (texts.length < values.length || values.length < LEAST_PAIRS || path.length > 2) return null;
  if (texts.filter((text) => text.startsWith('"')).length < texts.length * 0.8) return null;
  const keyColumn = isCounting(entries.map(([key]) => key)) ? null : 'key';
  return { ...base, kind: 'members', shape: { keyColumn, pairs: true }, score: textOf(texts) };
}

function membersTable(
  entries: readonly [string, SampleNode][],
  objects: readonly SampleObject[],
  whole: boolean,
  base: Pick<Candidate, 'path' | 'shape' | 'name' | 'choosable'>,
): Candidate | null {
  const keys = entries.map(([key]) => key);
  const rows = objects.slice(0, ROWS);
  const alike = uniformity(rows);
  const score = ((directText(rows) * (alike + alike ** 2)) / 2 / rows.length) * objects.length;
  const [first] = objects;
  const innerKeys = first?.entries.map(([key]) => key) ?? [];
  const isFlat = rows.every((row) => row.entries.every(([, value]) => typeof value === 'string'));
  if (isFlat && innerKeys.length > 1 && (alike > 0.9 || (!whole && objects.length === 1))) {
    const byColumn = isCounting(innerKeys) || (!isCounting(keys) && innerKeys.length > keys.length && whole);
    if (byColumn) return { ...base, kind: 'columns', score };
  }
  const least = keys.every((key) => /\d/.test(key)) ? 2 : 3;
  if (alike < 0.5 || objects.length < least) return null;
  // A key that the records have, too, is said once.
  const own = rows.flatMap(
    (row, index) => row.entries.filter(([, value]) => decodedText(value) === keys[index])[0]?.[0] ?? [],
  );
  const isKnown = own.length === rows.length && new Set(own).size === 1;
  const taken = new Set(rows.flatMap((row) => row.entries.map(([key]) => key)));
  const keyColumn =
    isKnown || isCounting(keys) ? null : (['id', 'key', 'key (2)'].find((name) => !taken.has(name)) ?? null);
  return { ...base, kind: 'members', shape: { keyColumn }, score };
}

/** The key that each row is wrapped in. */
function wrapperOf(records: readonly SampleObject[], known?: readonly string[]): JsonRowShape {
  const names = new Set(records.flatMap(({ entries }) => (entries.length === 1 && entries[0] ? [entries[0][0]] : [])));
  const only = names.size === 1 && records.every(({ entries }) => entries.length === 1) ? [...names] : [];
  for (const name of known ?? [...WRAPPERS, ...only]) {
    const inside = records.map((record) => record.entries.find(([key]) => key === name)?.[1]);
    const isWrapped = inside.filter((value) => value !== undefined && isObject(value)).length >= records.length * 0.9;
    const isAlone = records.every(({ entries }) =>
      entries.every(([key, value]) => key === name || key === 'geometry' || isSmall(value)),
    );
    if (isWrapped && isAlone) return { unwrap: name, ...(name === 'node' && { onlyWrapped: true }) };
  }
  return {};
}

const isSmall = (node: SampleNode): boolean =>
  typeof node === 'string' ? node.length < 200 : node.kind === 'list' ? node.items.length < 5 : node.entries.length < 5;

const innerOf = (record: SampleObject, name: string): SampleObject => {
  const inner = record.entries.find(([key]) => key === name)?.[1];
  return inner !== undefined && isObject(inner) ? inner : record;
};

const HEADERS = /^(columns?|cols|fields|headers?|keys|names|column_?names|schema)$/i;
const LABELS = ['name', 'label', 'title', 'field', 'display_name', 'fieldName', 'id'];

/** The names of columns where a list beside the rows has one for each of their cells. */
function namesBeside(parent: SampleObject, rows: SampleList, width: number): string[] | undefined {
  for (const [key, value] of parent.entries) {
    if (value === rows || !HEADERS.test(key) || !isList(value) || value.items.length !== width) continue;
    const names = value.items.map(labelOf);
    if (names.every((name) => name !== null)) return names as string[];
  }
  return undefined;
}

/** pandas' `index` beside the rows, where it is more than their numbers and the sample has all of it. */
function rowNames(parent: SampleObject, rows: SampleList): string[] | undefined {
  const index = parent.entries.find(([key]) => key === 'index')?.[1];
  if (index === undefined || !isList(index) || !index.whole || !isFlatList(index)) return undefined;
  if (index.items.length < rows.items.length || !index.items.some((item) => (item as string).startsWith('"')))
    return undefined;
  return index.items.map((item) => decoded(item as string));
}

function labelOf(node: SampleNode): string | null {
  if (typeof node === 'string') return decoded(node);
  // Several levels of names, as pandas has them.
  if (isList(node)) return isFlatList(node) ? node.items.map((item) => decoded(item as string)).join(' ') : null;
  for (const label of LABELS) {
    const name = node.entries.find(([key]) => key === label)?.[1];
    if (typeof name === 'string') return decoded(name);
  }
  return null;
}

/** Of lists of cells: the first names the columns where it has short texts, each once, that the rows below do not have. */
function hasHeader(lists: readonly SampleList[]): boolean | undefined {
  const [first, ...below] = lists.map(({ items }) => items.map((item) => (typeof item === 'string' ? item : '')));
  if (!first || below.length === 0) return undefined;
  const isNames = first.every((cell) => cell.startsWith('"') && cell.length > 2 && cell.length < 60);
  if (!isNames) return first.some((cell) => cell.startsWith('"')) ? false : undefined;
  if (new Set(first).size < first.length) return false;
  const isRepeated = first.some((cell, column) => below.some((row) => row[column] === cell));
  if (isRepeated) return false;
  // Numbers or long texts below a word speak for a name.
  const differs = first.some((cell, column) => {
    const cells = below
      .map((row) => row[column] ?? '')
      .filter((text) => text !== '' && text !== 'null' && text !== '""');
    const mean = cells.reduce((sum, text) => sum + text.length, 0) / Math.max(1, cells.length);
    const isOther = cells.length > 0 && cells.every((text) => /^"?-?\d/.test(text)) && !/^"?-?\d/.test(cell);
    return isOther || mean > cell.length * 2;
  });
  const isWords = first.every((cell) => /^"[\p{L}_][\p{L}\p{N}_ ()/.-]{0,30}"$/u.test(cell) && !/[.!?]"$/.test(cell));
  const isTexts = below.length < 5;
  return isWords && (differs || isTexts);
}

/** pandas writes `schema` and `data`, with the number of each row in it. */
const isPandasTable = (parent: SampleObject): boolean =>
  parent.entries.some(
    ([key, value]) => key === 'schema' && isObject(value) && value.entries.some(([name]) => name === 'fields'),
  );

function countingColumn(rows: readonly SampleObject[]): string | null {
  const name = rows[0]?.entries[0]?.[0];
  if (name !== 'index' && name !== 'level_0') return null;
  return rows.every((row, index) => row.entries[0]?.[0] === name && row.entries[0][1] === String(index)) ? name : null;
}

const isCounting = (keys: readonly string[]): boolean => keys.every((key, index) => key === String(index));

/** How much the records have the same keys: 1 where all do. */
function uniformity(rows: readonly SampleObject[]): number {
  const counts = rows.map(({ entries }) => entries.length);
  const keys = new Set(rows.flatMap(({ entries }) => entries.map(([key]) => key)));
  const mean = counts.reduce((sum, count) => sum + count, 0) / Math.max(1, rows.length);
  return keys.size === 0 ? 0 : mean / keys.size;
}

const directText = (rows: readonly SampleObject[]): number =>
  rows.reduce((sum, { entries }) => sum + textOf(entries.map(([, value]) => value)), 0);

/** Characters of values, where they are no lists and objects; of numbers, a part. */
function textOf(values: readonly SampleNode[]): number {
  let length = 0;
  for (const value of values) {
    if (typeof value !== 'string') length += 1;
    else length += value.startsWith('"') ? value.length : 1;
  }
  return length;
}

const isObject = (node: SampleNode): node is SampleObject => typeof node !== 'string' && node.kind === 'object';
const isList = (node: SampleNode): node is SampleList => typeof node !== 'string' && node.kind === 'list';
const isFlatList = (list: SampleList): boolean => list.items.every((item) => typeof item === 'string');
const isTurn = ({ entries }: SampleObject): boolean =>
  entries.some(([key]) => SPEAKERS.includes(key)) &&
  entries.length < 8 &&
  entries.some(([key]) => key === 'content' || key === 'value');
const decodedText = (node: SampleNode): string | null => (typeof node === 'string' ? decoded(node) : null);

/** Lines that are looked at, and the share that must be a value each. */
const LINES = 100;

/** Whether a text is a JSON document, or one value a line; `null` where it is neither. */
export function tellJson(text: string, whole: boolean): 'json' | 'jsonl' | null {
  const start = text.trimStart();
  if (!/^[{[]/.test(start)) return isScript(start) ? 'json' : null;
  // Settings have names in brackets.
  if (/^\[{1,2}[A-Za-z_][\w.-]*\]{1,2}\s*\n/.test(start)) return null;
  const lines = start.split('\n', LINES + 1);
  if (!whole || lines.length > LINES) lines.pop();
  const filled = lines.filter((line) => line.trim() !== '');
  const good = filled.filter(isJsonValue).length;
  if (filled.length > 1 && good * 2 > filled.length) return 'jsonl';
  return /^(\{\s*["}]|\[\s*[[{"\]\d-])/.test(start) || isJsonValue(start) ? 'json' : null;
}

/** A list or an object behind a comment, the name of a variable, or what keeps browsers from running it. */
const isScript = (text: string): boolean =>
  /^(\)\]\}',?\s*|(\/\/[^\n]*\n|\/\*[^*]{0,2000}\*\/)\s*|(export default|((const|let|var)\s+)?[\w.$]{1,80}\s*=)\s*)(\[\s*)?[{[]\s*["}[{\]]/.test(
    text.slice(0, 4000),
  );

/** Whether all of a text is JSON, or nearly all of its lines are: whatever its name says. */
export function isSurelyJson(text: string, whole: boolean): boolean {
  const told = tellJson(text, whole);
  if (told === 'jsonl') return /^\s*\{/.test(text);
  return told === 'json' && whole && isJsonValue(text);
}

function isJsonValue(line: string): boolean {
  if (!/^\s*[{[]/.test(line) || isTooDeep(line)) return false;
  try {
    parseExactly(line);
    return true;
  } catch {
    return false;
  }
}
