import { expect, it } from 'vitest';
import type { CompleteRecipe } from '../../../../shared/domain/tasks/textGeneration/recipe.ts';
import { randomHeldOut } from '../../heldOut.ts';
import {
  emptyInputs,
  fillFromRow,
  nextRow,
  promptOf,
  randomRow,
  rawText,
  restoreInputs,
  withInput,
} from './rowInputs.ts';

const recipe: CompleteRecipe = {
  kind: 'complete',
  inputs: ['name', '__proto__'],
  output: 'description',
  template: 'name: {{name}} ({{__proto__}})\ndescription:',
};

it('builds the prompt from the fields, whatever their columns are called', () => {
  const inputs = withInput(withInput(emptyInputs(recipe), 'name', '{{name}}'), '__proto__', 'x');
  expect(promptOf(recipe, inputs)).toBe('name: {{name}} (x)\ndescription:');
});

it('fills the fields and the expected output from a row, by column name', () => {
  expect(fillFromRow(recipe, ['description', 'name'], ['long text', 'kindle'])).toEqual({
    inputs: [
      { column: 'name', value: 'kindle' },
      { column: '__proto__', value: '' },
    ],
    expected: 'long text',
  });
});

it('goes round with next, and never stays where it is with random', () => {
  expect([nextRow(null, 3), nextRow(1, 3), nextRow(2, 3)]).toEqual([0, 2, 0]);
  const seen = [0, 0.3, 0.6, 0.99].map((number) => randomRow(2, 5, () => number));
  expect(seen).toEqual([0, 1, 3, 4]);
  expect(randomRow(0, 1, () => 0.9)).toBe(0);
  expect(randomRow(null, 4, () => 0.99)).toBe(3);
});

it('prefers rows that were held out, and never stays where it is', () => {
  const rows = [{ row: 4 }, { row: 7 }, { row: 9 }];
  expect([0, 0.5, 0.99].map((number) => randomHeldOut(rows, 7, () => number)?.row)).toEqual([4, 9, 9]);
  expect(randomHeldOut(rows.slice(0, 1), 4, () => 0.5)).toEqual({ row: 4 });
  expect(randomHeldOut([], null, () => 0.5)).toBeNull();
});

it('restores fields only where they fit the recipe', () => {
  const inputs = [
    { column: '__proto__', value: 'b' },
    { column: 'name', value: 'a' },
  ];
  expect(restoreInputs(recipe, inputs)?.map((input) => input.value)).toEqual(['a', 'b']);
  expect(restoreInputs(recipe, inputs.slice(1))).toBeNull();
  expect(restoreInputs({ kind: 'continue', template: '' }, inputs)).toBeNull();
});

it('takes the built prompt over as raw text, but never over what somebody has typed', () => {
  expect(rawText('', '', 'name: Sofa')).toBe('name: Sofa');
  expect(rawText('name: Sofa', 'name: Sofa', 'name: Lamp')).toBe('name: Lamp');
  expect(rawText('my own', 'name: Sofa', 'name: Lamp')).toBe('my own');
});
