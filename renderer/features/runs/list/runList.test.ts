import { describe, expect, test } from 'vitest';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { addressText } from '../../../ui/useAddressState.ts';
import { testRun } from '../testRun.ts';
import { filterAddress, filterRuns, moveTarget, NO_FILTER, queueOf, runOptions, tagsOf } from './runList.ts';

const lamps = testRun({ id: '1', name: 'Lamps', tags: ['night', 'best'] });
const chairs = testRun({ id: '2', name: 'Chairs · nano', datasetName: 'Möbel', tags: ['night'] });
const ids = (runs: readonly Run[]) => runs.map(({ id }) => id);

test.each([
  ['', [], ['1', '2']],
  ['lamp', [], ['1']],
  ['  NANO chairs ', [], ['2']],
  ['möbel', [], ['2']],
  ['best', [], ['1']],
  ['', ['night'], ['1', '2']],
  ['', ['night', 'best'], ['1']],
  ['chairs', ['best'], []],
])('the text %j and the tags %j leave %j', (text, tags, left) => {
  expect(ids(filterRuns([lamps, chairs], { text, tags }))).toEqual(left);
});

test.each([NO_FILTER, { text: 'a & b ', tags: [] }, { text: '', tags: ['x=y', '中文'] }])(
  'the filter %j comes back from the address',
  (filter) => {
    const text = addressText(filterAddress, filter);
    expect(filterAddress.read(new URLSearchParams(text))).toEqual(filter);
    expect(text === '').toBe(filter === NO_FILTER);
  },
);

test('tags are listed once', () => {
  expect(tagsOf([chairs, lamps])).toEqual(['best', 'night']);
});

describe('the queue', () => {
  const waiting = ['c', 'a', 'b'].map((id) =>
    testRun({ id, state: 'queued', queuePosition: 'abc'.indexOf(id) + 1, createdAt: id }),
  );
  const queue = queueOf([...waiting, testRun({ id: 'going', state: 'training' })]);

  test('is in the order of its turns, without what goes on already', () => {
    expect(ids(queue)).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['a', 'next', undefined],
    ['a', 'up', undefined],
    ['a', 'down', 'c'],
    ['b', 'up', 'a'],
    ['b', 'down', null],
    ['c', 'next', 'a'],
    ['c', 'up', 'b'],
    ['c', 'down', undefined],
    ['gone', 'up', undefined],
  ] as const)('%s goes %s before %s', (id, move, before) => {
    expect(moveTarget(queue, id, move)).toBe(before);
  });
});

test('what can be done depends on the state, and on whether there is a checkpoint', () => {
  const can = (patch: Partial<Run>) =>
    Object.entries(runOptions(testRun(patch))).flatMap(([option, possible]) => (possible ? option : []));
  const checkpoints = [
    { step: 5, elapsedMs: 1, validationLoss: null, best: false, bytes: 1, createdAt: '2026-01-01T00:00:00.000Z' },
  ];
  expect(can({ state: 'queued' })).toEqual(['unqueue']);
  expect(can({ state: 'preparing' })).toEqual(['pause', 'stop']);
  expect(can({ state: 'training', checkpoints })).toEqual(['pause', 'stop']);
  expect(can({ state: 'saving' })).toEqual([]);
  expect(can({ state: 'paused' })).toEqual(['resume', 'remove']);
  expect(can({ state: 'interrupted' })).toEqual(['resume', 'remove']);
  expect(can({ state: 'stopped', checkpoints })).toEqual(['resume', 'remove']);
  expect(can({ state: 'stopped' })).toEqual(['remove']);
  expect(can({ state: 'failed' })).toEqual(['resume', 'remove']);
  const error = { code: 'loss_not_finite', message: '', details: {} };
  expect(can({ state: 'failed', checkpoints, error })).toEqual(['remove']);
  expect(can({ state: 'done', checkpoints })).toEqual(['remove']);
});
