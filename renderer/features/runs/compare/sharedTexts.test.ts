import { expect, test } from 'vitest';
import type { MeasureRecord } from '../../../../shared/domain/models/measures.ts';
import { sharedTexts, textsBarrier } from './sharedTexts.ts';

const record = (texts: readonly (readonly [row: number, output: string])[]): MeasureRecord => ({
  ...{ texts: texts.length, rows: texts.length, seed: 1, temperature: 0.8, fields: [], metrics: {}, notMeasured: {} },
  baselines: { referenceFidelity: null, bigramBitsPerByte: null, commonestMatch: null },
  createdAt: '',
  newWords: null,
  written: texts.map(([row, output]) => ({ row, inputs: [], prompt: `p${row}`, reference: `r${row}`, output })),
});
const complete = (inputs: string[], output: string) => ({
  kind: 'complete' as const,
  inputs,
  output,
  template: inputs.join(),
});
const run = { datasetId: 'd', datasetVersion: 1, recipe: complete(['name'], 'description') };

test('texts stand side by side for the rows that all were measured on, the first text of each', () => {
  const one = {
    run,
    record: record([
      [4, 'a4'],
      [7, 'a7'],
      [4, 'again'],
    ]),
  };
  const other = {
    run,
    record: record([
      [9, 'b9'],
      [7, 'b7'],
      [4, 'b4'],
    ]),
  };
  expect(sharedTexts([one, other])).toEqual([
    { row: 4, prompt: 'p4', reference: 'r4', outputs: ['a4', 'b4'] },
    { row: 7, prompt: 'p7', reference: 'r7', outputs: ['a7', 'b7'] },
  ]);
  expect(sharedTexts([one, other], 1)).toHaveLength(1);
});

test('rows of other data are no rows of this', () => {
  const one = { run, record: record([[4, 'a']]) };
  expect(sharedTexts([one, { ...one, run: { ...run, datasetVersion: 2 } }])).toEqual([]);
  expect(sharedTexts([one, { run, record: null }])).toEqual([]);
  expect(sharedTexts([])).toEqual([]);
});

test.each([
  ['another column is written', { recipe: complete(['name'], 'tagline') }, 'output'],
  ['a text is continued', { recipe: { kind: 'continue' as const, template: '{{description}}' } }, 'output'],
  ['another version of the data', { datasetVersion: 2 }, 'data'],
  ['other inputs, the same answer', { recipe: complete(['name', 'category'], 'description') }, null],
])('%s', (_, patch, barrier) => {
  const other = { ...run, ...patch };
  expect(textsBarrier([run, other])).toBe(barrier);
  const shared = sharedTexts([
    { run, record: record([[4, 'a']]) },
    { run: other, record: record([[4, 'b']]) },
  ]);
  expect(shared).toHaveLength(barrier === null ? 1 : 0);
});

test('what is given is shown only where all are given the same', () => {
  const one = { run, record: record([[4, 'a']]) };
  const other = record([[4, 'b']]);
  const written = other.written.map((text) => ({ ...text, prompt: 'another' }));
  expect(sharedTexts([one, { run, record: { ...other, written } }])[0]?.prompt).toBeNull();
});
