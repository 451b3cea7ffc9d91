import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createConfig, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { appFunction } from '../../../shared/domain/formats/app/functions.ts';
import { type Recipe, wantedFields } from '../../../shared/domain/tasks/index.ts';
import { useEngine } from '../../engine/testing.ts';
import { randomWeights } from '../../ml/architectures/testing/randomWeights.ts';
import { languageModelHead } from '../../ml/heads/languageModel.ts';
import { nextItemHead } from '../../ml/heads/nextItem.ts';
import { sentencePairsHead } from '../../ml/heads/sentencePairs.ts';
import { sequenceClassificationHead } from '../../ml/heads/sequenceClassification.ts';
import { sequenceRegressionHead } from '../../ml/heads/sequenceRegression.ts';
import { sequenceTaggingHead } from '../../ml/heads/sequenceTagging.ts';
import type { Head } from '../../ml/train/task.ts';
import { againBut } from '../../setup/leftOut.ts';
import { writeModelFolder } from '../../workers/testing/tinyModel.ts';
import { app } from './index.ts';

const { describe } = await useEngine('wasm');

const ROOT = join(import.meta.dirname, '..', '..', '..');
const LABELS = { id2label: { 0: 'good', 1: 'a "bad" one', 2: '__proto__' } };
/** Of three labels, two: one is always told, one never. */
const THRESHOLDS = { good: 0, 'a "bad" one': 1 };
const CHAT = '{% for message in messages %}<{{ message.role }}>{{ message.content }}\n{% endfor %}<assistant>';
const template = '{{name}} in {{price, "€"}}:';
const ITEMS = ['tea', 'milk', 'bread'];

/** A model of each task, by what its package's function is called. */
const MODELS: Record<string, { recipe: Recipe; head: Head; more?: object; architecture?: 'llama' | 'gpt2' }> = {
  describe: {
    recipe: { kind: 'complete', inputs: ['name', 'price, "€"'], output: 'Description', template },
    head: languageModelHead,
  },
  writeTitle: {
    recipe: { kind: 'complete', inputs: ['text'], output: 'title', template: '{{text}}\ntitle:' },
    head: languageModelHead,
    architecture: 'gpt2',
  },
  // Nothing of a column's name gets out of where it stands; and texts that have to keep something.
  writeScript: {
    recipe: {
      kind: 'complete',
      inputs: ['*/ </script>```'],
      output: '*/ </script>',
      template: '{{*/ </script>```}}:',
      mustContain: ['*/ </script>```'],
    },
    head: languageModelHead,
  },
  complete: { recipe: { kind: 'continue', template: '{{text}}' }, head: languageModelHead },
  chat: { recipe: { kind: 'chat', messages: 'messages', chatTemplate: 'model' }, head: languageModelHead },
  classify: {
    recipe: { kind: 'classify', inputs: ['name', 'price, "€"'], output: 'label', template },
    head: sequenceClassificationHead(3),
    more: LABELS,
  },
  tag: {
    recipe: { kind: 'tag', inputs: ['text'], output: 'tags', template: '{{text}}', others: [], separator: ';' },
    head: sequenceTaggingHead(3),
    more: LABELS,
  },
  score: {
    recipe: { kind: 'score', inputs: ['text'], output: 'price', template: '{{text}}' },
    head: sequenceRegressionHead(),
    more: { target_mean: 20, target_std: 3 },
  },
  search: {
    recipe: { kind: 'match', inputs: ['question'], output: 'answer', template: '{{question}}' },
    head: sentencePairsHead({ from: 'mean' }),
  },
  recommend: {
    recipe: { kind: 'recommend', user: 'u', item: 'i', time: null, rating: null },
    head: nextItemHead(null),
  },
};

