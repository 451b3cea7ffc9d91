import { expect, test } from 'vitest';
import { type SplitOptions, splitOf } from './splitOptions.ts';

test.each<[SplitOptions, ReturnType<typeof splitOf>]>([
  [{}, undefined],
  [{ split: 'auto' }, { kind: 'auto' }],
  [{ split: 'ratio' }, { kind: 'ratio', validation: 0.1, test: 0 }],
  [
    { split: 'group', splitColumn: 'maker', validationShare: 0.2, testShare: 0.1 },
    { kind: 'group', column: 'maker', validation: 0.2, test: 0.1 },
  ],
  [
    { split: 'column', splitColumn: 'set', validationValues: ['dev'] },
    { kind: 'column', column: 'set', validation: ['dev'], test: [] },
  ],
])('%j', (options, split) => {
  expect(splitOf(options)).toEqual(split);
});

test.each<[SplitOptions, string]>([
  [{ testShare: 0.1 }, '--test-share'],
  [{ split: 'ratio', splitColumn: 'maker' }, '--split-column'],
  [{ split: 'stratified' }, '--split-column'],
  [{ split: 'column', splitColumn: 'set' }, '--validation-values'],
  [{ split: 'ratio', validationShare: 0 }, '--split ratio: validation'],
  [{ split: 'ratio', validationShare: 0.5, testShare: 0.5 }, '--split ratio: test'],
  [{ split: 'column', splitColumn: 'set', validationValues: ['a'], testValues: [' a'] }, '--split column: test'],
])('%j is refused by the option', (options, path) => {
  expect(() => splitOf(options)).toThrow(expect.objectContaining({ code: 'bad_input' }));
  expect(() => splitOf(options)).toThrow(expect.objectContaining({ details: expect.objectContaining({ path }) }));
});
