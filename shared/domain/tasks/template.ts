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
