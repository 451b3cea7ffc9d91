/** What a cell is, as far as it tells names of columns from what stands in them. */
interface Kind {
  test(text: string): boolean;
}

/** What is longer is none of these; the patterns would take the cube of a long run of blanks. */
const LONGEST_KIND = 80;
const short = (pattern: RegExp, longest = LONGEST_KIND): Kind => ({
  test: (text) => text.length <= longest && pattern.test(text),
});

const NUMBER = short(/^\s*[-+]?(\d[\d\s.,']*|\.\d+)(e[-+]?\d+)?\s*%?\s*$/i);
const MONEY = short(/^\s*([$€£¥₹₺₽]|[A-Z]{3})?\s*[-+]?\d[\d\s.,'\u00A0]*\s*([$€£¥₹₺₽]|[A-Za-z]{2,3}|zł|kr\.?|Kč)?\s*$/);
const DATE = short(/^\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ]\d{1,2}:\d{2}.*)?\s*$/);
const ADDRESS = short(/^\s*(https?:\/\/\S+|[^\s@]+@[^\s@]+\.[a-z]{2,})\s*$/i, 500);
const YEAR = /^\s*(19|20)\d\d\s*$/;
const RULE = /^\s*[-=_*+:]{2,}\s*$/;
/** What programs write below names of columns: types of values, or where a survey has its questions from. */
const TYPE =
  /^(str|string|text|varchar(\(\d+\))?|char|int(eger)?(32|64)?|bigint|float(32|64)?|double|decimal|numeric|number|date|datetime|timestamp|time|bool(ean)?|object|category|\{"ImportId":.*\})$/i;
const UNIT = /^[[(][^\])]{0,20}[\])]$/;
const CODE = /^[A-Za-z]{1,10}\d+([_.][A-Za-z0-9]+)*$/;
/** What a column of numbers says where there is none. */
const NOTHING = /^\s*(n\/?a|nan|null|none|nil|tbd|unknown|unbekannt|[-–—?.*]+)\s*$/i;

export const isNumber = (text: string): boolean => NUMBER.test(text);

const KINDS = [NUMBER, DATE, MONEY, ADDRESS] as const;
/** A kind of cells has so many of a column's. */
const MOST_OF = 0.9;
/** Texts of a column are long from here on, so that a name would be seen among them. */
const LONG = 24;
const MOST_HEADER_ROWS = 4;
/** Below this, the header is as well no header. */
const SURE = 1;

const NAMES = new Set(
  (
    'id key sku ean code name names title titles text texts description desc category categories price cost amount quantity qty date time ' +
    'year month url link image email phone address city country state status type kind label labels tag tags author rating review reviews ' +
    'comment comments question answer prompt completion input output instruction response content body message role summary language brand ' +
    'color colour size material weight stock product products item article tagline slogan slogans note notes value score number no ' +
    'titel artikel artikelnummer preis beschreibung kategorie menge datum bezeichnung marke farbe material merkmale größe grösse frage antwort ' +
    'nom titre prix description catégorie categorie couleur taille date question réponse produit ' +
    'nombre título titulo precio descripción descripcion categoría categoria color producto fecha pregunta respuesta ' +
    'nome titolo prezzo descrizione preço preco descrição descricao produto produktas nazwa cena opis kategoria název cena popis kategorie ' +
    'isim ad ürün fiyat açıklama kategori naam prijs omschrijving categorie navn pris beskrivelse namn beskrivning tekst testo texto texte ' +
    'название имя цена описание категория текст товар назва ціна опис категорія όνομα τιμή περιγραφή κατηγορία ' +
    '名称 名字 产品 商品 价格 描述 说明 类别 分类 标题 内容 文本 标签 品牌 颜色 問題 问题 答案 编号 日期 名稱 產品 價格 類別 標題 內容 ' +
    '名前 商品名 価格 説明 カテゴリ カテゴリー 分類 題名 이름 상품 상품명 가격 설명 카테고리 제목 내용 ชื่อ ราคา รายละเอียด หมวดหมู่ ' +
    'שם מחיר תיאור קטגוריה الاسم السعر الوصف الفئة tên giá'
  ).split(' '),
);

/** How many rows name the columns, and how plain that is. */
export interface HeaderGuess {
  rows: number;
  /** Rows above the names that say nothing of their own: a template's titles above the names it goes by. */
  above: number;
  sure: boolean;
}

/**
 * Tells by what stands in the columns whether the first rows name them: a name is not of its column's kind, is short where texts are long
 * and does not come again.
 *
 * @param rows the first rows of the table, as many as there are at hand; blank cells may be missing at the end
 */
export function guessHeader(rows: readonly (readonly string[])[]): HeaderGuess {
  const [first = [], ...data] = rows;
  if (data.length === 0) return { rows: isAllNumbers(first) ? 0 : 1, above: 0, sure: true };
  const used = usedColumns(rows);
  if (used.length < first.length && used.length > 1) {
    return guessHeader(rows.map((row) => used.map((column) => row[column] ?? '')));
  }
  const grouped = isGroupRow(first) && data.length > 1;
  const columns = first.map((_, index) => new ColumnLook(rows, index, grouped ? 2 : 1));
  const { header, data: against } = votes(grouped ? (rows[1] ?? []) : first, columns);
  if (header - against < 0) return { rows: 0, above: 0, sure: against - header >= SURE * 2 };
  const sure = against === 0 || header >= against * 2;
  let count = grouped ? 2 : 1;
  let above = 0;
  while (count < MOST_HEADER_ROWS && count < rows.length - 1) {
    const kind = secondHeader(rows, count);
    if (kind === null) break;
    if (kind === 'names') above = count;
    count++;
  }
  return { rows: count - above, above, sure: sure && count === 1 };
}

/** Columns in which there is something besides a legend or a remark beside the table. */
function usedColumns([first = [], ...data]: readonly (readonly string[])[]): number[] {
  const most = Math.max(first.length, ...data.map((row) => row.length));
  const filled = Array.from(
    { length: most },
    (_, column) => data.filter((row) => (row[column] ?? '').trim() !== '').length,
  );
  const gap = filled.findIndex((count, column) => count === 0 && (first[column] ?? '').trim() === '');
  const isTable = (column: number) => gap < 0 || column < gap || (filled[column] ?? 0) > data.length * 0.1;
  return filled.flatMap((count, column) =>
    (count > 0 || (first[column] ?? '').trim() !== '') && isTable(column) ? [column] : [],
  );
}

/** Names of columns from the rows that say them: the parts of each column, one after the other, each once. */
export function joinedNames(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const types = new Set(rows.filter((row) => row.every((cell) => TYPE.test(cell.trim()))));
  const spread = rows.map((row, index) => (index < rows.length - 1 ? spreadRight(row, width) : row));
  return Array.from({ length: width }, (_, column) => {
    const parts: string[] = [];
    for (const row of spread) {
      const part = (row[column] ?? '').trim();
      const isNew = !parts.some((known) => normal(known) === normal(part));
      if (part !== '' && !RULE.test(part) && !types.has(row) && isNew) parts.push(part);
    }
    return parts.join(' ');
  });
}

/** A name over several columns stands in the first of them. */
function spreadRight(row: readonly string[], width: number): string[] {
  if (!isGroupRow(row)) return [...row];
  let last = '';
  return Array.from({ length: width }, (_, index) => {
    last = row[index]?.trim() || last;
    return last;
  });
}

/** Names of several columns each, with blank cells between them. */
function isGroupRow(row: readonly string[]): boolean {
  const filled = row.map((cell) => cell.trim() !== '');
  const last = filled.lastIndexOf(true);
  return filled.filter(Boolean).length > 1 && filled.slice(filled.indexOf(true), last).includes(false);
}

const normal = (text: string): string => text.toLowerCase().replaceAll(/[\s_\-.]+/g, '');
const isAllNumbers = (cells: readonly string[]): boolean => cells.every((cell) => NUMBER.test(cell));

/** What a column's cells have in common. */
class ColumnLook {
  readonly kind: Kind | null;
  readonly filled: number;
  readonly meanLength: number;
  readonly values: ReadonlySet<string>;
  readonly years: boolean;

  constructor(rows: readonly (readonly string[])[], column: number, from: number) {
    const cells: string[] = [];
    for (let row = from; row < rows.length; row++) {
      const cell = rows[row]?.[column]?.trim() ?? '';
      if (cell !== '' && !NOTHING.test(cell)) cells.push(cell);
    }
    this.filled = cells.length;
    const share = (pattern: Kind) => cells.filter((cell) => pattern.test(cell)).length / Math.max(1, cells.length);
    this.kind = cells.length === 0 ? null : (KINDS.find((pattern) => share(pattern) >= MOST_OF) ?? null);
    this.years = cells.length > 0 && share(YEAR) >= MOST_OF;
    this.meanLength = cells.reduce((sum, cell) => sum + cell.length, 0) / Math.max(1, cells.length);
    this.values = new Set(cells);
  }
}

function votes(first: readonly string[], columns: readonly ColumnLook[]): { header: number; data: number } {
  let header = 0;
  let data = 0;
  const filled = first.map((cell) => cell.trim()).filter((cell) => cell !== '');
  const isRun = filled.length > 1 && filled.every((cell) => YEAR.test(cell)) && new Set(filled).size === filled.length;
  for (const [index, cell] of first.entries()) {
    const look = columns[index];
    const name = cell.trim();
    if (!look || look.filled === 0 || name === '') continue;
    if (NAMES.has(name.toLowerCase()) || /^\p{L}+(_\p{L}+)+$/u.test(name)) header += 2;
    if (look.kind) {
      if (!look.kind.test(name)) header += NOTHING.test(name) ? 0 : 2;
      else if (YEAR.test(name) && !look.years && isRun) header += 2;
      else if (!(YEAR.test(name) && !look.years && filled.some((other) => !NUMBER.test(other)))) data += 2;
      continue;
    }
    if (NUMBER.test(name) && ![...look.values].some((value) => NUMBER.test(value))) header += 1.5;
    if (look.values.has(name)) data += 1.5;
    if (look.meanLength < LONG) continue;
    if (name.length < look.meanLength / 3) header += 0.7;
    else if (name.length > look.meanLength * 0.6) data += /\s/.test(name) || name.length > LONG * 2 ? 1.5 : 0.5;
    if (/[.!?。！？]$/.test(name)) data += 0.7;
  }
  if (new Set(filled).size < filled.length) data += 0.5;
  return { header, data };
}

/** Whether one more row names columns: `part` of the name, or the `names` that the rows above only say in other words. */
function secondHeader(rows: readonly (readonly string[])[], index: number): 'part' | 'names' | null {
  const row = rows[index] ?? [];
  const before = rows[index - 1] ?? [];
  const filled = row.map((cell) => cell.trim()).filter((cell) => cell !== '');
  if (filled.length === 0) return null;
  if (filled.every((cell) => RULE.test(cell))) return 'part';
  if (filled.length > 1 && filled.length === row.length && filled.every((cell) => TYPE.test(cell))) return 'part';
  if (filled.length > 1 && filled.every((cell) => UNIT.test(cell))) return 'part';
  // Surveys have their questions below short codes.
  const isCodes = before.every((cell) => CODE.test(cell.trim()));
  if (isCodes && filled.length > row.length / 2 && filled.some((cell) => /\?$|\s/.test(cell))) return 'part';
  const same = row.filter((cell, column) => cell.trim() !== '' && normal(cell) === normal(before[column] ?? ''));
  const columns = row.map((_, column) => new ColumnLook(rows, column, index + 1));
  const again = row.some((cell, column) => cell.trim() !== '' && columns[column]?.values.has(cell.trim()));
  if (again || new Set(filled).size < filled.length) return null;
  if (same.length > 1 && same.length >= filled.length * 0.5)
    return filled.length === row.length && filled.length > 1 ? 'names' : 'part';
  const isLong = row.some((cell, column) => {
    const look = columns[column];
    return look && look.meanLength >= LONG && cell.trim().length > look.meanLength / 2;
  });
  if (isLong) return null;
  const isMachine = (cell: string) => !NUMBER.test(cell) && /^[\p{L}\d]+([_.#:-][\p{L}\d]+)*$/u.test(cell);
  if (
    filled.length > 1 &&
    filled.every(isMachine) &&
    filled.some((cell) => /[_.#]/.test(cell)) &&
    filled.length === row.length
  ) {
    if (rows.slice(index + 1).some((later) => later.some((cell) => /\s/.test(cell.trim())))) return 'names';
  }
  let numbers = 0;
  let others = 0;
  for (const [column, cell] of row.entries()) {
    const look = columns[column];
    const text = cell.trim();
    if (text === '') continue;
    // Two rows of numbers below are too few to tell a name from a cell that is wrong.
    if (!look?.kind || look.filled < 3 || look.kind === ADDRESS) others++;
    else if (look.kind.test(text) || NOTHING.test(text)) return null;
    else numbers++;
  }
  if (numbers === 0 || !isShort(filled)) return null;
  // Units stand above numbers alone; whole rows of names must look like names elsewhere, too.
  const { header, data } = votes(row, columns);
  return others === 0 || header - data >= 2 * numbers + 2 ? 'part' : null;
}

const isShort = (cells: readonly string[]): boolean => cells.every((cell) => cell.length <= LONG * 1.5);
