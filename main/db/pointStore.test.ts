import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { METRICS } from '../../shared/domain/runs/metrics.ts';
import { migrate } from './migrate.ts';
import { openDatabase, type SqliteDatabase } from './open.ts';
import { LAST_STEP, PointStore } from './pointStore.ts';
import { RunStore } from './runStore.ts';
import { testMetric, testRun } from './testing.ts';

let database: SqliteDatabase;
let points: PointStore;
beforeEach(() => {
  database = openDatabase(':memory:');
  migrate(database);
  database.prepare("INSERT INTO runs (id, state, run, created_at) VALUES ('r', 'done', '{}', '')").run();
  points = new PointStore(database);
});

const measure = (value: number) => ({ value, low: value / 2, high: 2 * value });
const count = () => database.prepare('SELECT count(*) FROM points').pluck().get();

test('steps come back as they were reported, from one to another, as many as are asked for', () => {
  const steps = [1, 2, 3, 5].map((step) => ({ ...testMetric(step), remainingMs: step === 3 ? null : 7 * step }));
  points.addSteps('r', steps);
  expect(points.steps('r', 0, LAST_STEP)).toEqual(steps);
  expect(points.steps('r', 2, 4)).toEqual(steps.slice(1, 3));
  expect(points.steps('r', 2, LAST_STEP, 2)).toEqual(steps.slice(1, 3));
  expect(points.steps('other', 0, LAST_STEP)).toEqual([]);
  expect(points.lastOf('r', 'loss')).toBe(5);
  expect(() => points.addSteps('r', [testMetric(3)])).toThrow('UNIQUE');
});

test('evaluations come back with what they have measured; one more of a step takes its place', () => {
  const evaluation = {
    step: 4,
    validationLoss: 2,
    elapsedMs: 9,
    metrics: { chrf: measure(30), bitsPerByte: measure(1 / 3) },
  };
  points.putEvaluation('r', { ...evaluation, validationLoss: 3 });
  points.putEvaluation('r', evaluation);
  points.putEvaluation('r', { step: 8, validationLoss: 1 });
  expect(points.evaluations('r', 0, 9)).toEqual([evaluation, { step: 8, validationLoss: 1 }]);
  expect(points.of('r', 'chrf', 0, 9)).toEqual([{ step: 4, elapsedMs: 9, value: 30 }]);
  points.removeAfter('r', 3);
  expect(points.evaluations('r', 0, 9)).toEqual([]);
});

test('what training takes of the machine comes back, several of one step and what could not be measured too', () => {
  const usage = (step: number, elapsedMs: number, gpuPercent: number | null) => ({
    ...{ step, elapsedMs, cpuPercent: elapsedMs / 2, rssBytes: 1e9, gpuPercent, gpuMemoryBytes: null },
  });
  const usages = [usage(0, 1, null), usage(2, 5, 10), usage(2, 9, null), usage(2, 12, 30), usage(3, 20, 0)];
  for (const one of usages) points.addUsage('r', one);
  expect(points.usages('r', 0, 9)).toEqual(usages);
  expect(points.usages('r', 1, 2)).toEqual(usages.slice(1, 4));
});

test('measures that are not finite are left out, and what another version has written is left alone', () => {
  points.putEvaluation('r', { step: 1, validationLoss: 1, metrics: { chrf: { value: Number.NaN, low: 0, high: 0 } } });
  database.prepare("INSERT INTO series (run_id, metric) VALUES ('r', 'rouge')").run();
  database
    .prepare('INSERT INTO points SELECT id, 1, 0, NULL, 0.5, NULL, NULL FROM series ORDER BY id DESC LIMIT 1')
    .run();
  expect(points.evaluations('r', 0, 9)).toEqual([{ step: 1, validationLoss: 1 }]);
  expect(count()).toBe(2);
});

test('points go with their run', () => {
  points.addSteps('r', [testMetric(1)]);
  points.putEvaluation('r', { step: 1, validationLoss: 1, metrics: { chrf: measure(1) } });
  database.prepare("DELETE FROM runs WHERE id = 'r'").run();
  expect(count()).toBe(0);
  expect(database.prepare('SELECT count(*) FROM series').pluck().get()).toBe(0);
});

