import { describe, expect, it } from 'vitest';
import type { Column } from '../../../../shared/domain/columns.ts';
import { columnsOf, isAccepted, type RecipeRequest } from '../../../../shared/domain/tasks/index.ts';
import type { TextRequest } from '../../../../shared/domain/tasks/textGeneration/recipe.ts';
import { resolve } from '../../../../shared/domain/tasks/textGeneration/resolve.ts';
import {
  guessDraft,
  mustContainOf,
  promptTemplate,
  RECIPE_DRAFT,
  type RecipeDraft,
  toFidelityFields,
  toRequest,
  withInputs,
  withOutput,
} from './recipeDraft.ts';

const column = (name: string, type: Column['type'], meanLength: number): Column => ({
  name,
  type,
  emptyCells: 0,
  distinct: null,
  minLength: 0,
  meanLength,
  maxLength: meanLength * 2,
});

const products = [
  column('name', 'text', 12),
  column('category', 'category', 6),
  column('price', 'number', 4),
  column('tagline', 'text', 40),
  column('description', 'text', 600),
];

it('is ready with what the host accepts', () => {
  const accepted = (request: RecipeRequest) => isAccepted(request, [column('a', 'text', 5), column('b', 'text', 5)]);
  expect(accepted({ kind: 'continue', template: '{{a}}' })).toBe(true);
  expect(accepted({ kind: 'continue', template: 'a' })).toBe(false);
  expect(accepted({ kind: 'continue', template: '{{a}} {{c}}' })).toBe(false);
  const complete = { kind: 'complete' as const, inputs: ['a'], output: 'b' };
  expect(accepted(complete)).toBe(true);
  expect(accepted({ ...complete, template: '{{a}}:' })).toBe(true);
  for (const template of ['b:', '{{c}}{{a}}', '{{a}}{{b}}']) expect(accepted({ ...complete, template })).toBe(false);
  expect(accepted({ ...complete, inputs: ['a', 'c'] })).toBe(false);
});

describe('guessDraft', () => {
  it('prefers a text to a column of few values', () => {
    const columns = [column('name', 'text', 12), column('text', 'text', 40), column('contact', 'category', 18)];
    expect(guessDraft(columns)).toMatchObject({ inputs: ['name', 'contact'], output: 'text' });
  });

  it('writes the description from everything with words', () => {
    expect(guessDraft(products)).toEqual({
      chatTemplate: 'model',
      messages: null,
      tools: null,
      kind: 'complete',
      continueTemplate: '{{name}}\n{{category}}\n{{tagline}}\n{{description}}',
      inputs: ['name', 'category', 'tagline'],
      output: 'description',
      completeTemplate: null,
      fidelityFields: [],
      mustContain: null,
      onlyKeeping: false,
    });
  });

  it('translates into the second column of a pair, although the first is longer', () => {
    const draft = guessDraft([column('en', 'text', 60), column('zh', 'text', 20)]);
    expect([draft.inputs, draft.output]).toEqual([['en'], 'zh']);
  });

  it('passes over a short last column', () => {
    const columns = [column('title', 'text', 30), column('body', 'text', 500), column('tag', 'category', 5)];
    expect(guessDraft(columns).output).toBe('body');
  });

  it.each<[string, Column[], string[], string]>([
    ['its topic (banking77)', [column('text', 'text', 60), column('category', 'category', 20)], ['text'], 'category'],
    ['its label, which stands first', [column('label', 'category', 4), column('sms', 'text', 80)], ['sms'], 'label'],
    [
      'its rating, and not its language',
      [column('review', 'text', 500), column('language', 'category', 2), column('rating', 'category', 6)],
      ['review', 'language'],
      'rating',
    ],
    [
      'what is not the same in every row',
      [column('text', 'text', 60), column('topic', 'category', 9), { ...column('source', 'category', 3), distinct: 1 }],
      ['text', 'source'],
      'topic',
    ],
  ])('of one text, finds out %s', (_, columns, inputs, output) => {
    expect(guessDraft(columns)).toMatchObject({ kind: 'complete', inputs, output });
  });

  it('continues text where there is one column, and takes numbers where there are no words', () => {
    expect(guessDraft([column('text', 'text', 100), column('n', 'number', 2)])).toMatchObject({
      kind: 'continue',
      continueTemplate: '{{text}}',
      inputs: [],
      output: null,
    });
    expect(guessDraft([column('n', 'number', 2), column('nothing', 'empty', 0)]).continueTemplate).toBe('{{n}}');
  });

  it('asks for no column that is not there', () => {
    expect(toRequest(guessDraft([]))).toEqual({ kind: 'continue', template: '' });
  });
});

describe('toRequest', () => {
  const draft = guessDraft(products);

  it('leaves a template to the host until the user writes one', () => {
    expect(toRequest(draft)).toEqual({
      kind: 'complete',
      inputs: ['name', 'category', 'tagline'],
      output: 'description',
    });
    expect(toRequest({ ...draft, completeTemplate: '{{name}} →' })).toMatchObject({ template: '{{name}} →' });
  });

  it('waits for an output and for inputs', () => {
    expect(toRequest(withOutput(draft, null))).toBeNull();
    expect(toRequest(withInputs(draft, []))).toBeNull();
  });

  it('never asks for an output that is an input', () => {
    expect(withOutput(draft, 'tagline')).toMatchObject({ inputs: ['name', 'category'], output: 'tagline' });
    expect(withInputs(draft, ['description'])).toMatchObject({ inputs: ['description'], output: null });
  });
});

