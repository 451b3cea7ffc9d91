import { describe, expect, test } from 'vitest';
import type { Column } from '../columns.ts';
import { MEASURE_NAMES, measureText } from '../runs/metrics.ts';
import {
  askedOf,
  choicesOf,
  columnsOf,
  lossUnit,
  METRICS,
  RECIPE_KINDS,
  Recipe,
  RecipeRequest,
  recipeOptions,
  requestFromOptions,
  resolveRecipe,
  TASK_KINDS,
  TASKS,
  taskOf,
  textTemplate,
  wantedFields,
  writesTexts,
} from './index.ts';

test('tasks have the names that they are listed by, and share no recipe, figure or fact by mistake', () => {
  expect(Object.entries(TASKS).map(([kind, task]) => [kind, task.kind])).toEqual(
    TASK_KINDS.map((kind) => [kind, kind]),
  );
  const recipes = TASK_KINDS.flatMap((kind) => TASKS[kind].recipes);
  expect(new Set(recipes).size).toBe(recipes.length);
  expect(RECIPE_KINDS).toEqual(recipes);
  expect(new Set(MEASURE_NAMES).size).toBe(METRICS.length);
});

test('a recipe is read back as it was stored, by whichever task it is of', () => {
  const stored = [
    { kind: 'continue', template: '{{a}}' },
    { kind: 'complete', inputs: ['a'], output: 'b', template: '{{a}}:' },
  ];
  for (const recipe of stored) {
    expect(JSON.stringify(Recipe.parse(recipe))).toBe(JSON.stringify(recipe));
    expect(taskOf(Recipe.parse(recipe)).kind).toBe('text-generation');
  }
  expect(Recipe.safeParse({ kind: 'rank', template: '' }).success).toBe(false);
  expect(RecipeRequest.parse({ kind: 'continue' })).toEqual({ kind: 'continue' });
});

test.each([
  ['complete', 'nats per token', 'nat/词元', 'tokens'],
  ['classify', 'nats per text', 'nat/文本', 'labels'],
  ['score', 'squared error per text', '平方误差/文本', null],
  ['recommend', 'nats per item', 'nat/物品', 'items'],
])('a loss of %s is in %s', (kind, en, zh, choices) => {
  const recipe = { kind } as Recipe;
  expect([lossUnit(recipe), lossUnit(recipe, 'zh-CN'), choicesOf(recipe)]).toEqual([en, zh, choices]);
  expect(choicesOf(recipe, 'zh-CN') === null).toBe(choices === null);
});

test('only models of texts write texts of their own', () => {
  expect(TASK_KINDS.filter((kind) => writesTexts(kind))).toEqual(['text-generation']);
});

test.each([
  [{ kind: 'continue', template: '{{a}}' }, 'beginning', '{{a}}'],
  [{ kind: 'complete', inputs: ['a'], output: 'b', template: '{{a}}:' }, 'row', '{{a}}:'],
  [{ kind: 'chat', messages: 'a', chatTemplate: 'model' }, 'messages', null],
  [{ kind: 'classify', inputs: ['a'], output: 'b', template: '{{a}}' }, null, '{{a}}'],
  [{ kind: 'match', inputs: ['a'], output: 'b', template: '{{a}}' }, null, '{{a}}'],
  [{ kind: 'recommend', user: 'a', item: 'b', time: null, rating: null }, null, null],
] satisfies [Recipe, string | null, string | null][])('a program gives to a model of %j', (recipe, by, template) => {
  expect([askedOf(recipe)?.by ?? null, textTemplate(recipe)]).toEqual([by, template]);
});

test('a figure that is rounded to zero has no sign', () => {
  expect([measureText('r2', -0.0002), measureText('r2', -0.25), measureText('chrf', -0)]).toEqual([
    '0.000',
    '-0.250',
    '0.0',
  ]);
});

