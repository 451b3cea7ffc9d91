import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { llamaConfig, llamaPreset } from '../../shared/domain/architectures/llama.ts';
import { newRunModel } from '../../shared/domain/architectures/runModel.ts';
import { SizeName } from '../../shared/domain/architectures/sizes.ts';
import type { Dataset } from '../../shared/domain/datasets/dataset.ts';
import type { EngineInfo } from '../../shared/domain/engines/engine.ts';
import { DEFAULT_GENERATION, type HistoryEntry } from '../../shared/domain/models/generation.ts';
import type { TrainedModel } from '../../shared/domain/models/trainedModel.ts';
import { Run, type StepMetric, UNSTARTED } from '../../shared/domain/runs/run.ts';
import { defaultSettings } from '../../shared/domain/runs/training.ts';
import { migrate } from './migrate.ts';
import { openDatabase } from './open.ts';
import { openStores, type Stores } from './stores.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-db-'));
  file = join(folder, 'kindling.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Text that breaks what concatenates SQL or mishandles Unicode. */
const AWKWARD = `'"; DROP TABLE runs; -- {{x}} 茶👩‍🚀 \u202e \\ \n\t%s`;
const engine: EngineInfo = {
  name: 'wasm',
  version: '4.22.0',
  device: 'cpu',
  deviceName: AWKWARD,
  reason: [{ code: 'other', text: AWKWARD }],
  source: 'npm',
};
const dataset: Dataset = {
  id: 'd1',
  name: AWKWARD,
  fileName: '../../etc/passwd',
  version: 3,
  rows: 2,
  rejected: 1,
  bytes: 2 ** 40,
  encoding: 'utf-8',
  delimiter: '\t',
  format: 'jsonl',
  suggestedRecipe: { kind: 'complete', inputs: ['prompt'], output: AWKWARD },
  columns: [
    { name: '__proto__', type: 'text', emptyCells: 1, distinct: null, minLength: 0, meanLength: 1.25, maxLength: 9 },
    { name: AWKWARD, type: 'number', emptyCells: 0, distinct: 2, minLength: 1, meanLength: 1, maxLength: 1 },
  ],
  createdAt: '2026-01-01T00:00:00.000Z',
};
const run: Run = {
  ...UNSTARTED,
  id: 'r1',
  name: AWKWARD,
  datasetId: 'd1',
  datasetVersion: 3,
  datasetName: AWKWARD,
  recipe: { kind: 'complete', inputs: ['__proto__', AWKWARD], output: 'constructor', template: '{{__proto__}}' },
  size: 'nano',
  model: newRunModel('nano', 128),
  budget: { kind: 'minutes', minutes: 0.1 },
  settings: { ...defaultSettings('nano'), learning_rate: 1 / 3 },
  state: 'failed',
  engine,
  execution: null,
  parameters: 12,
  prepared: {
    trainDocuments: 19,
    trainTokens: 2 ** 40,
    validationDocuments: 1,
    validationTokens: 3,
    testDocuments: 0,
    testTokens: 0,
    promptsTooLong: 0,
    promptLimit: null,
  },
  step: 7,
  firstLoss: 7.123456789012345,
  lastLoss: 1e-300,
  validationLoss: null,
  tokensPerSecond: 0.1 + 0.2,
  modelId: 'm1',
  error: { code: 'internal', message: AWKWARD, details: { path: AWKWARD, list: [1, null, { a: true }] } },
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: null,
  endedAt: '2026-01-01T00:00:01.000Z',
};
const model: TrainedModel = {
  id: 'm1',
  name: AWKWARD,
  runId: 'r1',
  datasetId: 'd1',
  datasetName: AWKWARD,
  recipe: { kind: 'continue', template: AWKWARD },
  size: 'small',
  config: llamaConfig(llamaPreset('small'), 64),
  parameters: 3,
  steps: 0,
  lastLoss: null,
  validationLoss: 1 / 7,
  base: null,
  baseline: null,
  testLoss: 1 / 3,
  measures: null,
  engine,
  createdAt: '2026-01-01T00:00:00.000Z',
};
const entry: HistoryEntry = {
  id: 'h1',
  modelId: 'm1',
  modelName: AWKWARD,
  prompt: AWKWARD,
  inputs: [{ column: '__proto__', value: AWKWARD }],
  settings: { ...DEFAULT_GENERATION, stop: [AWKWARD] },
  text: AWKWARD,
  tokens: 4,
  tokensPerSecond: 12.5,
  finishReason: 'stop',
  createdAt: '2026-01-01T00:00:00.000Z',
};
const metric = (step: number): StepMetric => ({
  step,
  loss: 1 / step,
  learning_rate: 1e-3 / 3,
  grad_norm: 2 / 3,
  tokensPerSecond: 100.25,
  elapsedMs: step * 1.5,
  remainingMs: step === 1 ? null : 0.5,
});

/** Does something with the stores in one opening of the file, as a new start of the studio would. */
function withStores<T>(work: (stores: Stores) => T): T {
  const stores = openStores(file);
  try {
    return work(stores);
  } finally {
    stores.close();
  }
}

describe('what is stored comes back after reopening, every field of it', () => {
  test('data sets', () => {
    withStores(({ datasets }) => datasets.insert(dataset));
    withStores(({ datasets, trash }) => {
      expect(datasets.get('d1')).toEqual(dataset);
      datasets.insert({ ...dataset, id: 'd2', createdAt: '2026-01-02T00:00:00.000Z' });
      datasets.rename('d1', 'other');
      expect(datasets.list().map(({ id, name }) => [id, name])).toEqual([
        ['d2', AWKWARD],
        ['d1', 'other'],
      ]);
      trash.finishPurge('dataset', ['d2']);
      expect(datasets.list()).toEqual([{ ...dataset, name: 'other' }]);
      expect(() => datasets.get('d2')).toThrow(expect.objectContaining({ code: 'not_found' }));
      expect(() => datasets.rename('d2', 'x')).toThrow(expect.objectContaining({ code: 'not_found' }));
    });
  });

  test('runs', () => {
    withStores(({ runs }) => runs.insert(run));
    withStores(({ runs }) => {
      expect(runs.get('r1')).toEqual(run);
      runs.update('r1', { state: 'done', validationLoss: 2.5 });
      expect(runs.list()).toEqual([{ ...run, state: 'done', validationLoss: 2.5 }]);
      expect(() => runs.update('none', {})).toThrow(expect.objectContaining({ code: 'not_found' }));
    });
  });

  test.each([
    ['no native engine is installed', [{ code: 'none_installed' }]],
    ['KINDLING_ENGINE asks for WASM', [{ code: 'forced', engine: 'wasm' }]],
    ['e does not work here: SIGILL', [{ code: 'other', text: 'e does not work here: SIGILL' }]],
  ])('runs and models whose engine has its reason as a sentence, as in 0.1: %s', (reason, read) => {
    const old: object = { engine: { ...engine, reason } };
    withStores(({ runs, models }) => {
      runs.insert({ ...run, ...old });
      models.put({ ...model, ...old });
    });
    withStores(({ runs, models }) => {
      expect(runs.get('r1').engine).toEqual({ ...engine, reason: read });
      expect(models.get('m1').engine).toEqual({ ...engine, reason: read });
    });
  });

  test('what runs report, from any step on', () => {
    const samples = [0, 2, 2].map((step) => ({ step, prompt: AWKWARD, text: `${step}` }));
    withStores(({ runs }) => {
      runs.insert(run);
      runs.insert({ ...run, id: 'r2' });
      runs.appendSteps('r1', [metric(1), metric(2), metric(3)]);
      runs.appendSteps('r2', [metric(9)]);
      for (const step of [0, 2]) runs.appendEvaluation('r1', { step, validationLoss: 1 / (step + 1) });
      for (const sample of samples) runs.appendSample('r1', sample);
    });
    withStores(({ runs, trash }) => {
      const all = runs.history('r1', 0);
      expect(all.steps).toEqual([metric(1), metric(2), metric(3)]);
      expect(all.evaluations).toEqual([
        { step: 0, validationLoss: 1 },
        { step: 2, validationLoss: 1 / 3 },
      ]);
      expect(all.samples).toEqual(samples);
      const later = runs.history('r1', 2);
      expect([later.steps, later.evaluations, later.samples]).toEqual([[metric(3)], [], []]);
      trash.finishPurge('run', ['r1']);
      expect(runs.history('r1', 0)).toEqual({ steps: [], evaluations: [], samples: [], resources: [] });
      expect(runs.history('r2', 0).steps).toHaveLength(1);
    });
  });

  test('steps are written all or none', () => {
    withStores(({ runs }) => {
      runs.insert(run);
      expect(() => runs.appendSteps('r1', [metric(1), metric(2), metric(1)])).toThrow();
      expect(runs.history('r1', 0).steps).toEqual([]);
    });
  });

  test('models', () => {
    withStores(({ models }) => models.put(model));
    withStores(({ models, trash }) => {
      expect(models.get('m1')).toEqual(model);
      models.rename('m1', 'new');
      expect(models.list()).toEqual([{ ...model, name: 'new' }]);
      trash.finishPurge('model', ['m1']);
      expect(models.list()).toEqual([]);
    });
  });

  test('generations, newest first, of one model or all', () => {
    withStores(({ history }) => {
      history.insert(entry);
      history.insert({ ...entry, id: 'h2', inputs: null });
      history.insert({ ...entry, id: 'h3', modelId: 'm2' });
    });
    withStores(({ history, trash }) => {
      expect(history.list('m1')).toEqual([{ ...entry, id: 'h2', inputs: null }, entry]);
      expect(history.list().map(({ id }) => id)).toEqual(['h3', 'h2', 'h1']);
      trash.finishPurge('history', ['h1', 'h2']);
      expect(history.list().map(({ id }) => id)).toEqual(['h3']);
      trash.finishPurge('history', ['h3']);
      expect(history.list()).toEqual([]);
    });
  });

  test('settings; what this version does not know falls back to the default', () => {
    expect(withStores(({ settings }) => settings.get())).toEqual({
      language: 'system',
      theme: 'system',
      notifications: true,
      hubUrl: 'https://huggingface.co',
    });
    withStores(({ settings }) => settings.set({ language: 'zh-CN', theme: undefined }));
    expect(withStores(({ settings }) => settings.get())).toMatchObject({ language: 'zh-CN', theme: 'system' });
    const database = openDatabase(file);
    database.prepare(`UPDATE settings SET value = '"tlh"'`).run();
    database.close();
    expect(withStores(({ settings }) => settings.get())).toEqual({
      language: 'system',
      theme: 'system',
      notifications: true,
      hubUrl: 'https://huggingface.co',
    });
  });
});

describe('opening', () => {
  test('every open is durable and checks references', () => {
    for (const options of [{}, {}, { wal: false }]) {
      const database = openDatabase(file, options);
      expect(database.pragma('synchronous', { simple: true })).toBe(2);
      expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
      expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
      database.close();
    }
    const reader = openDatabase(file, { readonly: true });
    expect(reader.pragma('foreign_keys', { simple: true })).toBe(1);
    reader.close();
  });

  test('a step of a run that does not exist is refused', () => {
    withStores(({ runs }) => expect(() => runs.appendSteps('ghost', [metric(1)])).toThrow('FOREIGN KEY'));
  });

  test('a database of a newer version is refused and left as it is', () => {
    withStores(({ datasets }) => datasets.insert(dataset));
    const database = openDatabase(file);
    database.pragma('user_version = 999');
    database.close();
    const before = readFileSync(file);
    expect(() => openStores(file)).toThrow(expect.objectContaining({ code: 'database_newer' }));
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['no database at all', () => Buffer.from('this is not a database, but some text of some length '.repeat(40))],
    [
      'pages flipped',
      (bytes) => Buffer.from(bytes.map((byte, at) => (at >= 4096 && at % 3 === 0 ? byte ^ 0xff : byte))),
    ],
  ])('a damaged file is set aside whole: %s', (_, damage) => {
    withStores(({ datasets }) => datasets.insert(dataset));
    const bytes = damage(readFileSync(file));
    writeFileSync(file, bytes);
    let error: { code?: string; details?: { quarantine?: string } } = {};
    try {
      openStores(file).close();
    } catch (thrown) {
      error = thrown as typeof error;
    }
    expect(error.code).toBe('database_corrupt');
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(error.details?.quarantine ?? '').equals(bytes)).toBe(true);
  });
});

