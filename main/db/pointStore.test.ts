import { beforeEach, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import { openDatabase, type SqliteDatabase } from './open.ts';
import { PointStore } from './pointStore.ts';

let database: SqliteDatabase;
let points: PointStore;
beforeEach(() => {
  database = openDatabase(':memory:');
  migrate(database);
  database.prepare("INSERT INTO runs (id, state, run, created_at) VALUES ('r', 'done', '{}', '')").run();
  points = new PointStore(database);
});

const measure = (value: number) => ({ value, low: value / 2, high: 2 * value });

test('evaluations get back what they have measured', () => {
  const evaluation = {
    step: 4,
    validationLoss: 2,
    elapsedMs: 9,
    metrics: { chrf: measure(30), bitsPerByte: measure(1 / 3) },
  };
  points.add('r', evaluation);
  points.add('r', { step: 8, validationLoss: 1 });
  const bare = [4, 8].map((step) => ({ step, validationLoss: 8 / step }));
  expect(points.attach('r', bare)).toEqual([evaluation, { step: 8, validationLoss: 1 }]);
  expect(points.attach('r', [])).toEqual([]);
  expect(points.of('r', 'chrf', 0, 9)).toEqual([{ metric: 'chrf', step: 4, elapsedMs: 9, ...measure(30) }]);
  points.removeAfter('r', 3);
  expect(points.attach('r', bare)).toEqual(bare);
});

test('what is not finite is left out, and what a later version has written is left alone', () => {
  points.add('r', { step: 1, validationLoss: 1, metrics: { chrf: { value: Number.NaN, low: 0, high: 0 } } });
  database.prepare("INSERT INTO points VALUES ('r', 'rouge', 1, NULL, 0.5, NULL, NULL)").run();
  const bare = [{ step: 1, validationLoss: 1 }];
  expect(points.attach('r', bare)).toEqual(bare);
  expect(database.prepare('SELECT count(*) FROM points').pluck().get()).toBe(1);
});

test('points go with their run', () => {
  points.add('r', { step: 1, validationLoss: 1, metrics: { chrf: measure(1) } });
  database.prepare("DELETE FROM runs WHERE id = 'r'").run();
  expect(database.prepare('SELECT count(*) FROM points').pluck().get()).toBe(0);
});
