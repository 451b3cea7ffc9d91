import { parseTemplate, templateColumns } from './template.ts';

/** A string literal of JSON is one of Python too, as long as it is well-formed; it never has a line break. */
export const pythonString = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, escapeUnit);

const escapeUnit = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A row's cells and the text that a template makes of them, as `name`. */
export function pythonTemplate(template: string, name: string): string {
  const cells = templateColumns(template).map((column) => `${pythonString(column)}: "…"`);
  const parts = parseTemplate(template).map((piece) =>
    piece.kind === 'text' ? pythonString(piece.text) : `row[${pythonString(piece.name)}]`,
  );
  return `row = {${cells.join(', ')}}\n${name} = ${parts.join(' + ')}`;
}

/** The line that says where the files are: beside the program where no folder is named. */
export const pythonFolder = (folder?: string): string =>
  `folder = ${folder === undefined ? '"."  # the folder that holds this file' : pythonString(folder)}`;