describe('looking runs up among many', () => {
  test('reads those that are asked for, and what has not changed is not parsed again', () => {
    withStores(({ runs }) => {
      for (let number = 0; number < 300; number++) {
        const state = number % 100 === 0 ? 'queued' : 'done';
        runs.insert({ ...run, id: `r${number}`, state, datasetId: `d${number % 50}`, queuePosition: number });
      }
      const parse = vi.spyOn(Run, 'parse');
      const parsed = () => parse.mock.calls.splice(0).length;
      expect(runs.inStates('queued', 'training').map(({ queuePosition }) => queuePosition)).toEqual([0, 100, 200]);
      expect(parsed()).toBe(3);
      expect(runs.ofDataset('d7')).toHaveLength(6);
      expect(parsed()).toBe(6);
      expect([runs.find('r9')?.id, runs.find('gone')]).toEqual(['r9', null]);
      expect(parsed()).toBe(1);
      expect(runs.list()).toHaveLength(300);
      expect(parsed()).toBe(290);
      runs.update('r5', { state: 'training' });
      expect(runs.list().filter(({ state }) => state === 'training')).toMatchObject([{ id: 'r5' }]);
      expect(runs.inStates('training')).toMatchObject([{ id: 'r5' }]);
      expect(parsed()).toBe(1);
      parse.mockRestore();
    });
  });

  test('a row that cannot be read hides no other', () => {
    withStores(({ runs }) => {
      runs.insert({ ...run, id: 'good', state: 'queued' });
      runs.insert({ ...run, id: 'bad', state: 'queued', size: 'huge' as never });
      expect(runs.inStates('queued').map(({ id }) => id)).toEqual(['good']);
      expect(runs.ofDataset(run.datasetId).map(({ id }) => id)).toEqual(['good']);
      expect(runs.find('bad')).toBeNull();
    });
  });
});

