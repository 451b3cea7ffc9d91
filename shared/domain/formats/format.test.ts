import { expect, test } from 'vitest';
import { createConfig } from '../architectures/index.ts';
import { optionsSchema } from './format.ts';
import {
  bytesIn,
  FORMAT_KINDS,
  formatsFor,
  formatTexts,
  misfitOf,
  optionDefinitions,
  optionsFor,
  parseOptions,
  snippetsOf,
} from './index.ts';

const schema = optionsSchema({
  card: { kind: 'switch', default: true },
  dtype: { kind: 'choice', values: ['q8', 'q4'], default: 'q8' },
});

test('options that are left out have their defaults', () => {
  expect(schema.parse({})).toEqual({ card: true, dtype: 'q8' });
  expect(schema.parse({ card: false, dtype: 'q4' })).toEqual({ card: false, dtype: 'q4' });
});

test.each([{ card: 'yes' }, { dtype: 'q5' }, { dtype: true }, { other: true }])('%j is refused', (given) => {
  expect(schema.safeParse(given).success).toBe(false);
});

test.each(FORMAT_KINDS)('%s has words for all that it has, and defaults that it takes', (kind) => {
  for (const language of ['en', 'zh-CN'] as const) {
    const { name, description, options, snippets } = formatTexts(kind, language);
    expect([name, description].every((text) => text !== '')).toBe(true);
    expect(Object.keys(options)).toEqual(Object.keys(optionDefinitions(kind)));
    // A baseline reads texts and writes none.
    const recipe = { kind: kind === 'linear' ? 'classify' : 'continue', template: '{{a}}' };
    const baseline = kind === 'linear' ? { name: 'linear' } : null;
    const model = { recipe, baseline, config: createConfig('llama', 'nano', 8) } as never;
    const shown = snippetsOf(kind, model, 'the folder');
    expect(shown).not.toEqual([]);
    expect(Object.keys(snippets)).toEqual(expect.arrayContaining(shown.map((snippet) => snippet.name)));
    for (const { text } of shown) expect(text).toContain('the folder');
  }
  expect(parseOptions(kind, {}).success).toBe(true);
});

test('a baseline has formats of its own, and a network none of these', () => {
  const of = (baseline: object | null) => ({ parameters: 10, recipe: {}, base: null, config: null, baseline }) as never;
  const kept = of({ name: 'linear', features: 3 });
  expect(formatsFor(kept)).toEqual(['linear']);
  expect(formatsFor(of(null))).not.toContain('linear');
  expect(misfitOf('hf', kept, {})).toMatchObject({ code: 'noNetwork' });
  expect(misfitOf('linear', of(null), {})).toMatchObject({ code: 'noBaseline' });
  expect(misfitOf('linear', kept, {})).toBeNull();
  for (const code of ['noNetwork', 'noBaseline'] as const)
    for (const language of ['en', 'zh-CN'] as const) expect(formatTexts('hf', language).misfits[code]).not.toBe('');
});

test('only a model on a base by LoRA is asked whether its adapter is wanted, and can be written so', () => {
  const model = (tuning: string | null) => ({
    ...{ parameters: 1000, config: {}, recipe: { kind: 'continue', template: '{{a}}' } },
    baseline: null,
    base: tuning && { tuning, trainableParameters: 10 },
  });
  const names = (tuning: string | null) => Object.keys(optionsFor('hf', model(tuning) as never));
  expect(names('lora')).toEqual(['dtype', 'adapter', 'card']);
  for (const tuning of ['full', null]) {
    expect(names(tuning)).toEqual(['dtype', 'card']);
    expect(misfitOf('hf', model(tuning) as never, { adapter: true })).toEqual({ code: 'noAdapter', details: {} });
    expect(misfitOf('hf', model(tuning) as never, {})).toBeNull();
  }
  expect(misfitOf('hf', model('lora') as never, { adapter: true })).toBeNull();
  const bytes = (options: object) => bytesIn('hf', model('lora') as never, options as never);
  expect([bytes({}), bytes({ dtype: 'bf16' }), bytes({ adapter: true })]).toEqual([4000, 2000, 40]);
});