it('promptTemplate follows the columns until the user writes one', () => {
  const draft = withInputs(guessDraft(products), ['name']);
  expect(promptTemplate(draft)).toBe('name: {{name}}\ndescription:');
  expect(promptTemplate({ ...draft, completeTemplate: 'own' })).toBe('own');
});

it('tells the columns that are learned from, the prompt’s included', () => {
  expect(columnsOf({ kind: 'continue', template: '{{name}}: {{tagline}}' })).toEqual(['name', 'tagline']);
  const complete = { kind: 'complete' as const, inputs: ['name'], output: 'tagline' };
  expect(columnsOf(complete)).toEqual(['name', 'tagline']);
  expect(columnsOf({ ...complete, template: '{{name}} {{price}}' })).toEqual(['name', 'price', 'tagline']);
});

it('asks to measure only inputs that are still there, and nothing where the choice is left to the studio', () => {
  const draft = guessDraft(products);
  expect(toFidelityFields(draft)).toEqual({});
  expect(toFidelityFields({ ...draft, fidelityFields: ['name', 'gone'] })).toEqual({ fidelityFields: ['name'] });
  expect(toFidelityFields({ ...draft, kind: 'continue', fidelityFields: ['name'] })).toEqual({});
});

it('keeps that conversations are learned without their tools', () => {
  const columns = [{ ...column('messages', 'text', 300), format: 'messages' as const }, column('tools', 'text', 200)];
  const draft = guessDraft(columns);
  expect(draft).toMatchObject({ messages: 'messages', tools: 'tools' });
  expect(RECIPE_DRAFT.fit({ ...draft, tools: null }, columns)).toMatchObject({ messages: 'messages', tools: null });
  expect(RECIPE_DRAFT.fit({ ...draft, tools: 'gone' }, columns)).toMatchObject({ tools: 'tools' });
});

describe('texts that have to keep a name', () => {
  const draft = guessDraft(products);
  const finding = (code: string, details: Record<string, string | number>) => ({ code, message: '', details });
  const after = (from: RecipeDraft, found: ReturnType<typeof finding>) =>
    RECIPE_DRAFT.remedies?.(from, found).map(({ name, draft: remedied }) => [name, toRequest(remedied)]);
  const usual = { kind: 'complete', inputs: ['name', 'category', 'tagline'], output: 'description' };

  it('are asked for with rows or without, and only where the field is an input', () => {
    expect(toRequest({ ...draft, mustContain: ['name', 'gone'] })).toEqual({ ...usual, mustContain: ['name'] });
    const keeping = { ...draft, mustContain: ['name'], onlyKeeping: true };
    expect(toRequest(keeping)).toEqual({ ...usual, keepFields: ['name'] });
    expect(toRequest({ ...draft, onlyKeeping: true })).toEqual(usual);
    expect(toRequest({ ...draft, mustContain: [], onlyKeeping: true })).toEqual({ ...usual, mustContain: [] });
    const run = { recipe: resolve(toRequest(keeping) as TextRequest, products), fidelityFields: null };
    expect(RECIPE_DRAFT.fromRun(run, products)).toEqual(keeping);
    // A run that was asked for none is not asked for what would be found.
    const open = { recipe: resolve(usual as TextRequest, products), fidelityFields: null };
    expect(RECIPE_DRAFT.fromRun(open, products)).toEqual({ ...draft, mustContain: [] });
  });

  it('are those that were found in the rows, until somebody chooses', () => {
    const found = { mustContain: ['name', 'gone'] };
    expect(mustContainOf(draft, found)).toEqual(['name']);
    expect(mustContainOf({ ...draft, mustContain: [] }, found)).toEqual([]);
    expect(mustContainOf({ ...draft, mustContain: ['tagline'] }, found)).toEqual(['tagline']);
  });

  it('are remedied at a click', () => {
    const seldom = { column: 'name', percent: 37, kept: 111, rows: 300 };
    expect(after(draft, finding('fields_seldom_kept', seldom))).toEqual([
      ['onlyKeeping', { ...usual, keepFields: ['name'] }],
      ['asItComes', { ...usual, mustContain: [] }],
    ]);
    expect(after({ ...draft, mustContain: [] }, finding('fields_seldom_kept', seldom))?.at(-1)).toEqual([
      'writeAgain',
      { ...usual, mustContain: ['name'] },
    ]);
    // Too few rows would be left.
    expect(after(draft, finding('fields_seldom_kept', { ...seldom, kept: 60 }))?.map(([name]) => name)).toEqual([
      'asItComes',
    ]);
    const keeping = { ...draft, mustContain: ['name'], onlyKeeping: true };
    for (const code of ['rows_left_out', 'keep_leaves_too_few']) {
      expect(after(keeping, finding(code, { kept: 9 }))).toEqual([['allRows', { ...usual, mustContain: ['name'] }]]);
    }
    expect(after(draft, finding('labels_rare', {}))).toEqual([]);
  });
});
