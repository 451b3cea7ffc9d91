import type { SourceFile } from './sourceFiles.ts';

/** One rule of the architecture, with an example that breaks it: the rule's own test. */
export interface Rule {
  name: string;
  /** What is wrong with a file, or nothing. */
  check(file: SourceFile): string[];
  /** A file that the rule must refuse. */
  violation: { path: string; text: string };
}

const within = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
const isTfjsBackend = (target: string) => /^@tensorflow\/(tfjs$|tfjs-(backend-\w+|node(-gpu)?)(\/|$))/.test(target);

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
export const SOURCE_RULES: Rule[] = [backendStrings];
export const FILE_RULES: Rule[] = [length];
