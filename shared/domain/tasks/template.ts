import { AppError } from '../../errors/errors.ts';
import { beginning } from '../datasets/cutCells.ts';

/**
 * The language of templates: `{{column}}` is a cell, everything else is text. Names may have any characters: in a reference, a backslash
 * stands before `{`, `}` and `\` that are part of the name. In text, braces are text wherever they make no reference; two that would begin
 * one have a backslash between them (`{\{`), and one more where there are some already.
 */
export type Piece = { kind: 'text'; text: string } | { kind: 'column'; name: string };

/** A reference; its first group is the name as it is written. */
const REFERENCE = /\{\{((?:[^{}\\]|\\[\s\S])*)\}\}/g;

/** A reference with its place in the template. */
export interface Reference {
  name: string;
  start: number;
  end: number;
}

export function templateReferences(template: string): Reference[] {
  return Array.from(template.matchAll(REFERENCE), (match) => ({
    name: unescapeName(match[1] ?? '').trim(),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** Splits a template into literal text and references (spaces around the name are ignored). */
export function parseTemplate(template: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  const addText = (end: number) => {
    if (end > done) pieces.push({ kind: 'text', text: unescapeText(template.slice(done, end)) });
  };
  for (const { name, start, end } of templateReferences(template)) {
    addText(start);
    pieces.push({ kind: 'column', name });
    done = end;
  }
  addText(template.length);
  return pieces;
}

/** A column as a template refers to it. */
export const columnReference = (name: string): string => `{{${escapeName(name)}}}`;

/** A name as it is written between the braces of a reference. */
export const escapeName = (name: string): string => name.replace(/[{}\\]/g, '\\$&');

/** The name that is meant by what is written in a reference. */
export const unescapeName = (written: string): string => written.replace(/\\([{}\\])/g, '$1');

/** A text that stands in a template as itself. */
export const templateText = (text: string): string => text.replace(/\{(\\*)(?=\{)/g, '{$1\\');

const unescapeText = (written: string): string => written.replace(/\{(\\*)\\(?=\{)/g, '{$1');

/** Column names that a template refers to, in order of first use. */
export function templateColumns(template: string): string[] {
  return [...new Set(parseTemplate(template).flatMap((piece) => (piece.kind === 'column' ? [piece.name] : [])))];
}

/**
 * Fills a template; `cell` gives the text of a column. Cell text is inserted as it is and never read as a template. A field can stand in a
 * template many times: no more than the first `most` UTF-16 units are made.
 */
export function renderTemplate(
  template: string,
  cell: (column: string) => string,
  most = Number.POSITIVE_INFINITY,
): string {
  let text = '';
  for (const piece of parseTemplate(template)) {
    text += piece.kind === 'text' ? piece.text : cell(piece.name);
    if (text.length > most) return beginning(text, most);
  }
  return text;
}

/**
 * A template filled with values that were given. Every column of `columns` needs one, an empty one included; others are refused.
 *
 * @throws AppError `prompt_inputs_missing`, `column_unknown`
 */
export function fillTemplate(
  template: string,
  columns: readonly string[],
  inputs: readonly { column: string; value: string }[],
): string {
  const values = new Map(inputs.map(({ column, value }) => [column, value]));
  for (const column of columns) {
    if (!values.has(column)) throw new AppError('prompt_inputs_missing', { column });
  }
  const unknown = [...values.keys()].find((column) => !columns.includes(column));
  if (unknown !== undefined) throw new AppError('column_unknown', { column: unknown, columns: columns.join(', ') });
  return renderTemplate(template, (column) => values.get(column) ?? '');
}

/** A field a column that there can be, and what a person writes: a document is made of it for every row. */
const MOST_CHARACTERS = 100_000;
const MOST_FIELDS = 1000;

/** @throws AppError `template_too_long` */
export function checkTemplateLength(template: string): void {
  const characters = template.length;
  const fields = characters > MOST_CHARACTERS ? Math.floor(characters / 4) : countFields(template);
  if (characters <= MOST_CHARACTERS && fields <= MOST_FIELDS) return;
  throw new AppError('template_too_long', {
    characters,
    fields,
    mostCharacters: MOST_CHARACTERS,
    mostFields: MOST_FIELDS,
  });
}

const countFields = (template: string): number =>
  parseTemplate(template).filter(({ kind }) => kind === 'column').length;

/**
 * What is learned of a text that follows a prompt. It starts with a space, because byte-level BPE keeps a leading space in its words: the
 * prompt then ends, and generation starts, on a token boundary.
 */
export const completionOf = (text: string): string => ` ${text}`;
