import { type Recipe, taskOf } from '../../shared/domain/tasks/index.ts';

/** What a recipe says, in a line: all but its template, which may have many. */
export const factsLine = (recipe: Recipe): string =>
  taskOf(recipe)
    .facts(recipe)
    .filter(({ form }) => form !== 'template')
    .map(({ name, value }) => `${name}: ${typeof value === 'string' ? value : value.join(', ')}`)
    .join('; ');
