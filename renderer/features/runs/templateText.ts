/** Where a completion would go in a line of a template, as offsets. */
export interface CompletionPlace {
  /** Whether the caret is behind a `{{` that is still open, or before its `}}`. */
  isInside: boolean;
  /** What is replaced. */
  start: number;
  end: number;
}

export function completionAt(line: string, caret: number): CompletionPlace {
  const opened = /\{\{\s*([^{}]*)$/.exec(line.slice(0, caret));
  if (!opened) return { isInside: false, start: caret, end: caret };
  // The rest of the name and its closing braces, where they are there.
  const rest = /^[^{}]*\}\}/.exec(line.slice(caret))?.[0] ?? '';
  return { isInside: true, start: caret - (opened[1]?.length ?? 0), end: caret + rest.length };
}

/** References to columns that there are not, as offsets in the template. */
export function unknownColumns(
  template: string,
  columns: readonly string[],
): { name: string; start: number; end: number }[] {
  return Array.from(template.matchAll(/\{\{([^{}]*)\}\}/g), (match) => ({
    name: (match[1] ?? '').trim(),
    start: match.index,
    end: match.index + match[0].length,
  })).filter(({ name }) => !columns.includes(name));
}
