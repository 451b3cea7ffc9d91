import { expect, test } from 'vitest';
import { llamaConfig, llamaPreset } from '../../../shared/domain/architectures/llama.ts';
import { newRunModel } from '../../../shared/domain/architectures/runModel.ts';
import type { NetworkModel } from '../../../shared/domain/models/trainedModel.ts';
import { type Run, UNSTARTED } from '../../../shared/domain/runs/run.ts';
import { defaultSettings } from '../../../shared/domain/runs/training.ts';
import { type Recipe, taskOf } from '../../../shared/domain/tasks/index.ts';
import { columnReference } from '../../../shared/domain/tasks/template.ts';
import { codeBlock, inlineText } from './markdown.ts';
import { modelCard } from './modelCard.ts';

const model: NetworkModel = {
  id: 'm1',
  name: 'Taglines',
  runId: 'r1',
  datasetId: 'd1',
  datasetName: 'products',
  recipe: {
    kind: 'complete',
    inputs: ['name', 'maker'],
    output: 'tagline',
    template: 'name: {{name}}\nby "{{ maker }}"\ntagline:',
  },
  size: 'nano',
  config: llamaConfig(llamaPreset('nano'), 128),
  parameters: 1_020_000,
  steps: 1200,
  lastLoss: 2.5,
  validationLoss: 2.75,
  measures: null,
  base: null,
  baseline: null,
  testLoss: null,
  engine: {
    name: 'wasm',
    version: '4.22.0',
    device: 'cpu',
    deviceName: 'Some CPU',
    reason: [{ code: 'other', text: 'no wheel for this platform' }],
    source: 'npm',
  },
  createdAt: '2026-11-24T01:02:03.000Z',
};

const run: Run = {
  ...UNSTARTED,
  id: 'r1',
  name: 'Taglines',
  datasetId: 'd1',
  datasetVersion: 3,
  datasetName: 'products',
  recipe: model.recipe,
  size: 'nano',
  model: newRunModel('nano', 128),
  budget: { kind: 'minutes', minutes: 5 },
  settings: { ...defaultSettings('nano'), learning_rate: 0.0025, seed: 77 },
  state: 'done',
  engine: model.engine,
  execution: { mode: 'compiled', precision: 'bf16', problem: null },
  parameters: model.parameters,
  prepared: {
    trainDocuments: 16_037,
    trainTokens: 2_400_123,
    validationDocuments: 512,
    validationTokens: 76_001,
    testDocuments: 0,
    testTokens: 0,
    promptsTooLong: 0,
    promptLimit: null,
  },
  step: 1200,
  firstLoss: 6.93,
  lastLoss: 2.5,
  validationLoss: 2.75,
  tokensPerSecond: 1234.5,
  modelId: 'm1',
  error: null,
  createdAt: model.createdAt,
  startedAt: model.createdAt,
  endedAt: model.createdAt,
};

test('the card says what was trained, on what, how and how well', () => {
  const card = modelCard({ model, run });
  const [, frontMatter] = card.split(/^---$/m);
  expect(frontMatter).toContain('library_name: transformers\npipeline_tag: text-generation\n');
  expect(frontMatter).not.toMatch(/^license/m);
  for (const line of [
    '# Taglines',
    'Data set “products”, version 3.',
    '| Split | Documents | Tokens |\n| --- | --- | --- |\n| training | 16,037 | 2,400,123 |\n| validation | 512 | 76,001 |\n',
    'column “tagline” of a row from “name”, “maker”',
    '| `learning_rate` | 0.0025 |',
    '| `seed` | 77 |',
    '| budget | 5 minutes |',
    '| optimizer steps | 1,200 |',
    '| engine | wasm 4\\.22\\.0 \\(npm\\) |',
    '| device | cpu\\: Some CPU |',
    '| why no faster engine | no wheel for this platform |',
    '| training, first step | 6.9300 (perplexity 1022) |',
    '| training, last step | 2.5000 (perplexity 12.18) |',
    '| validation | 2.7500 (perplexity 15.64) |',
    '| `hidden_size` | 128 |',
    '| parameters | 1,020,000 |',
  ]) {
    expect(card).toContain(line);
  }
});