/** What a card says of a model besides. */
const TRAINED = {
  ...{ datasetName: 'products', parameters: 1000, steps: 1, lastLoss: null, validationLoss: null, testLoss: null },
  ...{ measures: null, base: null, createdAt: '2026-11-24T01:02:03.000Z' },
  engine: { name: 'wasm', version: '4.22.0', device: 'cpu', deviceName: 'A CPU', reason: null, source: 'npm' },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-app-'));
  // What `npm install` would bring; ONNX Runtime for the browser is the one for Node here.
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '@huggingface'), { recursive: true });
  for (const name of ['@huggingface/tokenizers', '@huggingface/jinja', 'onnxruntime-common', '@types'])
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  symlinkSync(join(ROOT, 'node_modules', 'onnxruntime-node'), join(modules, 'onnxruntime-web'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a model and its package. */
async function packageOf(name: string): Promise<{ output: string; files: readonly string[] }> {
  const { recipe, head, more, architecture = 'llama' } = MODELS[name] as (typeof MODELS)[string];
  const config: ModelConfig = {
    ...createConfig(architecture, 'nano', 64),
    vocab_size: name === 'recommend' ? 258 : 300,
  };
  const source = join(folder, `${name}-model`);
  const shapes = head.shapes(config);
  const [body, all] = [randomWeights(config, 5, 0.2), head.initial(config, 9)];
  const weights = new Map(
    Array.from(shapes, ([one, shape]) => [one, body.get(one) ?? all.get(one) ?? { shape, data: new Float32Array() }]),
  );
  const named = head.classSuffix ? { architectures: [`X${head.classSuffix}`] } : {};
  writeModelFolder(source, config, weights, { ...config, ...named, ...more });
  if (name === 'tag') writeFileSync(join(source, 'thresholds.json'), JSON.stringify(THRESHOLDS));
  if (name === 'chat') writeFileSync(join(source, 'chat_template.jinja'), CHAT);
  if (name === 'recommend') writeFileSync(join(source, 'items.json'), JSON.stringify({ version: 1, items: ITEMS }));
  const output = join(folder, name);
  mkdirSync(output);
  const model = { ...TRAINED, recipe, config, name: 'Lamps & chairs' } as never;
  const steps = app.write(
    { model, run: null, folder: source, head: async () => head },
    { dtype: 'f32', card: true },
    output,
  );
  for (let step = await steps.next(); ; step = await steps.next())
    if (step.done) return { output, files: step.value.files };
}

describe('packages', () => {
  /** Of tasks that differ in what goes in or comes out. */
  const shown = againBut('writeScript', 'tag', 'search');
  /** Those that were written. */
  const written = () => Object.entries(MODELS).filter(([name]) => existsSync(join(folder, name)));

  for (const name of Object.keys(MODELS))
    test(`has a module whose function is ${name}`, shown(name), async () => {
      const { recipe } = MODELS[name] as (typeof MODELS)[string];
      expect(appFunction(recipe).name).toBe(name);
      const { output, files } = await packageOf(name);
      expect(files).toEqual(
        expect.arrayContaining(['package.json', 'index.ts', 'index.js', 'index.d.ts', 'README.md']),
      );
      for (const file of files) expect(existsSync(join(output, file)), file).toBe(true);
      expect(readFileSync(join(output, 'index.ts'), 'utf8').split('\n').length).toBeLessThan(300);
      const again = wantedFields(recipe).length > 0 ? 1 : 0;
      for (const [file, says] of [
        ['README.md', 'is written again, up to 4 times'],
        ['model/README.md', 'and so does the function of the package'],
        // What the first text lacks, the last one begins with.
        ['index.test.js', 'same(found, "a small example'],
      ] as const)
        expect(readFileSync(join(output, file), 'utf8').split(says), file).toHaveLength(1 + again);
      expect(readFileSync(join(output, 'page.html'), 'utf8').match(/<\/script>/g)).toHaveLength(2);
    });

  test('answer as their models do, in a program that is not ours', () => {
    const tests = written().map(([name]) => join(name, 'index.test.js'));
    expect(tests.length).toBeGreaterThan(2);
    const options = { cwd: folder, encoding: 'utf8' } as const;
    const { stdout, stderr } = spawnSync(process.execPath, ['--test', '--test-isolation=none', ...tests], options);
    expect(stdout, stdout + stderr).toMatch(new RegExp(`pass ${tests.length}$`, 'm'));
    expect(stdout).toMatch(/fail 0$/m);
  });

  test('tell labels from the thresholds that were chosen, and from another where one is asked for', () => {
    const program = `import { load } from ${JSON.stringify(join(folder, 'tag', 'index.js'))};
      const model = await load();
      const text = { text: 'a small example' };
      const names = (tags) => tags.map(({ label }) => label).sort();
      const all = await model.tag(text, 0);
      const third = all.find(({ label }) => label === '__proto__').probability >= 0.5;
      console.log(JSON.stringify([names(await model.tag(text)), names(all).length, third]));`;
    const options = { cwd: folder, encoding: 'utf8' } as const;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], options);
    const [told, all, third] = JSON.parse(stdout || stderr);
    expect([told, all]).toEqual([third ? ['__proto__', 'good'] : ['good'], 3]);
  });

  test('compiles as strict as an app may be, and so does a program that uses it', async () => {
    const use = written().map(([name, { recipe }]) => {
      const { columns } = appFunction(recipe);
      const row = JSON.stringify(Object.fromEntries((columns ?? []).map((column) => [column, 'x'])));
      const given: Record<string, string> = {
        complete: "'x'",
        chat: "[{ role: 'user', content: 'x' }]",
        recommend: 'model.items',
        search: `${row}, ['a', new Float32Array(3)]`,
      };
      return `import { load as ${name} } from './${name}/index.js';
const of${name} = async () => {
  const model = await ${name}({ read: async () => new Uint8Array() });
  return model.${name}(${given[name] ?? row});
};
void of${name};`;
    });
    writeFileSync(join(folder, 'use.ts'), use.join('\n'));
    const options = {
      strict: true,
      noEmit: true,
      target: 'es2024',
      module: 'nodenext',
      skipLibCheck: true,
      types: ['node'],
    };
    const strict = {
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      exactOptionalPropertyTypes: true,
    };
    const files = ['use.ts', ...written().map(([name]) => `${name}/index.ts`)];
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, ...strict, allowImportingTsExtensions: true }, files }),
    );
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect(status, stdout).toBe(0);
  });
});
