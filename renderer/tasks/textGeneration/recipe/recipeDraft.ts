import { z } from 'zod';
import { type Column, wordedColumns } from '../../../../shared/domain/columns.ts';
import type { RecipeFindings } from '../../../../shared/domain/tasks/recipeFindings.ts';
import { templateColumns } from '../../../../shared/domain/tasks/template.ts';
import {
  defaultCompleteTemplate,
  defaultContinueTemplate,
  learnedColumns,
  TemplateChoice,
  type TextRecipe,
  type TextRequest,
} from '../../../../shared/domain/tasks/textGeneration/recipe.ts';
import { suggest, toolsColumn } from '../../../../shared/domain/tasks/textGeneration/resolve.ts';
import type { DraftDefinition, Remedy } from '../../task.ts';

type Finding = RecipeFindings['warnings'][number];

/** What the form holds. All recipes are kept, so that looking at another one loses nothing. */
export const RecipeDraft = z.object({
  kind: z.enum(['continue', 'complete', 'chat']),
  continueTemplate: z.string(),
  inputs: z.array(z.string()).readonly(),
  output: z.string().nullable(),
  /** `null` follows the columns; a text is the user's own. */
  completeTemplate: z.string().nullable(),
  /** Inputs that the texts must contain, to be measured; empty leaves the choice to the studio. */
  fidelityFields: z.array(z.string()).readonly().default([]),
  /** Inputs that a written text has to contain; `null` leaves it to what is found in the rows. */
  mustContain: z.array(z.string()).readonly().nullable().default(null),
  /** Whether only rows whose own text contains them are trained on. */
  onlyKeeping: z.boolean().default(false),
  /** The column of conversations; `null` while none is chosen. */
  messages: z.string().nullable().default(null),
  /** The column of tools; `null` where the conversations have none. */
  tools: z.string().nullable().default(null),
  chatTemplate: TemplateChoice.default('model'),
});
export type RecipeDraft = z.infer<typeof RecipeDraft>;

/** All recipes as they are suggested for the columns, and the one that makes more sense. */
export function guessDraft(columns: readonly Column[], suggested?: TextRequest): RecipeDraft {
  const messages = columns.find(({ format }) => format === 'messages')?.name ?? null;
  const names = columns.map(({ name }) => name);
  const guess: RecipeDraft = {
    kind: 'continue',
    continueTemplate: defaultContinueTemplate(wordedColumns(columns).map((column) => column.name)),
    inputs: [],
    output: null,
    completeTemplate: null,
    fidelityFields: [],
    mustContain: null,
    onlyKeeping: false,
    messages,
    tools: messages === null ? null : toolsColumn(names, messages),
    chatTemplate: 'model',
  };
  const own = suggest(columns);
  return {
    ...guess,
    ...(own && draftOf(own)),
    ...(isUsable(suggested, columns) && draftOf(suggested)),
  };
}

/** Columns may have been renamed or removed since the suggestion was made. */
function isUsable(suggested: TextRequest | undefined, columns: readonly Column[]): suggested is TextRequest {
  return (
    suggested !== undefined && learnedColumns(suggested).every((name) => columns.some((column) => column.name === name))
  );
}

function draftOf(request: TextRequest): Partial<RecipeDraft> {
  if (request.kind === 'continue') {
    return { kind: 'continue', ...(request.template !== undefined && { continueTemplate: request.template }) };
  }
  if (request.kind === 'chat') {
    const { messages, tools, chatTemplate = 'model' } = request;
    return { kind: 'chat', messages, ...(tools !== undefined && { tools }), chatTemplate };
  }
  const { inputs, output, template = null } = request;
  return { kind: 'complete', inputs, output, completeTemplate: template, ...keepingOf(request) };
}

const keepingOf = ({
  keepFields,
  mustContain = keepFields,
}: {
  keepFields?: string[] | undefined;
  mustContain?: string[] | undefined;
}) => ({
  mustContain: mustContain ?? null,
  onlyKeeping: keepFields !== undefined && keepFields.length > 0,
});

/** As it was for a recipe; a guess where it names a column that is not there. */
function recipeFrom(recipe: TextRecipe, columns: readonly Column[]): RecipeDraft {
  const guess = guessDraft(columns);
  const names = columns.map(({ name }) => name);
  if (!learnedColumns(recipe).every((column) => names.includes(column))) return guess;
  if (recipe.kind === 'continue') return { ...guess, kind: 'continue', continueTemplate: recipe.template };
  if (recipe.kind === 'chat') {
    const { messages, tools = null, chatTemplate } = recipe;
    return { ...guess, kind: 'chat', messages, tools, chatTemplate };
  }
  const { inputs, output, template } = recipe;
  return {
    ...guess,
    kind: 'complete',
    inputs,
    output,
    completeTemplate: template === defaultCompleteTemplate(inputs, output) ? null : template,
    // What a run was not asked for, its likes are not either.
    ...keepingOf({ mustContain: recipe.keepFields ?? [], ...recipe }),
  };
}