test('of a model that reads texts, the card says how much of them', () => {
  const recipe: Recipe = { kind: 'classify', inputs: ['name'], output: 'label', template: '{{name}}' };
  const tokens = (modelMaxLength?: number) =>
    /It reads (\d+) tokens of a text/.exec(
      modelCard({ model: { ...model, recipe }, run, ...(modelMaxLength && { modelMaxLength }) }),
    )?.[1];
  expect([tokens(16), tokens(512), tokens()]).toEqual(['16', '128', '128']);
});

test('the card says who writes a text again that lacks what it must contain', () => {
  const recipe = { ...(model.recipe as object), mustContain: ['name'] } as Recipe;
  const form = { library: 'l', files: 'Files.', program: { language: 'js', text: '' }, differences: [] };
  const card = (more: object) => modelCard({ model: { ...model, recipe }, run, form: { ...form, ...more } });
  const [alone, inPackage] = [card({}), card({ writesAgain: true })];
  expect(alone).toContain('does not. That is a part of the studio, not of these files.');
  expect(inPackage).toContain('does not, and so does the function of the package that these files are in.');
  expect(inPackage).not.toContain('not of these files');
  expect(modelCard({ model, run, form: { ...form, writesAgain: true } })).not.toContain('package');
});

test('of a run from before the data was counted, the card counts none', () => {
  const card = modelCard({ model, run: { ...run, prepared: null } });
  expect(card).not.toContain('| Split |');
  expect(card).not.toMatch(/null|undefined|NaN/);
});

test('without its run the card still stands and says what is not known', () => {
  const card = modelCard({ model: { ...model, lastLoss: null, validationLoss: null }, run: null });
  expect(card).toContain('The run was deleted');
  expect(card).toContain('No loss was measured.');
  expect(card).not.toMatch(/null|undefined|NaN/);
});

test('the Python example builds the prompt of the template', () => {
  expect(taskOf(model.recipe).pythonExample(model.recipe)).toContain(
    [
      'row = {"name": "…", "maker": "…"}',
      'prompt = "name: " + row["name"] + "\\nby \\"" + row["maker"] + "\\"\\ntagline:"',
    ].join('\n'),
  );
  const continued = { kind: 'continue' as const, template: '{{a}}' };
  expect(taskOf(continued).pythonExample(continued)).toContain('prompt = "');
});

const HOSTILE = [
  '\n---\nlicense: mit\n---\n# Owned',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '[click](javascript:alert(1)) ![](https://evil.example/a.png) <https://evil.example>',
  'a | b |\n| c | d |',
  '```\n# out of the block\n````\n</code></pre>',
  '**bold** _it_ `code` ~~~\n~~~ &lt;b&gt; &#60; \\',
  '"; import os; os.system("x") #\\',
  '\u202egnp.exe\u2028# heading\r# heading\u0085# heading\u0000\ud800',
];

/** Lines outside of fenced code, told as CommonMark does: a fence ends at one of its kind that is as long and stands alone. */
function proseLines(markdown: string): string[] {
  let fence: string | undefined;
  return markdown.split(/\r\n?|\n/).filter((line) => {
    const ticks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (ticks?.startsWith(fence) && line.trim() === ticks) fence = undefined;
      return false;
    }
    if (ticks) fence = ticks;
    return ticks === undefined;
  });
}

