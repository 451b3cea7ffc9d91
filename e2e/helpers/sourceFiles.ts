import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix, relative, sep } from 'node:path';
import { parseSync } from 'vite';

export interface Import {
  /** A path in the project (`shared/ipc/rpc.ts`), a package (`zod`, `@scope/name`) or a Node module (`node:fs`). */
  target: string;
  /** Whether code is loaded. Types are stripped, and who asks for a path or a `package.json` loads no code. */
  loads: boolean;
}

export interface SourceFile {
  /** Relative to the project's root, with forward slashes. */
  path: string;
  text: string;
  imports: Import[];
  /** Every string literal, parts of templates included. */
  strings: string[];
  /** The keys of objects and types that are written as names, and not as strings. */
  keys: string[];
}

const SOURCE = /\.(ts|tsx|mts|cts|js|mjs|cjs)$/;
const SKIPPED = new Set([
  'node_modules',
  'dist',
  'fixtures',
  'release',
  'coverage',
  'bench-results',
  '__pycache__',
  'test-results',
  'playwright-report',
]);

/** All source files below some folders of the project, parsed. */
export function readSources(root: string, folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    listFiles(join(root, folder))
      .filter((file) => SOURCE.test(file))
      .map((file) => parseSource(relative(root, file).split(sep).join('/'), readFileSync(file, 'utf8'))),
  );
}

/** Files below a folder, those of packages and builds left out; nothing for a folder that is not there. */
export function listFiles(folder: string): string[] {
  let entries: import('node:fs').Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : entry.isFile() ? [path] : [];
  });
}

/**
 * Finds what a file imports: static, type-only and dynamic imports, re-exports, `import('x').Type`, `require('x')` and
 * `require.resolve('x')`. The syntax tree and not a pattern decides, so that comments and strings do not count.
 */
export function parseSource(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text, { lang: path.endsWith('x') ? 'tsx' : 'ts' });
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const file: SourceFile = { path, text, imports: [], strings: [], keys: [] };
  const add = (specifier: string | undefined, loads: boolean) => {
    if (specifier === undefined) return;
    file.imports.push({
      target: resolveSpecifier(path, specifier),
      loads: loads && !specifier.endsWith('/package.json'),
    });
  };
  walk(program as unknown as Node, (node) => {
    switch (node.type) {
      case 'ImportDeclaration':
        return add(literal(node.source), node.importKind !== 'type');
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        return add(literal(node.source), node.exportKind !== 'type');
      case 'ImportExpression':
        return add(literal(node.source), true);
      case 'TSImportType':
        return add(literal(node.source ?? node.argument), false);
      case 'TSExternalModuleReference':
        return add(literal(node.expression), true);
      case 'CallExpression':
        if (isRequire(node.callee))
          add(literal((node.arguments as unknown[])[0]), (node.callee as Node).type !== 'MemberExpression');
        return;
      case 'Literal':
        if (typeof node.value === 'string') file.strings.push(node.value);
        return;
      case 'Property':
      case 'TSPropertySignature':
        if (!node.computed && (node.key as Node).type === 'Identifier')
          file.keys.push((node.key as { name?: string }).name ?? '');
        return;
      case 'TemplateElement':
        file.strings.push((node.value as { raw: string }).raw);
    }
  });
  return file;
}

type Node = { type: string } & Record<string, unknown>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const child of Object.values(node)) {
    if (Array.isArray(child)) for (const item of child) isNode(item) && walk(item, visit);
    else if (isNode(child)) walk(child, visit);
  }
}

/** The text of a string literal, or of a template without expressions. */
function literal(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TSLiteralType') return literal(node.literal);
  if (node.type === 'TemplateLiteral' && (node.quasis as Node[]).length === 1) {
    return (node.quasis as { value: { cooked: string } }[])[0]?.value.cooked;
  }
  return undefined;
}

/** `require`, `require.resolve`, `createRequire(…)` and `createRequire(…).resolve`. */
function isRequire(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  if (callee.type === 'Identifier') return callee.name === 'require';
  if (callee.type === 'MemberExpression') {
    const { object, property } = callee as unknown as { object: unknown; property: Node };
    return property.name === 'resolve' && isRequire(object);
  }
  return callee.type === 'CallExpression' && isNode(callee.callee) && callee.callee.name === 'createRequire';
}

function resolveSpecifier(from: string, specifier: string): string {
  // Vite's suffixes (`?worker`, `?url`) say how, not what.
  const bare = specifier.replace(/[?#].*$/, '');
  if (bare.startsWith('.')) return posix.join(posix.dirname(from), bare);
  if (bare.startsWith('node:')) return bare;
  const parts = bare.split('/');
  if (builtinModules.includes(parts[0] ?? '')) return `node:${bare}`;
  return parts.slice(0, bare.startsWith('@') ? 2 : 1).join('/');
}
