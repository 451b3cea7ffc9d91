import { describe, expect, test } from 'vitest';
import type { EntryList } from './entryLists.ts';
import { forbiddenImports, importCircles, type Node, namedEntries, unusedRows } from './layerRules.ts';
import { LAYERS } from './layers.ts';
import { parseSource } from './sourceFiles.ts';
import { TEST_LAYERS } from './testLayers.ts';

/** A made-up file: `-> x` loads it, `~> x` takes a type of it. */
function file(path: string, ...imports: string[]): Node {
  return {
    path,
    imports: imports.map((text) => ({ target: text.slice('-> '.length), loads: text.startsWith('->') })),
  };
}

/** Each was possible when single imports were forbidden instead of allowed, or is one that must never come. */
const ODD: [path: string, text: string][] = [
  ['shared/domain/runs/run.ts', "import { readFileSync } from 'node:fs';"],
  ['shared/domain/runs/run.ts', "import { AppError } from '../../ipc/contract.ts';"],
  ['shared/ipc/codec.ts', "import { useState } from 'react';"],
  ['main/ml/architectures/llama.ts', "const { writeFile } = await import('fs/promises');"],
  ['main/ml/architectures/llama.ts', "import { Trainer } from '../train/trainer.ts';"],
  ['main/ml/sample/generate.ts', "import { sizeOf } from '../measures/bigram.ts';"],
  ['main/ml/train/trainer.ts', "import '@tensorflow/tfjs-backend-wasm';"],
  ['main/db/runStore.ts', "import { homePaths } from '../host/services/paths.ts';"],
  ['main/db/runStore.ts', "import type { Database } from 'better-sqlite3';"],
  ['main/engine/choose/select.ts', "import type { EngineManager } from '../../host/services/engineManager.ts';"],
  ['main/engine/backends/load.ts', "import { modelFiles } from '../../formats/huggingface/modelFiles.ts';"],
  ['main/workers/import/source.ts', "import { openStores } from '../../db/stores.ts';"],
  ['main/workers/import/csv.ts', "import { diagnose } from '../doctor/diagnose.ts';"],
  ['main/workers/train/trainRun.ts', "import { openView } from '../query/readView.ts';"],
  ['main/workers/train/trainRun.ts', "import { createServer } from 'node:http';"],
  ['main/workers/train.worker.ts', "import { createHost } from '../host/createHost.ts';"],
  ['main/host/runs/runs.ts', "import { loadEngine } from '../../engine/backends/load.ts';"],
  ['main/host/runs/runs.ts', "import { trainModel } from '../../ml/train/trainModel.ts';"],
  ['main/host/runs/runs.ts', "import { createServer } from 'node:http';"],
  ['main/host/runs/runs.ts', "import { startHeadless } from '../../headless/startHeadless.ts';"],
  ['main/host/runs/runs.ts', "import { menu } from '../../electron/menu.ts';"],
  ['main/host/runs/runs.ts', "const { app } = require('electron');"],
  ['main/transport/webSocketPort.ts', "import { createHost } from '../host/createHost.ts';"],
  ['main/transport/localSocket.ts', "import type { WebContents } from 'electron';"],
  ['main/headless/routes.ts', "import { openDatabase } from '../db/open.ts';"],
  ['main/headless/routes.ts', "import { trainModel } from '../ml/train/trainModel.ts';"],
  ['main/electron/window.ts', "import { routes } from '../headless/routes.ts';"],
  ['main/electron/taskbarProgress.ts', "import { budgetShare } from '../ml/train/schedule.ts';"],
  ['main/cli/train.ts', "import { menu } from '../electron/menu.ts';"],
  ['main/preload.ts', "import fs from 'node:fs';"],
  ['main/setup/build.ts', "import { createHost } from '../host/createHost.ts';"],
  ['renderer/api/connection.ts', "import type { Host } from '../../main/host/createHost.ts';"],
  ['renderer/ui/Chart.tsx', "import { LineChart } from 'recharts';"],
  ['renderer/ui/Chart.tsx', "type Run = import('../features/runs/page/runReducer.ts').RunView;"],
  ['renderer/i18n/bundles.ts', "import { App } from '../app/App.tsx';"],
  ['renderer/features/runs/page/RunPage.tsx', "export { ModelPage } from '../../models/ModelPage.tsx';"],
  ['renderer/features/runs/page/RunPage.tsx', "import { connect } from '../../../../shared/ipc/client.ts';"],
  ['renderer/features/models/ModelPage.tsx', "import * as monaco from 'monaco-editor';"],
  ['renderer/features/models/ModelPage.tsx', "import { join } from 'node:path';"],
  ['renderer/features/models/ModelPage.tsx', "import { runOf } from '../runs/testRun.ts';"],
  ['main/formats/huggingface/modelFiles.ts', "import { tinyModel } from './testing/tinyModel.ts';"],
  ['resources/sample.mjs', "import { AppError } from '../shared/errors/errors.ts';"],
  ['e2e/shell.spec.ts', "import { RunPage } from '../renderer/features/runs/page/RunPage.tsx';"],
  ['shared/domain/run.test.ts', "import { openStores } from '../../main/db/stores.ts';"],
];

