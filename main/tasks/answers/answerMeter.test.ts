import { expect, test } from 'vitest';
import type { Batch } from '../../ml/train/task.ts';
import { AnswerMeter, counted } from './answerMeter.ts';
import { answerReport, ofAllRows } from './answerReport.ts';

/** Rows 7, 3, 9, 5 and 1 of the data, in the order of the split; all but 3 are kept with their texts, in another order. */
const SPLIT = [7, 3, 9, 5, 1];
const ROWS = [1, 5, 9, 7].map((row) => ({ row, inputs: [], prompt: `row ${row}`, reference: '' }));
const RIVALS = new Map([
  ['knows', new Map(SPLIT.map((row) => [row, 2 * row]))],
  ['lacks', new Map([[7, 1]])],
]);

const meter = () =>
  new AnswerMeter<number>({
    split: SPLIT,
    rows: ROWS,
    *read(batch, outputs) {
      for (const [row, place] of counted(batch)) yield [place, outputs.get('scores')?.[row] as number];
    },
    measure(answers, withRivals) {
      if (answers.size === 0) return null;
      const own = Array.from(answers.keys(), (place) => SPLIT[place] as number);
      const figure = (values: Iterable<number>) => {
        const value = [...values].reduce((sum, one) => sum + one, 0);
        return { mae: { value, low: value, high: value } };
      };
      const said = withRivals ? ofAllRows(RIVALS, own) : null;
      const rivals = said?.map(({ name, answers }) => ({ name, metrics: figure(answers), gains: {} })) ?? null;
      return answerReport(answers.size, 4, { metrics: figure(answers.values()), rivals });
    },
    written: (row, answer) => ({ ...row, output: String(answer) }),
  });

const batch = (start: number, weights: number[]): Batch => ({ values: {}, weights: Float32Array.from(weights), start });
const NO_LOSSES = new Float32Array(2);

test('answers are put down by their place in the split, and what only fills up a batch is none', async () => {
  const measuring = meter();
  const gathered = measuring.gather();
  for (const [start, weights, scores] of [
    [0, [1, 1], [70, 30]],
    [2, [1, 1], [90, 50]],
    [4, [1, 0], [10, 1000]],
  ] as const)
    gathered.onLosses(batch(start, [...weights]), NO_LOSSES, new Map([['scores', Float32Array.from(scores)]]));
  const along = await measuring.alongTheWay(gathered, true);
  expect(along.metrics.mae?.value).toBe(250);
  expect(along.samples).toEqual([
    { prompt: 'row 1', text: '10' },
    { prompt: 'row 5', text: '50' },
    { prompt: 'row 9', text: '90' },
  ]);
  expect((await measuring.alongTheWay(gathered, false)).samples).toEqual([]);
  const record = await measuring.atTheEnd(gathered);
  expect(record).toMatchObject({
    texts: 5,
    rows: 5,
    seed: 4,
    rivals: [{ name: 'knows', metrics: { mae: { value: 50 } } }],
  });
  expect(record?.written?.map(({ row, output }) => [row, output])).toEqual([
    [1, '10'],
    [5, '50'],
    [9, '90'],
    [7, '70'],
  ]);
});

test('of an evaluation that came to a part, that part is told; of none, nothing', async () => {
  const measuring = meter();
  const gathered = measuring.gather();
  gathered.onLosses(batch(2, [1, 1]), NO_LOSSES, new Map([['scores', Float32Array.of(90, 50)]]));
  expect((await measuring.alongTheWay(gathered, true)).samples.map(({ prompt }) => prompt)).toEqual(['row 5', 'row 9']);
  expect(await measuring.alongTheWay(undefined, true)).toEqual({ metrics: {}, samples: [] });
  expect(await measuring.atTheEnd(undefined)).toBeNull();
});