test.each(HOSTILE)('hostile text stays text: %j', (text) => {
  const recipe = { kind: 'complete' as const, inputs: [text], output: text, template: `${text}{{${text}}}${text}` };
  const engine = {
    ...model.engine,
    deviceName: text,
    reason: [{ code: 'other' as const, text }],
    version: text,
    source: text,
  };
  const hostile = modelCard({ model: { ...model, name: text, datasetName: text, recipe, engine }, run });
  const friendly = modelCard({ model, run });

  const structure = (card: string) =>
    proseLines(card)
      .filter((line) => /^(#|---|- |\||[a-z_]+:)/.test(line))
      .map((line) => (line.startsWith('# ') ? '# title' : line.replace(/(?<!\\)\|[^|]*\|$/, '')))
      .map((line) => line.split(/(?<!\\)\|/)[1] ?? line);
  expect(structure(hostile)).toEqual(structure(friendly));

  const prose = proseLines(hostile).join('\n');
  expect(prose).not.toMatch(/<\w|<\/|(?<!\\)\]\(|(?<!\\)!\[|https?:\/\/evil/);
  // No unescaped code span, emphasis or strike-through but the card's own code spans.
  expect(prose.replace(/\\./g, '').replace(/`[^`\n]*`/g, '')).not.toMatch(/[`*~]/);
  expect(hostile).not.toMatch(/[\u202e\u2028\0]/);
});

test('inline text and code blocks', () => {
  expect(inlineText(' a*b_c|d<e>&\n\n#f ')).toBe('a\\*b\\_c\\|d&lt;e&gt;&amp; \\#f');
  expect(inlineText('产品 “naïve” 👩‍👩‍👧')).toBe('产品 “naïve” 👩‍👩‍👧');
  expect(codeBlock('a\r\n````\nb', 'text')).toBe('`````text\na\n````\nb\n`````');
});

test('a Python string cannot be left by a column name', () => {
  const column = '"] + __import__("os")\u2028.name + row["\\';
  const recipe = { kind: 'complete' as const, inputs: [column], output: 'o', template: columnReference(column) };
  const code = taskOf(recipe).pythonExample(recipe);
  const line = code.split('\n').find((candidate) => candidate.startsWith('prompt = '));
  const literal = /^prompt = row\[(".*")\]$/.exec(line ?? '')?.[1] ?? '';
  expect(literal).toMatch(/^"(?:[^"\\]|\\.)*"$/);
  expect(JSON.parse(literal)).toBe(column);
  expect(code).not.toContain('\u2028');
});

const recipe = { kind: 'classify' as const, inputs: ['text'], output: 'label', template: '{{text}}' };
const base = { id: 'b', name: 'Body', path: '/b', format: 'huggingface', sha256: 'a', bytes: 1, license: 'mit' };

/** A classifier on a base, by what of it was trained. */
function classifierCard(tuning: 'frozen' | 'lora', withRun = true): string {
  const classifier = { ...model, recipe, steps: 12, base: { ...base, tuning, trainableParameters: 10 } };
  const itsRun = { ...run, recipe, model: { ...run.model, base }, settings: { ...run.settings, tuning } };
  return modelCard({ model: classifier as unknown as NetworkModel, run: withRun ? (itsRun as unknown as Run) : null });
}

test('of a head on a frozen body the card says how it was fitted, and nothing of an optimizer', () => {
  for (const card of [classifierCard('frozen'), classifierCard('frozen', false)]) {
    expect(card).toContain('| passes over all rows | 12 |');
    expect(card).toContain('| method | logistic regression');
    expect(card).not.toMatch(/AdamW|lr_scheduler|optimizer steps|learning_rate|\| budget|prompt|same tokenizer/);
    expect(card).not.toMatch(/not true|word for word|poor text|undone|null|undefined/);
  }
  expect(classifierCard('frozen')).toContain('| training, first pass |');
  expect(classifierCard('frozen')).toContain('| `seed` | 77 |');
});

test('a classifier that was trained has its optimizer, and no limits of writing', () => {
  const card = classifierCard('lora');
  expect(card).toMatch(/`optim` \| adamw [\s\S]*\| budget \| 5 minutes \|[\s\S]*\| optimizer steps \| 12 \|/);
  expect(card).not.toMatch(/not true|word for word|poor text|undone|prompt included/);
});
