import { type Reference, templateReferences, unescapeName } from '../../../shared/domain/tasks/template.ts';

/** Where a completion would go in a line of a template, as offsets. */
export interface CompletionPlace {
  /** Whether the caret is behind a `{{` that is still open, or before its `}}`. */
  isInside: boolean;
  /** What is replaced. */
  start: number;
  end: number;
}

function completionAt(line: string, caret: number): CompletionPlace {
  const opened = /\{\{\s*((?:[^{}\\]|\\.)*)$/.exec(line.slice(0, caret));
  if (!opened) return { isInside: false, start: caret, end: caret };
  // The rest of the name and its closing braces, where they are there.
  const rest = /^(?:[^{}\\]|\\.)*\}\}/.exec(line.slice(caret))?.[0] ?? '';
  return { isInside: true, start: caret - (opened[1]?.length ?? 0), end: caret + rest.length };
}

/** References to columns that there are not, as offsets in the template. */
export const unknownColumns = (template: string, columns: readonly string[]): Reference[] =>
  templateReferences(template).filter(({ name }) => !columns.includes(name));

/** Where a completion would go in a whole template: names do not reach over lines. Offsets are of the template. */
export function completionInTemplate(template: string, caret: number): CompletionPlace {
  const lineStart = template.lastIndexOf('\n', caret - 1) + 1;
  const lineEnd = template.indexOf('\n', caret);
  const line = template.slice(lineStart, lineEnd < 0 ? template.length : lineEnd);
  const { isInside, start, end } = completionAt(line, caret - lineStart);
  return { isInside, start: start + lineStart, end: end + lineStart };
}

/** The columns that go on from what was typed, in the order of the table; those that begin with it come first. */
export function matchingColumns(columns: readonly string[], typed: string): string[] {
  const wanted = unescapeName(typed).trim().toLowerCase();
  const place = (column: string) => column.toLowerCase().indexOf(wanted);
  return [...columns.filter((column) => place(column) === 0), ...columns.filter((column) => place(column) > 0)];
}

/** A piece of a template as it is shown: text, a column that there is, one that there is not, or the place of the caret. */
export type TemplatePart =
  | { kind: 'text' | 'known' | 'unknown'; start: number; text: string }
  | { kind: 'caret'; start: number };

/** A template in its pieces, in order, split at `caret` where one is given. */
export function templateParts(template: string, columns: readonly string[], caret: number | null): TemplatePart[] {
  const parts: TemplatePart[] = [];
  const add = (kind: 'text' | 'known' | 'unknown', start: number, end: number) => {
    const cuts = caret !== null && caret >= start && caret < end ? [start, caret, end] : [start, end];
    for (let index = 0; index + 1 < cuts.length; index++) {
      const [from = 0, to = 0] = [cuts[index], cuts[index + 1]];
      if (index > 0 || from === caret) parts.push({ kind: 'caret', start: from });
      if (to > from) parts.push({ kind, start: from, text: template.slice(from, to) });
    }
  };
  let done = 0;
  for (const { name, start, end } of templateReferences(template)) {
    if (start > done) add('text', done, start);
    done = end;
    add(columns.includes(name) ? 'known' : 'unknown', start, done);
  }
  if (done < template.length) add('text', done, template.length);
  if (caret !== null && caret >= template.length) parts.push({ kind: 'caret', start: caret });
  return parts;
}