describe('text generation', () => {
  const complete = { kind: 'complete' as const, inputs: ['a', 'b'], output: 'c', template: '{{a}} {{b}}:' };
  const continued = { kind: 'continue' as const, template: '{{a}}: {{b}}' };

  test('says what it reads, is given and writes', () => {
    expect(columnsOf(complete)).toEqual(['a', 'b', 'c']);
    expect(taskOf(complete).inputs(complete)).toEqual(['a', 'b']);
    expect(taskOf(complete).target(complete)).toEqual({ output: 'c' });
    expect(taskOf(continued).inputs(continued)).toEqual(['a']);
    expect(taskOf(continued).inputs({ kind: 'continue', template: '{{a}} {{a}}' })).toEqual([]);
    expect([complete, continued].map((recipe) => taskOf(recipe).learnsWhole(recipe))).toEqual([false, true]);
  });

  test('has one list of facts', () => {
    expect(taskOf(complete).facts(complete)).toEqual([
      { name: 'recipe', form: 'recipe', value: 'complete' },
      { name: 'inputs', form: 'columns', value: ['a', 'b'] },
      { name: 'output', form: 'column', value: 'c' },
      { name: 'template', form: 'template', value: '{{a}} {{b}}:' },
    ]);
    expect(
      taskOf(continued)
        .facts(continued)
        .map(({ name }) => name),
    ).toEqual(['recipe', 'template']);
  });

  test('shows the beginnings of some rows, or their prompts, once each', () => {
    const examples = ['one two three four', 'one two three five', 'x'].map((completion) => ({
      prompt: '',
      completion,
    }));
    expect(taskOf(continued).samplePrompts(continued, examples)).toEqual(['one two three', 'x']);
    const prompted = [{ prompt: 'p:', completion: ' c' }];
    expect(taskOf(complete).samplePrompts(complete, prompted)).toEqual(['p:']);
  });

  test('fills a prompt from its inputs and no others', () => {
    const fill = (...columns: string[]) =>
      taskOf(complete).prompt(
        complete,
        columns.map((column) => ({ column, value: `<${column}>` })),
      );
    expect(fill('a', 'b')).toBe('<a> <b>:');
    expect(() => fill('a')).toThrow(expect.objectContaining({ code: 'prompt_inputs_missing' }));
    expect(() => fill('a', 'b', 'c')).toThrow(expect.objectContaining({ code: 'column_unknown' }));
    expect(() => taskOf(continued).prompt(continued, [])).toThrow(
      expect.objectContaining({ code: 'model_has_no_inputs' }),
    );
  });

  test('takes the column of tools where there is one, another one, or none', () => {
    const columns = ['messages', 'tools', 'other'].map((name) => ({ name }) as Column);
    const toolsOf = (tools?: string) => {
      const request = requestFromOptions('chat', { input: ['messages'], ...(tools !== undefined && { tools }) });
      const recipe = resolveRecipe(request, columns);
      return recipe.kind === 'chat' && recipe.tools;
    };
    expect([toolsOf(), toolsOf('other'), toolsOf('')]).toEqual(['tools', 'other', undefined]);
  });

  test('has its options of the command line', () => {
    const own = ['template', 'input', 'output', 'keep', 'must-contain', 'tools', 'chat-template'];
    // Those of other tasks follow.
    expect(
      recipeOptions()
        .slice(0, own.length)
        .map(({ name }) => name),
    ).toEqual(own);
    expect(recipeOptions()[1]?.description).toMatch(
      /^input columns of `complete`, `chat`, `classify`.*, separated by commas$/,
    );
    expect(requestFromOptions('continue', {})).toEqual({ kind: 'continue' });
    expect(requestFromOptions('complete', { input: ['a'], output: 'b' })).toEqual({
      kind: 'complete',
      inputs: ['a'],
      output: 'b',
    });
    const keeping = { input: ['a'], output: 'b', keep: ['a'], 'must-contain': ['a'] };
    expect(requestFromOptions('complete', keeping)).toMatchObject({ keepFields: ['a'], mustContain: ['a'] });
    const bad = (path: string) =>
      expect.objectContaining({ code: 'bad_input', details: expect.objectContaining({ path }) });
    expect(() => requestFromOptions('complete', { input: ['a'] })).toThrow(bad('--output'));
    expect(() => requestFromOptions('complete', { output: 'a' })).toThrow(bad('--input'));
  });

  test('an answer can be asked to keep what it is given, and nothing else', () => {
    const text = { type: 'text' as const, emptyCells: 0, distinct: null, minLength: 1, meanLength: 9, maxLength: 9 };
    const columns = ['a', 'b'].map((name) => ({ ...text, name }));
    const asked = { kind: 'complete' as const, inputs: ['a'], output: 'b' };
    const wanted = (more: { keepFields?: string[]; mustContain?: string[] }) =>
      wantedFields(resolveRecipe({ ...asked, ...more }, columns));
    expect(wanted({})).toEqual([]);
    expect(wanted({ keepFields: [] })).toEqual([]);
    expect(wanted({ keepFields: ['a', 'a'] })).toEqual(['a']);
    expect(wanted({ mustContain: ['a'] })).toEqual(['a']);
    expect(() => wanted({ keepFields: ['b'] })).toThrow(expect.objectContaining({ code: 'recipe_keeps_no_input' }));
  });
});