test('each metric is read by the order of its key, without sorting', () => {
  const plan = database
    .prepare<[], { detail: string }>(
      'EXPLAIN QUERY PLAN SELECT step, value FROM points WHERE series = 1 AND step BETWEEN 1 AND 2 ORDER BY step, n',
    )
    .all();
  expect(plan.map(({ detail }) => detail)).toEqual([
    'SEARCH points USING PRIMARY KEY (series=? AND step>? AND step<?)',
  ]);
});

test('a home of before there was one table for all metrics has the same reports afterwards', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-metrics-'));
  const migrations = join(import.meta.dirname, 'migrations');
  for (const name of readdirSync(migrations).filter((name) => name < '0009')) {
    writeFileSync(join(folder, name), readFileSync(join(migrations, name)));
  }
  const old = openDatabase(join(folder, 'kindling.db'));
  migrate(old, folder);
  for (const id of ['r1', 'r2', 'bare']) {
    const run = testRun({ id });
    old
      .prepare('INSERT INTO runs (id, state, run, created_at) VALUES (?, ?, ?, ?)')
      .run(id, run.state, JSON.stringify(run), run.createdAt);
  }
  const steps = Array.from({ length: 50 }, (_, index) => ({
    ...testMetric(index + 1, index === 7 ? Number.POSITIVE_INFINITY : 1 / (index + 1)),
    remainingMs: index % 2 === 0 ? null : 1000 - index,
  }));
  const insert = old.prepare('INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  for (const { step, loss, learning_rate, grad_norm, tokensPerSecond, elapsedMs, remainingMs } of steps) {
    insert.run('r1', step, loss, learning_rate, grad_norm, tokensPerSecond, elapsedMs, remainingMs);
  }
  for (const step of [0, 20, 50])
    old.prepare('INSERT INTO evaluations VALUES (?, ?, ?)').run('r1', step, 3 / (step + 1));
  old.prepare('INSERT INTO evaluations VALUES (?, ?, ?)').run('r2', 9, 0.5);
  const measured = old.prepare('INSERT INTO points VALUES (?, ?, ?, ?, ?, ?, ?)');
  measured.run('r1', 'chrf', 20, 2000, 30, 25, 35);
  measured.run('r1', 'of_a_later_version', 20, 2000, 7, null, null);
  const usages = [
    { step: 3, elapsedMs: 10, cpuPercent: 50, rssBytes: 5, gpuPercent: null, gpuMemoryBytes: 3 },
    { step: 3, elapsedMs: 20, cpuPercent: 60, rssBytes: 6, gpuPercent: 1, gpuMemoryBytes: null },
    { step: 9, elapsedMs: 90, cpuPercent: 0, rssBytes: 0, gpuPercent: null, gpuMemoryBytes: null },
  ];
  for (const { step, elapsedMs, cpuPercent, rssBytes, gpuPercent, gpuMemoryBytes } of usages) {
    old
      .prepare('INSERT INTO resources VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)')
      .run('r1', step, elapsedMs, cpuPercent, rssBytes, gpuPercent, gpuMemoryBytes);
  }

  migrate(old);
  const runs = new RunStore(old);
  const nothing = { steps: [], evaluations: [], samples: [], resources: [] };
  expect(runs.history('r1', 0)).toEqual({
    steps,
    evaluations: [
      { step: 0, validationLoss: 3 },
      { step: 20, validationLoss: 1 / 7, elapsedMs: 2000, metrics: { chrf: { value: 30, low: 25, high: 35 } } },
      { step: 50, validationLoss: 3 / 51 },
    ],
    samples: [],
    resources: usages,
  });
  expect(runs.history('r2', 0)).toEqual({ ...nothing, evaluations: [{ step: 9, validationLoss: 0.5 }] });
  expect(runs.history('bare', 0)).toEqual(nothing);
  const known = old.prepare(
    "SELECT metric, value FROM points JOIN series ON series = id WHERE metric = 'of_a_later_version'",
  );
  expect(known.all()).toEqual([{ metric: 'of_a_later_version', value: 7 }]);
  // Names of this version and of the migration are the same.
  const names = old.prepare<[], string>('SELECT DISTINCT metric FROM series').pluck().all();
  expect(names.filter((name) => !(name in METRICS)).sort()).toEqual(['of_a_later_version', 'remainingMs']);
  // It goes on where it was.
  runs.appendSteps('r1', [testMetric(51)]);
  expect(runs.newest('r1').steps[0]?.step).toBe(51);
  old.close();
  rmSync(folder, { recursive: true });
});
