import { expect, test } from 'vitest';
import type { MeasureRecord } from '../../../../shared/domain/measures.ts';
import { sharedTexts } from './sharedTexts.ts';

const record = (texts: readonly (readonly [row: number, output: string])[]): MeasureRecord => ({
  ...{ texts: texts.length, rows: texts.length, seed: 1, temperature: 0.8, fields: [], metrics: {}, notMeasured: {} },
  baselines: { referenceFidelity: null, bigramBitsPerByte: null, commonestMatch: null },
  createdAt: '',
  written: texts.map(([row, output]) => ({ row, inputs: [], prompt: `p${row}`, reference: `r${row}`, output })),
});
const run = { datasetId: 'd', datasetVersion: 1 };

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