describe('migrations', () => {
  const versionOf = () => {
    const database = openDatabase(file);
    const version = database.pragma('user_version', { simple: true });
    database.close();
    return version;
  };
  const migrateWith = (files: Record<string, string>) => {
    const migrations = mkdtempSync(join(folder, 'migrations-'));
    for (const [name, sql] of Object.entries(files)) writeFileSync(join(migrations, name), sql);
    const database = openDatabase(file);
    try {
      migrate(database, migrations);
    } finally {
      database.close();
    }
  };
  const first = { '0001-a.sql': 'CREATE TABLE a (x);', 'notes.txt': 'not SQL' };

  test('run once each, in order, and again without effect', () => {
    migrateWith(first);
    expect(versionOf()).toBe(1);
    migrateWith(first);
    migrateWith({ ...first, '0002-b.sql': 'ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, 2);' });
    migrateWith({ ...first, '0002-b.sql': 'ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, 2);' });
    expect(versionOf()).toBe(2);
    const database = openDatabase(file);
    expect(database.prepare('SELECT * FROM a').all()).toEqual([{ x: 1, y: 2 }]);
    database.close();
  });

  test('leave a copy of what was there before they change it', () => {
    migrateWith(first);
    expect(readdirSync(folder).filter((name) => name.includes('backup'))).toEqual([]);
    migrateWith({ ...first, '0002-b.sql': 'DROP TABLE a;' });
    const [backup] = readdirSync(folder).filter((name) => name.includes('.backup-v1-'));
    const copy = openDatabase(join(folder, backup ?? ''), { readonly: true });
    expect(copy.prepare('SELECT count(*) AS rows FROM a').get()).toEqual({ rows: 0 });
    copy.close();
  });

  test('a run of version 1, which has no counts of its data, comes through', () => {
    migrateWith({
      '0001-initial.sql': readFileSync(join(import.meta.dirname, 'migrations', '0001-initial.sql'), 'utf8'),
    });
    const { prepared: _, model: preset, ...old } = run;
    const database = openDatabase(file);
    const insert = database.prepare('INSERT INTO runs (id, state, run, created_at) VALUES (?, ?, ?, ?)');
    insert.run(old.id, old.state, JSON.stringify(old), old.createdAt);
    database.close();
    withStores(({ runs }) => {
      expect(runs.list()).toEqual([{ ...old, model: { ...preset, assumed: true }, prepared: null }]);
      runs.update('r1', { prepared: run.prepared, model: run.model });
    });
    expect(withStores(({ runs }) => runs.get('r1'))).toEqual(run);
  });

  test('runs of before their configuration was recorded get it: their model’s, else that of the preset of the time', () => {
    const migrations = join(import.meta.dirname, 'migrations');
    const before = readdirSync(migrations).filter((name) => name < '0007-run-model.sql');
    migrateWith(Object.fromEntries(before.map((name) => [name, readFileSync(join(migrations, name), 'utf8')])));
    const { model: _, ...old } = run;
    const config = { ...model.config, num_hidden_layers: 7 };
    const database = openDatabase(file);
    const insert = database.prepare('INSERT INTO runs (id, state, run, created_at) VALUES (?, ?, ?, ?)');
    for (const size of SizeName.options) {
      const settings = { ...old.settings, context_length: 96 };
      insert.run(size, old.state, JSON.stringify({ ...old, id: size, size, settings }), old.createdAt);
    }
    insert.run('kept', old.state, JSON.stringify({ ...old, id: 'kept' }), old.createdAt);
    insert.run('broken', 'done', '{"id":', old.createdAt);
    database
      .prepare('INSERT INTO models (id, name, model, created_at) VALUES (?, ?, ?, ?)')
      .run('m', 'm', JSON.stringify({ ...model, runId: 'kept', config }), old.createdAt);
    database.close();
    withStores(({ runs }) => {
      for (const size of SizeName.options) {
        expect(runs.get(size).model).toEqual({ ...newRunModel(size, 96), assumed: true });
      }
      expect(runs.get('kept').model).toEqual({
        ...{ architecture: 'llama', preset: 'nano', config, base: null, assumed: false },
      });
    });
    const after = openDatabase(file, { readonly: true });
    expect(after.prepare("SELECT run FROM runs WHERE id = 'broken'").pluck().get()).toBe('{"id":');
    after.close();
  });

  test('one that fails changes nothing', () => {
    migrateWith(first);
    expect(() => migrateWith({ ...first, '0002-b.sql': 'INSERT INTO a VALUES (1); NONSENSE;' })).toThrow();
    expect(versionOf()).toBe(1);
    const database = openDatabase(file);
    expect(database.prepare('SELECT count(*) AS rows FROM a').get()).toEqual({ rows: 0 });
    database.close();
  });
});
