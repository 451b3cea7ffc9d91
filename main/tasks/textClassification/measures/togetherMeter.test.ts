import { expect, test } from 'vitest';
import { recordWith, togetherOf } from '../../../../shared/domain/models/together.ts';
import { labelMeter } from './labelMeter.ts';

const ROWS = 40;
const label = (row: number) => row % 2;
const labels = [
  { label: 'bad', trained: 30 },
  { label: 'good', trained: 30 },
];
const validation = {
  ids: Uint16Array.from({ length: ROWS }, () => 1),
  starts: Uint32Array.from({ length: ROWS }, (_, row) => row),
  labels: Uint32Array.from({ length: ROWS }, (_, row) => label(row)),
  rows: Uint32Array.from({ length: ROWS }, (_, row) => 100 + row),
};
const rows = [{ row: 100, prompt: 'a', inputs: [], reference: 'bad' }];
/** Scores for a label: surely where it is right, and hardly where it is wrong. */
const scoresFor = (own: number, isRight: boolean) => {
  const said = isRight ? own : 1 - own;
  const size = isRight ? 3 : 1;
  return Float32Array.from([0, 1], (each) => (each === said ? size : 0));
};
/** The model is wrong in the first ten rows, words in the next five: each is surer where it is right. */
const modelIsRight = (row: number) => row >= 10;
const wordsAreRight = (row: number) => row < 10 || row >= 15;

async function measured(joinIn: boolean, known = ROWS) {
  const logs = new Map(
    Array.from({ length: known }, (_, row) => [100 + row, scoresFor(label(row), wordsAreRight(row))] as const),
  );
  const rivals = new Map([['linear', new Map(Array.from({ length: ROWS }, (_, row) => [100 + row, label(row)]))]]);
  const meter = labelMeter({ labels, validation, rows, rivals, words: { logs, joinIn }, seed: 1 });
  const gathered = meter.gather();
  for (let row = 0; row < ROWS; row++) {
    const batch = { values: {}, weights: Float32Array.of(1), start: row };
    gathered.onLosses(batch, Float32Array.of(0), new Map([['scores', scoresFor(label(row), modelIsRight(row))]]));
  }
  const record = await meter.atTheEnd(gathered);
  if (!record) throw new Error('nothing was measured');
  return { record, along: await meter.alongTheWay(gathered, false) };
}

test('where a model and words are wrong in other rows, both together are held against the model alone', async () => {
  const { record, along } = await measured(false);
  expect(record.metrics.accuracy?.value).toBe(0.75);
  expect(along.metrics.accuracy?.value).toBe(0.75);
  expect(record.written[0]?.output).toBe('good');
  expect(togetherOf(record)).toMatchObject({
    used: false,
    outcome: 'better',
    alone: { value: 0.75 },
    both: { value: 1 },
  });
  expect(togetherOf(record)?.gain.value).toBeCloseTo(0.25, 10);
  expect(record.otherwise?.written[0]?.output).toBe('bad');
  expect(record.otherwise?.labels.labels.every(({ hits }) => hits === ROWS / 2)).toBe(true);
});

test('where words join in the figures are those of both, and either way is the same two records', async () => {
  const [{ record: alone }, { record: both, along }] = [await measured(false), await measured(true)];
  expect(both.metrics.accuracy?.value).toBe(1);
  expect(along.metrics.accuracy?.value).toBe(1);
  const { createdAt: _, ...expected } = both;
  expect(recordWith(alone, true)).toMatchObject(expected);
  expect(recordWith(both, true)).toBe(both);
});

test('where words say nothing of a row, the model is measured alone', async () => {
  const { record } = await measured(false, ROWS - 1);
  expect(record).not.toHaveProperty('together');
  expect(record).not.toHaveProperty('otherwise');
});
