import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineInfo } from '../../../shared/domain/engines/engine.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { migrate } from '../../db/migrate.ts';
import { openDatabase, type SqliteDatabase } from '../../db/open.ts';
import { RunStore } from '../../db/runStore.ts';
import { testRun } from '../../db/testing.ts';
import { stepMetric, TENSORFLOW, WASM } from '../testing/studio.ts';
import { RunRecorder } from './runRecorder.ts';

const RUN = testRun({ id: 'run' });

let database: SqliteDatabase;
let store: RunStore;
let recorder: RunRecorder;
const unwritable = vi.fn();
beforeEach(() => {
  vi.useFakeTimers();
  unwritable.mockClear();
  database = openDatabase(':memory:');
  migrate(database);
  store = new RunStore(database);
  store.insert(RUN);
  recorder = new RunRecorder(store, unwritable);
});
afterEach(() => {
  recorder.close();
  database.close();
  vi.useRealTimers();
});

const step = (number: number) => recorder.record('run', { event: 'step', metric: stepMetric(number) });
const stored = () => store.history('run', 0).steps.map(({ step: number }) => number);
/** SQLite's own full disk: a database that may not get larger, and has no page left of what migrations took away. */
const fill = () => {
  database.exec('VACUUM');
  database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`);
};
const makeRoom = () => database.pragma('max_page_count = 100000');
const fillWith = (from: number) => {
  for (let number = from; number < from + 200; number++) step(number);
};

test('steps are written in batches', () => {
  step(1);
  step(2);
  expect(stored()).toEqual([]);
  vi.advanceTimersByTime(300);
  expect(stored()).toEqual([1, 2]);
  expect(store.get('run')).toMatchObject({ step: 2, firstLoss: 7, lastLoss: 3.5 });
});

test('a run that goes on with another engine keeps the one of the steps before', () => {
  const begin = (engine: EngineInfo) => {
    const patch = recorder.record('run', { event: 'engine', engine });
    store.update('run', patch ?? {});
    return store.get('run').engineBefore;
  };
  expect(begin(WASM)).toBeNull();
  // Nothing was computed yet.
  expect(begin(TENSORFLOW)).toBeNull();
  step(1);
  vi.advanceTimersByTime(300);
  expect(begin({ ...TENSORFLOW, reason: [{ code: 'none_installed' }], measured: [] })).toBeNull();
  expect(begin({ ...TENSORFLOW, device: 'cuda' })).toMatchObject({ name: 'tensorflow', device: 'cpu' });
  step(2);
  vi.advanceTimersByTime(300);
  expect(begin(WASM)).toMatchObject({ name: 'tensorflow', device: 'cpu' });
});

test('what the base of a run takes, and the best since on the same rows, is kept with its measures', () => {
  const bits = (value: number) => ({ bitsPerByte: { value, low: value, high: value } });
  const report = {
    ...{ texts: 1, rows: 1, seed: 1, temperature: 0, fields: [], notMeasured: {}, newWords: null, createdAt: '' },
    metrics: bits(1.05),
    baselines: { referenceFidelity: null, bigramBitsPerByte: 1.7, commonestMatch: null },
  };
  const done = {
    ...{ event: 'done' as const, step: 20 },
    ...{
      validationLoss: 2,
      validationShare: 1,
      testLoss: null,
      tokensPerSecond: 1,
      weightsSha256: '',
      reason: 'budget' as const,
    },
    measures: report,
  };
  const base = { id: 'b', name: 'Base', path: '/base', sha256: '', files: [], license: null };
  store.insert(testRun({ id: 'tuned', model: { ...RUN.model, base }, best: { step: 10, validationLoss: 2 } }));
  for (const id of ['run', 'tuned']) {
    for (const [at, value] of [
      [0, 1.2],
      [10, 1.1],
      [20, 1.15],
    ] as const) {
      store.appendEvaluation(id, { step: at, validationLoss: 2, metrics: bits(value) });
    }
  }
  expect(recorder.record('tuned', done)?.measures?.baselines.base).toEqual({ name: 'Base', before: 1.2, after: 1.1 });
  expect(recorder.record('run', done)?.measures?.baselines).not.toHaveProperty('base');
});

test('what a full disk does not take waits for room, and the run is set aside', () => {
  fill();
  fillWith(1);
  vi.advanceTimersByTime(300);
  expect(stored()).toEqual([]);
  expect(unwritable).toHaveBeenCalledWith('run');
  makeRoom();
  vi.advanceTimersByTime(2100);
  expect(stored()).toHaveLength(200);
});

test('no checkpoint may be ahead of what is stored', () => {
  step(1);
  recorder.record('run', { event: 'checkpointing', step: 1 });
  expect(stored()).toEqual([1]);
  fill();
  fillWith(2);
  const checkpointing = () => recorder.record('run', { event: 'checkpointing', step: 201 });
  expect(checkpointing).toThrow(expect.objectContaining({ code: 'disk_full' }));
  expect(() => recorder.record('run', { event: 'resumed', step: 1, best: null, checkpoints: [] })).toThrow(
    expect.objectContaining({ code: 'disk_full' }),
  );
  makeRoom();
  checkpointing();
  expect(stored()).toHaveLength(201);
});

test('a disk that fails otherwise ends no more than the run', () => {
  const append = vi.spyOn(store, 'appendSteps').mockImplementation(() => {
    throw new AppError('write_failed', { path: 'kindling.db', problem: 'disk I/O error' });
  });
  step(1);
  vi.advanceTimersByTime(300);
  expect(unwritable).toHaveBeenCalledTimes(1);
  append.mockRestore();
  vi.advanceTimersByTime(2100);
  expect(stored()).toEqual([1]);
});

test('after its end nothing of a run is tried again', () => {
  fill();
  fillWith(1);
  recorder.end('run');
  makeRoom();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(10_000);
  expect(stored()).toEqual([]);
});

test('reports do not wait for the disk, a checkpoint does', () => {
  const sync = vi.spyOn(store, 'sync');
  const synchronous = () => database.pragma('synchronous', { simple: true });
  const FULL = 2;
  step(1);
  const evaluation = { step: 1, validationLoss: 2 };
  recorder.record('run', { event: 'evaluation', evaluation, share: 0.25, best: evaluation });
  expect(recorder.flush()).toBeNull();
  expect(sync).not.toHaveBeenCalled();
  expect(synchronous(), 'for whatever else is written').toBe(FULL);
  recorder.record('run', { event: 'checkpointing', step: 1 });
  expect(sync).toHaveBeenCalledOnce();
  database.exec('DROP TABLE samples');
  expect(() => store.appendSample('run', { step: 1, prompt: '', text: '' })).toThrow();
  expect(synchronous(), 'after a failure, too').toBe(FULL);
});
