import type { Import, SourceFile } from './sourceFiles.ts';

/** One rule of the architecture, with an example that breaks it: the rule's own test. */
export interface Rule {
  name: string;
  /** What is wrong with a file, or nothing. */
  check(file: SourceFile): string[];
  /** A file that the rule must refuse. */
  violation: { path: string; text: string };
}

const within = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
const isPackage = (target: string) =>
  !/^(node:|main\/|renderer\/|shared\/|e2e\/|resources\/|\.|package\.json$)/.test(target);

/** A rule about what the files of `applies` may import. */
function importRule(
  name: string,
  applies: (path: string) => boolean,
  allowed: (found: Import, path: string) => boolean,
  violation: Rule['violation'],
): Rule {
  return {
    name,
    check: ({ path, imports }) =>
      applies(path)
        ? imports.filter((found) => !allowed(found, path)).map(({ target }) => `${path} imports ${target}`)
        : [],
    violation,
  };
}

const isTfjsBackend = (target: string) => /^@tensorflow\/(tfjs$|tfjs-(backend-\w+|node(-gpu)?)(\/|$))/.test(target);

/** Packages without native code, Node modules or side effects: what `main/ml` may use besides tfjs-core. */
const ML_PACKAGES = ['@tensorflow/tfjs-core', '@huggingface/tokenizers', 'zod'];

const ELECTRON_FILES = /^main\/(electron[^/]*|electron\/\w+|preload|transport\/electronPort)\.ts$/;

const featureOf = (path: string) => /^renderer\/features\/([^/]+)/.exec(path)?.[1];

const IMPORT_RULES: Rule[] = [
  importRule(
    'shared imports only itself and zod',
    (path) => within(path, 'shared'),
    ({ target }) => within(target, 'shared') || target === 'zod',
    { path: 'shared/domain/x.ts', text: `import { readFileSync } from 'node:fs';` },
  ),
  importRule(
    'main/ml imports tfjs-core, shared/domain, shared/ipc/errors and pure packages only',
    (path) => within(path, 'main/ml'),
    ({ target }) =>
      within(target, 'main/ml') ||
      within(target, 'shared/domain') ||
      target === 'shared/ipc/errors.ts' ||
      ML_PACKAGES.includes(target),
    { path: 'main/ml/model/x.ts', text: `const { writeFile } = await import('fs/promises');` },
  ),
  importRule(
    'renderer imports neither main nor Node',
    (path) => within(path, 'renderer'),
    ({ target }) => !within(target, 'main') && !target.startsWith('node:'),
    { path: 'renderer/api/x.ts', text: `import type { Host } from '../../main/host/createHost.ts';` },
  ),
  importRule(
    'features do not import each other',
    (path) => featureOf(path) !== undefined,
    ({ target }, path) => [undefined, featureOf(path)].includes(featureOf(target)),
    { path: 'renderer/features/runs/x.tsx', text: `export { Model } from '../models/model.tsx';` },
  ),
  importRule(
    'ui and i18n know no feature',
    (path) => within(path, 'renderer/ui') || within(path, 'renderer/i18n'),
    ({ target }) => featureOf(target) === undefined,
    { path: 'renderer/ui/x.tsx', text: `type Run = import('../features/runs/run.ts').Run;` },
  ),
  importRule(
    'only renderer/api touches the port',
    (path) => within(path, 'renderer') && !within(path, 'renderer/api'),
    ({ target, loads }) => !loads || !/^shared\/ipc\/(client|server|frames|memoryPort)\.ts$/.test(target),
    { path: 'renderer/features/runs/x.ts', text: `import { connect } from '../../../shared/ipc/client.ts';` },
  ),
  importRule(
    'only the electron entries, their port and the preload import electron',
    (path) => /^(main|renderer|shared)\//.test(path) && !ELECTRON_FILES.test(path),
    ({ target }) => target !== 'electron',
    { path: 'main/host/x.ts', text: `const { app } = require('electron');` },
  ),
  importRule(
    'the preload imports electron, shared/ipc and the channel names only',
    (path) => path === 'main/preload.ts',
    ({ target }) =>
      target === 'electron' || within(target, 'shared') || target === 'main/transport/electronChannels.ts',
    { path: 'main/preload.ts', text: `import fs from 'node:fs';` },
  ),
  importRule(
    'only main/engine imports a tfjs backend',
    (path) => !within(path, 'main/engine'),
    ({ target }) => !isTfjsBackend(target),
    {
      path: 'main/workers/x.ts',
      text: `const here = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu');`,
    },
  ),
  importRule(
    'only main/db/open.ts loads better-sqlite3',
    (path) => path !== 'main/db/open.ts',
    ({ target }) => target !== 'better-sqlite3',
    { path: 'main/db/x.ts', text: `import type { Database } from 'better-sqlite3';` },
  ),
  importRule(
    'main/db knows shared and itself only',
    (path) => within(path, 'main/db'),
    ({ target }) => within(target, 'main/db') || within(target, 'shared') || !within(target, 'main'),
    { path: 'main/db/x.ts', text: `import { homePaths } from '../host/paths.ts';` },
  ),
  importRule(
    'workers never reach kindling.db, the host or a shell',
    (path) => within(path, 'main/workers'),
    ({ target }) =>
      !within(target, 'main/host') &&
      !within(target, 'main/transport') &&
      !/^main\/db\/(stores|migrate|homeLock|\w+Store)\.ts$/.test(target),
    { path: 'main/workers/x.ts', text: `import { openStores } from '../db/stores.ts';` },
  ),
  importRule(
    'transport moves bytes: it imports shared, Node and packages only',
    (path) => within(path, 'main/transport'),
    ({ target }) => !within(target, 'main') || within(target, 'main/transport'),
    { path: 'main/transport/x.ts', text: `import { createHost } from '../host/createHost.ts';` },
  ),
  importRule(
    'the host knows no shell, no transport and no package but zod',
    (path) => within(path, 'main/host'),
    ({ target }) =>
      (!isPackage(target) || target === 'zod') &&
      !within(target, 'main/transport') &&
      !within(target, 'main/cli') &&
      !/^main\/(electron[^/]*|headless|cli|preload)\.ts$/.test(target),
    { path: 'main/host/x.ts', text: `import { WebSocketServer } from 'ws';` },
  ),
];

