import { USUAL_TRIES } from '../../shared/domain/models/generation.ts';
import type { RecipeFindings } from '../../shared/domain/tasks/recipeFindings.ts';

type Finding = RecipeFindings['warnings'][number];

/** What is found in the rows, and with which options something is done about it: the window has buttons there. */
export function findingNotes({ warnings, mustContain }: Pick<RecipeFindings, 'warnings' | 'mustContain'>): string[] {
  const notes = warnings.map(findingNote);
  if (mustContain.length === 0) return notes;
  const columns = mustContain.map((column) => `“${column}”`).join(', ');
  return [
    ...notes,
    `note: texts that lack the row's ${columns}, letter by letter, are written again, up to ${USUAL_TRIES} times in all (--must-contain '' for none).`,
  ];
}

function findingNote({ code, message, details }: Finding): string {
  const { column } = details;
  if (code !== 'fields_seldom_kept' || typeof column !== 'string') return `note: ${message}`;
  const quoted = /^[\w-]+$/u.test(column) ? column : `'${column.replaceAll("'", "'\\''")}'`;
  return `note: ${message} --keep ${quoted} trains only on those that do.`;
}
