import { expect, test } from 'vitest';
import type { TrainedModel } from '../../../shared/domain/models/trainedModel.ts';
import { RECIPE_KINDS, taskOf } from '../../../shared/domain/tasks/index.ts';
import { describeLimits } from './limits.ts';

type Base = NonNullable<TrainedModel['base']>;
const on = (tuning: Base['tuning']) =>
  ({ tuning, name: 'B', path: '/b', sha256: '', license: null, trainableParameters: 1 }) as unknown as Base;
const ORIGINS = [null, on('lora'), on('full'), on('frozen')];

const limits = (kind: (typeof RECIPE_KINDS)[number], base: Base | null) =>
  describeLimits({ recipe: { kind } as TrainedModel['recipe'], base });

/** What only a model that writes can do. */
const OF_WRITING = /states things|word for word|poor text|prompts/;

test('only a model that writes has the limits of writing', () => {
  for (const kind of RECIPE_KINDS)
    for (const base of ORIGINS) {
      const text = limits(kind, base);
      if (taskOf({ kind }).programs.form === 'writes') expect(text).toMatch(OF_WRITING);
      else expect(text).not.toMatch(OF_WRITING);
      expect(text.split('\n').every((line) => line.startsWith('- '))).toBe(true);
    }
});

test('what reads can be wrong, and has the bias of its data and of its base', () => {
  for (const [kind, own] of [
    ['classify', 'labels'],
    ['tag', 'labels'],
    ['score', 'numbers'],
  ] as const) {
    for (const base of ORIGINS) {
      const text = limits(kind, base);
      expect(text).toMatch(/can be wrong/);
      expect(text).toContain(`only as good as the ${own} of its training data`);
      expect(text.includes('bias the base has')).toBe(base !== null);
    }
  }
});

test('a body that stayed as it was has lost nothing that it had', () => {
  expect(limits('classify', on('frozen'))).toContain('nothing of the base was trained');
  expect(limits('classify', on('frozen'))).not.toMatch(/undone/);
  expect(limits('classify', on('lora'))).not.toContain('nothing of the base was trained');
});
