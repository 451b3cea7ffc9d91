import { type AppFunction, appExample, appFunction } from '../../../shared/domain/formats/app/functions.ts';
import { type Recipe, wantedFields } from '../../../shared/domain/tasks/index.ts';
import { codeBlock, inlineText } from '../card/markdown.ts';
import { writesAgain } from './keeps.ts';

/** Versions that the module was tried with; all of them are pure JavaScript or WebAssembly. */
const DEPENDENCIES = {
  '@huggingface/tokenizers': '0.2.0',
  'onnxruntime-common': '1.30.0',
  'onnxruntime-web': '1.30.0',
} as const;
const JINJA = { '@huggingface/jinja': '0.5.11' } as const;

/** A name that npm takes. */
export const packageName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60) || 'my-model';

export function packageJson(name: string, recipe: Recipe): object {
  return {
    name: packageName(name),
    version: '1.0.0',
    private: true,
    type: 'module',
    exports: {
      '.': { types: './index.d.ts', default: './index.js' },
      './model/*': './model/*',
    },
    scripts: { test: 'node --test', page: 'node page.js' },
    dependencies: { ...(appFunction(recipe).takes === 'messages' ? JINJA : {}), ...DEPENDENCIES },
  };
}

/** What the module's function has to give for one input, and how it is called. */
export interface AppExpectation {
  /** The arguments of a call, as JSON. */
  given: readonly unknown[];
  expected: unknown;
}

/** Compares what the function gives with what the model gave when the package was written. */
export function testFile(recipe: Recipe, { given, expected }: AppExpectation): string {
  const { name, writes } = appFunction(recipe);
  const call = `model.${name}(${given.map((one) => JSON.stringify(one)).join(', ')})`;
  const found = writes
    ? `let found = '';\n  for await (const piece of ${call}) found += piece;`
    : `const found = await ${call};`;
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './index.js';

/** Numbers may differ in their last digits: processors add in other orders. */
function same(found, expected, path = '') {
  if (typeof expected === 'number') assert.ok(Math.abs(found - expected) <= 1e-3 * Math.max(1, Math.abs(expected)), path + ': ' + found + ' instead of ' + expected);
  else if (expected !== null && typeof expected === 'object')
    for (const key of Object.keys(expected)) same(found[key], expected[key], path + '.' + key);
  else assert.equal(found, expected, path);
}

test('the model answers as it did when this package was written', async () => {
  const model = await load();
  ${found}
  same(found, ${JSON.stringify(expected)});
});
`;
}

/** What the page calls the function with, and the field that it has where that is no row. */
const CALLS: Readonly<Record<AppFunction['takes'], { given: string; field?: string }>> = {
  row: { given: 'row' },
  rowAndTexts: { given: "row, texts.value.split('\\n').filter(Boolean)" },
  beginning: { given: 'row["beginning"]', field: 'beginning' },
  messages: { given: "[{ role: 'user', content: row.message }]", field: 'message' },
  history: { given: '[row.item]', field: 'item' },
};

/** A page that tries the model in a browser, and the small server that a browser needs for it. */
export function pageFiles(name: string, recipe: Recipe): Record<string, string> {
  const { name: called, takes, columns, writes } = appFunction(recipe);
  const { given, field } = CALLS[takes];
  const fields = field === undefined ? (columns ?? []) : [field];
  const call = `model.${called}(${given})`;
  const run = writes
    ? `output.textContent = '';\n    for await (const piece of ${call}) output.textContent += piece;`
    : `output.textContent = JSON.stringify(await ${call}, null, 2);`;
  return {
    'page.html': `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(name)}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
  label { display: block; margin: 0.5rem 0; }
  input, textarea { width: 100%; font: inherit; box-sizing: border-box; }
  output { display: block; white-space: pre-wrap; margin-top: 1rem; }
</style>
<script type="importmap">
{
  "imports": {
    "@huggingface/tokenizers": "./node_modules/@huggingface/tokenizers/dist/tokenizers.min.mjs",
    "@huggingface/jinja": "./node_modules/@huggingface/jinja/dist/index.js",
    "onnxruntime-web": "./node_modules/onnxruntime-web/dist/ort.wasm.bundle.min.mjs"
  }
}
</script>
<h1>${escaped(name)}</h1>
<form>
${fields.map((field, place) => `  <label>${escaped(field)} <input name="f${place}"></label>`).join('\n')}
${takes === 'rowAndTexts' ? '  <label>Texts to look through, one a line <textarea name="texts" rows="5"></textarea></label>\n' : ''}  <button disabled>Run</button>
</form>
<output aria-live="polite">Loading…</output>
<script type="module">
import { load } from './index.js';

const [form, output] = [document.querySelector('form'), document.querySelector('output')];
const { button, texts } = { button: form.querySelector('button'), texts: form.elements.texts };
const fields = ${inPage(JSON.stringify(fields))};
const model = await load();
output.textContent = 'Ready.';
button.disabled = false;
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  button.disabled = true;
  try {
    const row = Object.fromEntries(fields.map((field, place) => [field, form.elements['f' + place].value]));
    ${inPage(run)}
  } catch (error) {
    output.textContent = String(error);
  }
  button.disabled = false;
});
</script>
</html>
`,
    'page.js': `import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' };
const root = fileURLToPath(new URL('.', import.meta.url));

/** The place that an address names; nothing where it is none. */
function placeOf(url) {
  try {
    return normalize(join(root, decodeURIComponent(new URL(url, 'http://localhost').pathname)));
  } catch {
    return '';
  }
}

const server = createServer(({ url }, answer) => {
  const path = placeOf(url);
  const file = path === root || path + sep === root ? join(root, 'page.html') : path;
  if (!file.startsWith(root) || !existsSync(file) || !statSync(file).isFile()) return void answer.writeHead(404).end();
  // With these two, WebAssembly may use several threads.
  const threads = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
  answer.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', ...threads });
  createReadStream(file).pipe(answer);
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port + '/'));
`,
  };
}

/** A column may be called anything: nothing of it ends the script that stands in the page. */
const inPage = (script: string): string => script.replaceAll('</', '<\\/').replaceAll('<!--', '<\\!--');

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** What stands above the model card. */
export function usage(name: string, recipe: Recipe): string {
  const wanted = wantedFields(recipe).map((column) => `“${inlineText(column)}”`);
  return `# ${packageName(name)}

A model and a function, \`${appFunction(recipe).name}\`, in an npm package: it computes where it runs, and asks no server.

\`\`\`sh
npm install ./${packageName(name)}   # in your app: the folder that holds this file
\`\`\`

${codeBlock(appExample({ recipe }, packageName(name)).replace(`/index.js`, ''), 'ts')}

${wanted.length > 0 ? `- ${writesAgain(wanted)}\n` : ''}- \`npm install && npm test\` here compares what it gives with what the model gave when it was written; \`npm run page\` serves a page to try it in.
- It computes with \`onnxruntime-web\` (WebAssembly), in Node and in browsers. In Node, \`onnxruntime-node\` is several times as fast: \`load({ runtime: await import('onnxruntime-node') })\`.
- Where the files in \`model\` are not beside the module (a bundler, a worker at the edge), give them: \`load({ read: async (name) => bytes })\`.
- \`index.ts\` is the whole module, \`index.js\` the same without types.
`;
}