/** Leaves out what names a column that is not there. */
function fitRecipe(recipe: RecipeDraft, columns: readonly Column[]): RecipeDraft {
  const names = columns.map(({ name }) => name);
  const fits = (template: string) => templateColumns(template).every((column) => names.includes(column));
  const guess = guessDraft(columns);
  const inputs = recipe.inputs.filter((column) => names.includes(column));
  const output = recipe.output !== null && names.includes(recipe.output) ? recipe.output : null;
  const { completeTemplate } = recipe;
  const keepsMessages = recipe.messages !== null && names.includes(recipe.messages);
  // None may have been chosen.
  const keepsTools = keepsMessages && (recipe.tools === null || names.includes(recipe.tools));
  const columnsFit = inputs.length === recipe.inputs.length && output === recipe.output;
  return {
    kind: recipe.kind === 'complete' && guess.kind === 'continue' && !columnsFit ? 'continue' : recipe.kind,
    continueTemplate: fits(recipe.continueTemplate) ? recipe.continueTemplate : guess.continueTemplate,
    ...(columnsFit
      ? { inputs: [...recipe.inputs], output: recipe.output }
      : { inputs: [...guess.inputs], output: guess.output }),
    completeTemplate: completeTemplate !== null && columnsFit && fits(completeTemplate) ? completeTemplate : null,
    fidelityFields: columnsFit ? [...recipe.fidelityFields] : [],
    mustContain: columnsFit ? recipe.mustContain && [...recipe.mustContain] : null,
    onlyKeeping: columnsFit && recipe.onlyKeeping,
    messages: keepsMessages ? recipe.messages : guess.messages,
    tools: keepsTools ? recipe.tools : guess.tools,
    chatTemplate: recipe.chatTemplate,
  };
}

/** The prompt template as it stands: the user's own, or the one that the columns make. */
export function promptTemplate(draft: RecipeDraft): string {
  if (draft.completeTemplate !== null) return draft.completeTemplate;
  return draft.inputs.length === 0 ? '' : defaultCompleteTemplate(draft.inputs, draft.output ?? '');
}

/** What is asked of the host; `null` while the form lacks an answer that nobody can guess. */
export function toRequest(draft: RecipeDraft): TextRequest | null {
  if (draft.kind === 'continue') return { kind: 'continue', template: draft.continueTemplate };
  if (draft.kind === 'chat') {
    const { messages, tools, chatTemplate } = draft;
    return messages === null ? null : { kind: 'chat', messages, tools, chatTemplate };
  }
  if (draft.output === null) return null;
  if (draft.inputs.length === 0 && draft.completeTemplate === null) return null;
  const template = draft.completeTemplate === null ? {} : { template: draft.completeTemplate };
  const fields = mustContainOf(draft);
  const keeping =
    draft.mustContain === null
      ? {}
      : { [draft.onlyKeeping && fields.length > 0 ? 'keepFields' : 'mustContain']: fields };
  return { kind: 'complete', inputs: [...draft.inputs], output: draft.output, ...template, ...keeping };
}

/** Inputs that a written text has to contain: those of the draft, or those that were found. */
export const mustContainOf = (
  { mustContain, inputs }: RecipeDraft,
  findings?: Pick<RecipeFindings, 'mustContain'>,
): string[] => (mustContain ?? findings?.mustContain ?? []).filter((column) => inputs.includes(column));

/** Rows that are left must be worth a training. */
const WORTH_KEEPING = 100;

/** What can be done at a click about texts that leave a field out. */
function remedies(draft: RecipeDraft, { code, details }: Finding): Remedy<RecipeDraft>[] {
  const { column, kept } = details;
  if (code === 'fields_seldom_kept' && typeof column === 'string') {
    const mustContain = [...(draft.mustContain ?? []), column];
    const writing =
      draft.mustContain === null
        ? { name: 'asItComes' as const, details, draft: { ...draft, mustContain: [] } }
        : { name: 'writeAgain' as const, details, draft: { ...draft, mustContain, onlyKeeping: false } };
    const rows = { name: 'onlyKeeping' as const, details, draft: { ...draft, mustContain, onlyKeeping: true } };
    return Number(kept) >= WORTH_KEEPING ? [rows, writing] : [writing];
  }
  const isAboutRows = code === 'rows_left_out' || code === 'keep_leaves_too_few';
  return isAboutRows ? [{ name: 'allRows', details, draft: { ...draft, onlyKeeping: false } }] : [];
}

/** What is asked of the host to be measured: nothing where the studio is to choose. */
export function toFidelityFields({ kind, inputs, fidelityFields }: RecipeDraft): { fidelityFields?: string[] } {
  const chosen = fidelityFields.filter((column) => inputs.includes(column));
  return kind !== 'complete' || chosen.length === 0 ? {} : { fidelityFields: chosen };
}

/** Chooses the output; a column cannot be both. */
export function withOutput(draft: RecipeDraft, output: string | null): RecipeDraft {
  return { ...draft, output, inputs: draft.inputs.filter((column) => column !== output) };
}

export function withInputs(draft: RecipeDraft, inputs: readonly string[]): RecipeDraft {
  return { ...draft, inputs, output: draft.output !== null && inputs.includes(draft.output) ? null : draft.output };
}

export const RECIPE_DRAFT: DraftDefinition<'text-generation', RecipeDraft> = {
  schema: RecipeDraft,
  guess: guessDraft,
  fromRun: ({ recipe, fidelityFields }, columns) => ({
    ...recipeFrom(recipe, columns),
    fidelityFields: fidelityFields ?? [],
  }),
  fit: fitRecipe,
  kindOf: ({ kind }) => kind,
  withKind: (draft, kind) => ({ ...draft, kind }),
  toRequest,
  toFidelityFields,
  remedies,
};