/** A backend named in a string would be loaded behind the scanner's back. Set-up and packaging may name what they pack. */
const backendStrings: Rule = {
  name: 'only main/engine names a tfjs backend, in strings too',
  check: ({ path, strings }) =>
    within(path, 'main') && !within(path, 'main/engine') && !within(path, 'main/setup')
      ? strings.filter(isTfjsBackend).map((text) => `${path} names ${text}`)
      : [],
  violation: { path: 'main/host/x.ts', text: "const name = '@tensorflow/tfjs-backend-wasm';" },
};

const LONGEST_FILE = 500;

const length: Rule = {
  name: `no file is longer than ${LONGEST_FILE} lines`,
  check: ({ path, text }) => {
    const lines = text.trimEnd().split('\n').length;
    return lines > LONGEST_FILE ? [`${path} has ${lines} lines`] : [];
  },
  violation: { path: 'main/x.ts', text: 'let a;\n'.repeat(LONGEST_FILE + 1) },
};

/** Folders of someone's machine: they mean nothing on another one. */
const MACHINE_PATH =
  /(?<![\w.~}])(\/work\/(main|shared|\.)|\/root\/|\/home\/\w+\/|\/Users\/\w+\/|\/tmp\/\w+|\/opt\/(wheels|pypi)|[A-Z]:\\Users\\)/;
/** Hosts that serve packages: which one is asked is the user's configuration (pip, npm), never ours. */
const REGISTRY =
  /\b(registry\.[\w-]+\.\w+|[\w-]*(npmmirror|artifactory|verdaccio|nexus)[\w.-]*\.\w+|(test\.)?pypi\.(org|python\.org)|files\.pythonhosted\.org|registry\.yarnpkg\.com)\b/;

/** Rules about the text of any file of the project, sources or not. */
export const TEXT_RULES: Rule[] = [
  {
    name: 'no path of a machine',
    check: ({ path, text }) => matches(path, text, MACHINE_PATH),
    violation: { path: 'main/x.ts', text: "const folder = '/home/ada/kindling';" },
  },
  {
    name: 'no host name of a package registry',
    check: ({ path, text }) => matches(path, text, REGISTRY),
    violation: { path: 'main/x.ts', text: "const index = 'https://registry.npmjs.org/electron';" },
  },
];

function matches(path: string, text: string, pattern: RegExp): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : []));
}

/** Rules about the program itself; tests may use what they need to test it. */
export const SOURCE_RULES: Rule[] = [...IMPORT_RULES, backendStrings];
export const FILE_RULES: Rule[] = [length];