test('what transformers has no class of is loaded by PyTorch', () => {
  const shown = (type: 'llama' | 'lstm') =>
    snippetsOf(
      'hf',
      {
        recipe: { kind: 'continue', template: '{{a}}' },
        baseline: null,
        config: createConfig(type, 'nano', 8),
      } as never,
      'x',
    );
  expect(shown('llama').map(({ name }) => name)).toEqual(['transformers']);
  const [program, ...others] = shown('lstm');
  expect([program?.name, others]).toEqual(['torch', []]);
  expect(program?.text).toContain('torch.nn.LSTM(');
  expect(program?.text).not.toContain('AutoModel');
});

test('GGUF holds models that write and that llama.cpp computes, and says why not others', () => {
  const model = (
    type: 'llama' | 'gpt2' | 'lstm' | 'bert' | 'xlm-roberta',
    kind = 'continue',
    tuning: string | null = null,
  ) =>
    ({
      ...{ config: createConfig(type, 'nano', 8), parameters: 1000, baseline: null, name: 'Müllers Lamps: café №1' },
      ...{ recipe: { kind, template: 'a: {{a}}\nb:' }, base: tuning && { tuning, trainableParameters: 10 } },
    }) as never;
  const code = (of: never, options = {}) => misfitOf('gguf', of, options)?.code ?? null;
  expect([code(model('llama')), code(model('gpt2')), code(model('lstm'))]).toEqual([null, null, 'noArchitecture']);
  expect(misfitOf('gguf', model('lstm'), {})?.details).toEqual({ architecture: 'LSTM' });
  expect(code(model('llama', 'classify'))).toBe('noTask');
  expect([code(model('bert', 'match')), code(model('bert', 'classify'))]).toEqual([null, 'noTask']);
  expect([code(model('llama', 'match')), code(model('xlm-roberta', 'match'))]).toEqual(['noEncoder', 'noEncoder']);
  expect(code(model('bert', 'match', 'lora'), { adapter: true, dtype: 'f16' })).toBe('noAdapterForVectors');
  expect(snippetsOf('gguf', model('bert', 'classify'), 'x')).toEqual([]);
  expect(snippetsOf('gguf', model('llama'), 'x', { adapter: true, dtype: 'f16' })).toEqual([]);
  const vectors = snippetsOf('gguf', model('bert', 'match'), 'x', {}).map(({ name, text }) => [name, text]);
  expect(vectors).toEqual([
    [
      'ollama',
      'ollama create mullers-lamps-cafe-no1 -f \'x/Modelfile\'\ncurl http://127.0.0.1:11434/api/embed -d \'{"model":"mullers-lamps-cafe-no1","input":"a: …\\nb:"}\'',
    ],
    ['llamaCpp', "llama-embedding -m 'x/model-Q8_0.gguf' -p 'a: …\nb:'"],
  ]);
  expect(code(model('llama'), { adapter: true })).toBe('noAdapter');
  const adapter = (dtype: string) => code(model('llama', 'continue', 'lora'), { adapter: true, dtype });
  expect([adapter('q8_0'), adapter('f16')]).toEqual(['adapterRounded', null]);
  const shown = (options: object) => snippetsOf('gguf', model('llama', 'complete'), "Ann's", options as never);
  expect(shown({}).map(({ name }) => name)).toEqual(['ollama', 'lmStudio', 'llamaCpp']);
  const texts = shown({ dtype: 'q4_k_m' }).map(({ text }) => text);
  expect(texts[0]).toBe(
    "ollama create mullers-lamps-cafe-no1 -f 'Ann'\\''s/Modelfile'\nollama run mullers-lamps-cafe-no1 'a: …\nb:'",
  );
  expect(texts[1]).toBe("lms import 'Ann'\\''s/model-Q4_K_M.gguf'");
  expect(texts[2]).toContain("-n 100 -no-cnv -p 'a: …\nb:'");
});
