import type { RecipeFindings } from '../../shared/domain/tasks/recipeFindings.ts';

type Finding = RecipeFindings['warnings'][number];

/** What a finding on the rows says, and with which options something is done about it: the window has buttons there. */
export function findingNote({ code, message, details }: Finding): string {
  const { column } = details;
  if (code !== 'fields_seldom_kept' || typeof column !== 'string') return `note: ${message}`;
  const quoted = /^[\w-]+$/u.test(column) ? column : `'${column.replaceAll("'", "'\\''")}'`;
  return `note: ${message} Train on those that do (--keep ${quoted}), or have texts written again until they do (--must-contain ${quoted}).`;
}
