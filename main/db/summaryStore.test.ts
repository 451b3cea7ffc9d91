import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { STEP_METRICS } from '../../shared/domain/runs/metrics.ts';
import { fewOr } from '../setup/leftOut.ts';
import { migrate } from './migrate.ts';
import { openDatabase, type SqliteDatabase } from './open.ts';
import { RunStore } from './runStore.ts';
import { openStores } from './stores.ts';
import { merge, type Stretch, SummaryStore, stretchOf, WIDTHS } from './summaryStore.ts';
import { testMetric, testRun } from './testing.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-summaries-'));
  file = join(folder, 'kindling.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Values = Map<number, number>;

/** What the drawable values of some steps come to, value by value. */
function bruteForce(values: Values, from: number, to: number): Stretch | undefined {
  let whole: Stretch | undefined;
  for (let step = from; step <= to; step++) {
    const value = values.get(step);
    if (value === undefined || Math.abs(value) >= 1e300) continue;
    if (whole) merge(whole, stretchOf(step, value));
    else whole = stretchOf(step, value);
  }
  return whole;
}

function expectEqual(found: Stretch | undefined, expected: Stretch | undefined, values: Values): void {
  expect(found === undefined).toBe(expected === undefined);
  if (!found || !expected) return;
  const { lowest, lowestStep, highest, highestStep, total, count } = found;
  expect([lowest, highest, count]).toEqual([expected.lowest, expected.highest, expected.count]);
  // The last digits of a sum depend on the order of adding.
  expect(total).toBeCloseTo(expected.total, 6);
  expect([values.get(lowestStep), values.get(highestStep)]).toEqual([lowest, highest]);
}

interface Row extends Stretch {
  metric: string;
  width: number;
  stretch: number;
}
const rowsOf = (database: SqliteDatabase) =>
  database
    .prepare<[], Row>(
      `SELECT metric, width, stretch, lowest, lowest_step AS lowestStep, highest, highest_step AS highestStep, total, count
         FROM summaries WHERE run_id = 'r1' ORDER BY metric, width, stretch`,
    )
    .all();

/** Every row is what its steps come to, and there is one for all that have any. */
function expectTrue(database: SqliteDatabase, metric: string, values: Values): void {
  const rows = rowsOf(database).filter((row) => row.metric === metric);
  const drawable = [...values].filter(([, value]) => Math.abs(value) < 1e300);
  const wanted = WIDTHS.flatMap((width) => [
    ...new Set(drawable.map(([step]) => `${width} ${Math.floor(step / width)}`)),
  ]);
  expect(rows.map(({ width, stretch }) => `${width} ${stretch}`).sort()).toEqual(wanted.sort());
  for (const { width, stretch, metric: _, ...found } of rows) {
    expectEqual(found, bruteForce(values, stretch * width, (stretch + 1) * width - 1), values);
  }
}

const value = fc.oneof(
  // SQLite knows no -0.
  { weight: 9, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((number) => number + 0) },
  { weight: 1, arbitrary: fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MAX_VALUE) },
);
const action = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('steps' as const), values: fc.array(value, { maxLength: 700 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('evaluation' as const), back: fc.nat(40), value }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('rewind' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
);

test('summaries are what their steps come to, after any steps, evaluations and rewinds, and any range is read from them', () => {
  let round = 0;
  fc.assert(
    fc.property(
      fc.array(action, { maxLength: 12 }),
      fc.array(fc.tuple(fc.nat(6000), fc.nat(6000)), { maxLength: 5 }),
      (actions, ranges) => {
        const stores = openStores(join(folder, `${round++}.db`));
        stores.close();
        const database = openDatabase(join(folder, `${round - 1}.db`));
        database.pragma('synchronous = OFF');
        const runs = new RunStore(database);
        runs.insert(testRun());
        const losses: Values = new Map();
        const evaluations: Values = new Map();
        let step = 0;
        for (const act of actions) {
          if (act.kind === 'steps') {
            runs.appendSteps(
              'r1',
              act.values.map((loss) => testMetric(++step, loss)),
            );
            for (const [index, loss] of act.values.entries()) losses.set(step - act.values.length + 1 + index, loss);
          } else if (act.kind === 'evaluation') {
            const at = Math.max(0, step - act.back);
            runs.appendEvaluation('r1', { step: at, validationLoss: act.value });
            evaluations.set(at, act.value);
          } else {
            step = Math.floor(act.share * step);
            runs.rewind('r1', step);
            for (const values of [losses, evaluations])
              for (const at of [...values.keys()]) if (at > step) values.delete(at);
          }
        }
        expectTrue(database, 'loss', losses);
        expectTrue(database, 'validationLoss', evaluations);
        const summaries = new SummaryStore(database);
        for (const [from, length] of ranges) {
          const stretches = summaries.read('r1', 'loss', from, from + length);
          const known = [...losses].filter(([at, loss]) => at >= from && at <= from + length && Math.abs(loss) < 1e300);
          expect([stretches[0]?.lowestStep, stretches.at(-1)?.lowestStep]).toEqual([known[0]?.[0], known.at(-1)?.[0]]);
          const [whole, ...others] = stretches;
          for (const other of others) merge(whole as Stretch, other);
          expectEqual(whole, bruteForce(losses, from, from + length), losses);
        }
        database.close();
      },
    ),
    { numRuns: fewOr(20, 60) },
  );
});

test('a long range is read from few rows, whatever its ends', () => {
  const stores = openStores(file);
  stores.runs.insert(testRun());
  stores.runs.appendSteps(
    'r1',
    Array.from({ length: 75_000 }, (_, index) => testMetric(index + 1)),
  );
  stores.close();
  const database = openDatabase(file);
  const summaries = new SummaryStore(database);
  for (const [from, to] of [
    [0, 75_000],
    [13, 74_999],
    [77, 9000],
  ] as const) {
    const stretches = summaries.read('r1', 'grad_norm', from, to);
    expect(stretches.length).toBeLessThan(2048 + 100);
    expect(stretches.reduce((sum, { count }) => sum + count, 0)).toBe(to - Math.max(1, from) + 1);
  }
  database.close();
});

test('a rewind takes away all that was reported later, of this run only', () => {
  const stores = openStores(file);
  for (const id of ['r1', 'r2']) {
    stores.runs.insert(testRun({ id }));
    stores.runs.appendSteps(
      id,
      [1, 2, 3].map((step) => testMetric(step)),
    );
    for (const step of [0, 2, 3]) {
      stores.runs.appendEvaluation(id, { step, validationLoss: step });
      stores.runs.appendSample(id, { step, prompt: 'a', text: 'b' });
      stores.runs.appendResources(id, {
        step,
        elapsedMs: step,
        cpuPercent: 1,
        rssBytes: 2,
        gpuPercent: null,
        gpuMemoryBytes: null,
      });
    }
  }
  stores.runs.rewind('r1', 2);
  const stepsOf = (id: string) =>
    Object.values(stores.runs.history(id, 0)).map((list: { step: number }[]) => list.map(({ step }) => step));
  expect(stepsOf('r1')).toEqual([
    [1, 2],
    [0, 2],
    [0, 2],
    [0, 2],
  ]);
  expect(stepsOf('r2')).toEqual([
    [1, 2, 3],
    [0, 2, 3],
    [0, 2, 3],
    [0, 2, 3],
  ]);
  expect(stores.charts.stretches('r2', 'loss', 0, 9)).toHaveLength(3);
  stores.runs.appendSteps('r1', [testMetric(3, 9)]);
  expect(stores.charts.stretches('r1', 'loss', 0, 9).at(-1)).toMatchObject({ highest: 9, highestStep: 3 });
  stores.trash.finishPurge('run', ['r1']);
  expect(stores.charts.stretches('r1', 'loss', 0, 9)).toEqual([]);
  stores.close();
});

/** What came after the first version is in none of its homes. */
const isReported = (entry: readonly [number, number | undefined]): entry is [number, number] => entry[1] !== undefined;

describe('migration', () => {
  test('runs that are there already get the same summaries as if they had been written now', () => {
    const migrations = join(import.meta.dirname, 'migrations');
    const old = mkdtempSync(join(folder, 'migrations-'));
    for (const name of readdirSync(migrations).filter((name) => name < '0003')) {
      writeFileSync(join(old, name), readFileSync(join(migrations, name)));
    }
    const metrics = Array.from({ length: 5000 }, (_, index) =>
      testMetric(index + 1, index % 97 === 0 ? Number.POSITIVE_INFINITY : Math.sin(index) * index),
    );
    const evaluations = [0, 31, 32, 4000, 5000].map((step) => ({ step, validationLoss: step / 7 }));
    const database = openDatabase(file);
    migrate(database, old);
    const run = testRun();
    database
      .prepare('INSERT INTO runs (id, state, run, created_at) VALUES (?, ?, ?, ?)')
      .run(run.id, run.state, JSON.stringify(run), run.createdAt);
    const insert = database.prepare('INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    database.transaction(() => {
      for (const { step, loss, learning_rate, grad_norm, tokensPerSecond, elapsedMs } of metrics) {
        insert.run('r1', step, loss, learning_rate, grad_norm, tokensPerSecond, elapsedMs, null);
      }
    })();
    for (const { step, validationLoss } of evaluations) {
      database.prepare('INSERT INTO evaluations VALUES (?, ?, ?)').run('r1', step, validationLoss);
    }
    migrate(database);
    for (const metric of STEP_METRICS) {
      expectTrue(
        database,
        metric,
        new Map(metrics.map((figures) => [figures.step, figures[metric]] as const).filter(isReported)),
      );
    }
    expectTrue(
      database,
      'validationLoss',
      new Map(evaluations.map(({ step, validationLoss }) => [step, validationLoss])),
    );
    database.close();
  });
});
