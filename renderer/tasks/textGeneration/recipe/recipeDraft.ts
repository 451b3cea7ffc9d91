import type { Column } from '../../../../shared/domain/columns.ts';
import { columnsOf, type Recipe, type RecipeRequest } from '../../../../shared/domain/tasks/index.ts';
import { templateColumns } from '../../../../shared/domain/tasks/template.ts';
import {
  defaultCompleteTemplate,
  defaultContinueTemplate,
} from '../../../../shared/domain/tasks/textGeneration/recipe.ts';

/** What the form holds. Both recipes are kept, so that looking at the other one loses nothing. */
export interface RecipeDraft {
  kind: Recipe['kind'];
  continueTemplate: string;
  inputs: readonly string[];
  output: string | null;
  /** `null` follows the columns; a text is the user's own. */
  completeTemplate: string | null;
  /** Inputs that the texts must contain, to be measured; empty leaves the choice to the studio. */
  fidelityFields: readonly string[];
}

/** An output as long as this share of the longest text may still be what one wants to have written. */
const COMPARABLE_LENGTH = 0.25;

/**
 * A recipe that makes sense for the columns. The output is the last column with text of some length: a description that
 * follows name and tagline, or the second language of a pair, and not a column of few values beside it. Everything else
 * with words in it is input.
 */
export function guessDraft(columns: readonly Column[], suggested?: RecipeRequest): RecipeDraft {
  const worded = wordedColumns(columns);
  const longest = Math.max(0, ...worded.map((column) => column.meanLength));
  const long = worded.filter((column) => column.meanLength >= longest * COMPARABLE_LENGTH);
  const output = long.findLast(({ type }) => type === 'text') ?? long.at(-1) ?? null;
  const inputs = worded.filter((column) => column !== output).map((column) => column.name);
  const guess: RecipeDraft = {
    kind: inputs.length > 0 ? 'complete' : 'continue',
    continueTemplate: defaultContinueTemplate(worded.map((column) => column.name)),
    inputs,
    output: inputs.length > 0 && output ? output.name : null,
    completeTemplate: null,
    fidelityFields: [],
  };
  return isUsable(suggested, columns) ? { ...guess, ...draftOf(suggested) } : guess;
}

/** Columns may have been renamed or removed since the suggestion was made. */
function isUsable(suggested: RecipeRequest | undefined, columns: readonly Column[]): suggested is RecipeRequest {
  return (
    suggested !== undefined && columnsOf(suggested).every((name) => columns.some((column) => column.name === name))
  );
}

function draftOf(request: RecipeRequest): Partial<RecipeDraft> {
  if (request.kind === 'continue') {
    return { kind: 'continue', ...(request.template !== undefined && { continueTemplate: request.template }) };
  }
  const { inputs, output, template = null } = request;
  return { kind: 'complete', inputs, output, completeTemplate: template };
}

/** Columns with words: text and categories; whatever is not empty where there are none. */
function wordedColumns(columns: readonly Column[]): Column[] {
  const worded = columns.filter((column) => column.type === 'text' || column.type === 'category');
  return worded.length > 0 ? worded : columns.filter((column) => column.type !== 'empty');
}

/** The prompt template as it stands: the user's own, or the one that the columns make. */
export function promptTemplate(draft: RecipeDraft): string {
  if (draft.completeTemplate !== null) return draft.completeTemplate;
  return draft.inputs.length === 0 ? '' : defaultCompleteTemplate(draft.inputs, draft.output ?? '');
}

/** What is asked of the host; `null` while the form lacks an answer that nobody can guess. */
export function toRequest(draft: RecipeDraft): RecipeRequest | null {
  if (draft.kind === 'continue') return { kind: 'continue', template: draft.continueTemplate };
  if (draft.output === null) return null;
  if (draft.inputs.length === 0 && draft.completeTemplate === null) return null;
  const template = draft.completeTemplate === null ? {} : { template: draft.completeTemplate };
  return { kind: 'complete', inputs: [...draft.inputs], output: draft.output, ...template };
}

/** What is asked of the host to be measured: nothing where the studio is to choose. */
export function toFidelityFields({ kind, inputs, fidelityFields }: RecipeDraft): { fidelityFields?: string[] } {
  const chosen = fidelityFields.filter((column) => inputs.includes(column));
  return kind === 'continue' || chosen.length === 0 ? {} : { fidelityFields: chosen };
}

/** Whether the host takes it: what it would refuse must not look ready. */
export function isAccepted(request: RecipeRequest, columns: readonly string[]): boolean {
  if (!columnsOf(request).every((column) => columns.includes(column))) return false;
  if (request.template === undefined) return true;
  const used = templateColumns(request.template);
  if (used.length === 0) return false;
  return (
    request.kind === 'continue' ||
    (!used.includes(request.output) && request.inputs.every((column) => used.includes(column)))
  );
}

/** Chooses the output; a column cannot be both. */
export function withOutput(draft: RecipeDraft, output: string | null): RecipeDraft {
  return { ...draft, output, inputs: draft.inputs.filter((column) => column !== output) };
}

export function withInputs(draft: RecipeDraft, inputs: readonly string[]): RecipeDraft {
  return { ...draft, inputs, output: draft.output !== null && inputs.includes(draft.output) ? null : draft.output };
}
