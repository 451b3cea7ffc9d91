import type { HeldOutRow } from '../../../../shared/domain/models/measures.ts';
import { parseTemplate } from '../../../../shared/domain/tasks/template.ts';
import { type Recipe, renderExample, renderTemplate } from '../../../../shared/domain/tasks/textGeneration.ts';

/**
 * What a row gives to the model, and what it has itself to hold the model's text against.
 *
 * `complete` has both by its recipe. `continue` has neither: there the template up to its second column is given, which is the first
 * column with what stands around it, and the rest is the row's own text. A template of one column gives nothing.
 */
export function heldOutRow(recipe: Recipe, row: number, cell: (column: string) => string): HeldOutRow {
  if (recipe.kind === 'complete') {
    const inputs = recipe.inputs.map((column) => ({ column, value: cell(column) }));
    return { row, inputs, prompt: renderExample(recipe, cell).prompt, reference: cell(recipe.output).trim() };
  }
  const whole = renderTemplate(recipe.template, cell);
  const pieces = parseTemplate(recipe.template);
  const columns = pieces.flatMap((piece, index) => (piece.kind === 'column' ? [{ name: piece.name, index }] : []));
  const [first, second] = columns;
  if (!first || !second) return { row, inputs: [], prompt: '', reference: whole.trim() };
  // White space at a prompt's end would be cut into other tokens than where text follows it.
  const prompt = pieces
    .slice(0, second.index)
    .map((piece) => (piece.kind === 'text' ? piece.text : cell(piece.name)))
    .join('')
    .trimEnd();
  const inputs = [{ column: first.name, value: cell(first.name) }];
  return { row, inputs, prompt, reference: whole.slice(prompt.length).trim() };
}