describe('the table of the project', () => {
  test.each(ODD)('%s: %s', (path, text) => {
    expect(forbiddenImports([parseSource(path, text)], LAYERS, TEST_LAYERS)).toEqual([
      expect.stringContaining(`${path} imports `),
    ]);
  });

  test.each(['main/odd.ts', 'main/odd/a.ts', 'main/workers/odd/a.ts', 'renderer/features/odd/Odd.tsx', 'odd/a.ts'])(
    'has no place for %s',
    (path) => expect(forbiddenImports([file(path)], LAYERS, TEST_LAYERS)).toEqual([expect.stringContaining('table')]),
  );
});

describe('forbidden imports', () => {
  const table = { 'main/**': ['zod'], 'main/a': ['main/b', 'type main/c', 'node:fs'], 'main/a/x.ts': ['main/b/**'] };
  test.each([
    [file('main/a/y.ts', '-> main/a/z.ts', '-> main/b/y.ts', '~> main/c/y.ts', '-> node:fs/promises'), []],
    [file('main/a/y.ts', '-> zod'), ['main/a/y.ts imports zod']],
    [file('main/a/y.ts', '-> main/b/below/y.ts'), ['main/a/y.ts imports main/b/below/y.ts']],
    [file('main/a/y.ts', '-> main/bb/y.ts'), ['main/a/y.ts imports main/bb/y.ts']],
    [file('main/a/y.ts', '-> main/c/y.ts'), ['main/a/y.ts imports main/c/y.ts']],
    [file('main/a/x.ts', '-> main/b/below/y.ts'), []],
    [file('main/a/x.ts', '-> main/a/y.ts'), ['main/a/x.ts imports main/a/y.ts']],
    [file('main/b/y.ts', '-> zod', '-> main/c/below/y.ts'), []],
    [
      file('main/b/y.ts', '-> node:fs', '~> yauzl'),
      ['main/b/y.ts imports node:fs', 'main/b/y.ts imports a type of yauzl'],
    ],
    [file('other/b/y.ts'), ['other/b is not in the table (other/b/y.ts)']],
  ])('%j', (graph, found) => expect(forbiddenImports([graph], table)).toEqual(found));

  test('tests may more, and nobody may import them', () => {
    const files = [
      file('main/a/y.test.ts', '-> vitest', '-> main/a/testing/z.ts'),
      file('main/a/y.ts', '-> main/a/testing/z.ts'),
    ];
    expect(forbiddenImports(files, table, { 'main/**': ['vitest', 'main/a/testing'] })).toEqual([
      'main/a/y.ts imports main/a/testing/z.ts',
    ]);
  });

  test('a row about nothing is told', () =>
    expect(unusedRows([file('main/a/y.ts'), file('main/b/y.ts')], table)).toEqual(['main/a/x.ts']));
});

describe('circles', () => {
  test.each([
    [[file('a', '-> b'), file('b', '-> c', '-> package'), file('c')], []],
    [[file('a', '-> b', '-> c'), file('b', '-> d'), file('c', '-> d'), file('d')], []],
    [[file('a', '-> a')], ['a']],
    [[file('a', '-> b'), file('b', '~> a')], ['a ↔ b']],
    [
      [file('a', '-> b'), file('b', '-> c'), file('c', '-> b'), file('d', '~> e'), file('e', '~> d')],
      ['b ↔ c', 'd ↔ e'],
    ],
    [[file('a', '-> b'), file('b', '-> c'), file('c', '-> a', '-> d'), file('d', '-> b')], ['a ↔ b ↔ c ↔ d']],
  ])('%j', (graph, circles) => expect(importCircles(graph)).toEqual(circles));
});

describe('entries of a list', () => {
  const lists: EntryList[] = [
    { subject: 'task', folder: 'shared/tasks', index: 'shared/tasks/index.ts', common: ['task.ts'] },
    { subject: 'task', folder: 'main/tasks', index: 'main/tasks/index.ts', common: ['task.ts'] },
    { subject: 'format', folder: 'main/formats', index: 'main/formats/index.ts', common: [] },
  ];
  test.each([
    [file('main/tasks/index.ts', '-> main/tasks/task.ts', '-> main/tasks/ranking/index.ts'), []],
    [file('main/workers/x.ts', '-> main/tasks/index.ts', '~> main/tasks/task.ts'), []],
    [file('main/tasks/ranking/index.ts', '-> main/tasks/ranking/head.ts', '-> shared/tasks/ranking.ts'), []],
    [file('main/tasks/ranking/index.test.ts', '-> main/tasks/other/index.ts'), []],
    [
      file('main/workers/x.ts', '~> main/tasks/ranking/head.ts'),
      ['main/workers/x.ts names the task ranking: import main/tasks/index.ts'],
    ],
    [
      file('main/tasks/task.ts', '-> main/tasks/ranking/index.ts'),
      ['main/tasks/task.ts names the task ranking: import main/tasks/index.ts'],
    ],
    [
      file('main/tasks/index.ts', '-> shared/tasks/ranking.ts'),
      ['main/tasks/index.ts names the task ranking: import shared/tasks/index.ts'],
    ],
    [
      file('main/tasks/ranking/index.ts', '-> main/tasks/generation/index.ts', '-> main/formats/ranking.ts'),
      [
        'main/tasks/ranking/index.ts names the task generation: import main/tasks/index.ts',
        'main/tasks/ranking/index.ts names the format ranking: import main/formats/index.ts',
      ],
    ],
  ])('%j', (graph, found) => expect(namedEntries([graph], lists)).toEqual(found));
});
