import { isTest } from './layerRules.ts';
import type { SourceFile } from './sourceFiles.ts';

/** As much of a source file as these rules look at. */
export type NamingFile = Pick<SourceFile, 'path' | 'text' | 'strings' | 'keys'>;

const INDEXES = ['shared/domain/tasks/index.ts', 'main/tasks/index.ts', 'renderer/tasks/index.ts'];
const FORMATS = ['shared/domain/formats/', 'main/formats/'];

/** Files that name a task which is not theirs, and why they may: what they do is of that task alone, and a new one changes nothing of it. */
export const MAY_NAME: Readonly<Record<string, { kind: string; why: string }>> = {
  'main/cli/demo.ts': { kind: 'text-generation', why: 'the demonstration writes taglines' },
  'main/cli/generate.ts': { kind: 'text-generation', why: 'the command writes texts' },
  'main/host/hub/hubApi.ts': { kind: 'text-generation', why: "the hub's own word, in a question to it" },
  'main/host/search/search.ts': { kind: 'sentence-similarity', why: 'what a search asks a model for, in an error' },
  'main/host/serving/hostModels.ts': { kind: 'text-generation', why: 'what a model of others does, in an error' },
  'main/workers/infer.worker.ts': { kind: 'text-generation', why: "OpenAI's completions write texts" },
  'shared/domain/architectures/lstm.ts': { kind: 'text-generation', why: 'an architecture may be for some tasks only' },
  'shared/domain/tasks/multiLabelClassification/index.ts': {
    kind: 'text-classification',
    why: "Hugging Face's tag for it, which has none of its own",
  },
};

/** The task whose folder a file is in: folders are called like kinds, without hyphens. */
const isOwn = (path: string, kind: string): boolean => {
  const name = kind.replace(/-./g, ([, letter = '']) => letter.toUpperCase());
  return INDEXES.some((index) => path.startsWith(`${index.slice(0, -'index.ts'.length)}${name}/`));
};

/**
 * Every file that names a task by its kind and is neither an index nor in that task's folders: it would not know a new one. What says of a task how it
 * is to be treated belongs to its definition. In formats, a recipe's kind is not looked at either, and no key of a table is a task's kind. Elsewhere a key
 * may be such a word for other reasons (`regression` of a baseline's), and so may a string in another task's folder if it is one word: a column's.
 *
 * @param kinds of all tasks
 */
export function namedTasks(files: readonly NamingFile[], kinds: readonly string[]): string[] {
  return files
    .filter(({ path }) => !isTest(path) && !INDEXES.includes(path))
    .flatMap(({ path, text, strings, keys }) => {
      const isFormat = FORMATS.some((folder) => path.startsWith(folder));
      const isTask = kinds.some((kind) => isOwn(path, kind));
      const named = kinds.filter((kind) => strings.includes(kind) || (isFormat && keys.includes(kind)));
      const foreign = named.filter(
        (kind) => !isOwn(path, kind) && MAY_NAME[path]?.kind !== kind && (!isTask || kind.includes('-')),
      );
      const recipe = isFormat && /\brecipe\.kind\b|\bkind\b[^{}]*\} = recipe\b/.test(text);
      return [
        ...foreign.map((kind) => `${path} names the task ${kind}: ask its definition, or say in MAY_NAME why it may`),
        ...(recipe ? [`${path} looks at the kind of a recipe: ask the form of its task's programs`] : []),
      ];
    });
}

/** Files that may name a task and do not: they have gone or moved. */
export const unusedNames = (files: readonly NamingFile[]): string[] =>
  Object.entries(MAY_NAME)
    .filter(([path, { kind }]) => !files.some((file) => file.path === path && file.strings.includes(kind)))
    .map(([path]) => path);
