import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { containsSpelled } from '../../../shared/domain/tasks/containsValue.ts';
import type { Recipe } from '../../../shared/domain/tasks/index.ts';
import { Random } from '../../ml/random.ts';
import { Tokenizer } from '../../ml/tokenizer/tokenizer.ts';
import { tokenizerConfig, tokenizerJson } from '../../ml/tokenizer/tokenizerFile.ts';
import { usage } from './files.ts';
import { KEEPING } from './keeps.ts';
import { type AppFacts, appModule } from './module.ts';

/** What becomes of texts that lack what they have to contain, in a package: with a model that says what it is told to. */
const TOKENS = 300;
const FILES: Record<string, object> = {
  'tokenizer.json': tokenizerJson([], TOKENS),
  'tokenizer_config.json': tokenizerConfig(512),
};
const tokenizer = new Tokenizer(...(Object.values(FILES).map((file) => JSON.stringify(file)) as [string, string]), '');
const idsOf = (text: string) => tokenizer.encode(text).slice(tokenizer.addsBeginning ? 1 : 0);
const textOf = (ids: readonly number[]) =>
  Buffer.concat(ids.map((id) => tokenizer.bytes(id) ?? Buffer.of())).toString();
const END = 0;

const recipe = (keeping: { mustContain?: string[]; keepFields?: string[] }): Recipe => ({
  kind: 'complete',
  inputs: ['name', 'maker'],
  output: 'description',
  template: '{{name}} by {{maker}}:',
  ...keeping,
});
const module = (of: Recipe) =>
  appModule({ recipe: of, graph: 'g', beside: [], context: 512, ends: [END], beginning: END } as unknown as AppFacts);

interface Options {
  tries?: number;
  seed?: number;
  temperature?: number;
  maxTokens?: number;
}
type Describe = (row: { name: string; maker: string }, options?: Options) => AsyncIterable<string>;
type Load = (options: object) => Promise<{ describe: Describe }>;

let folder: string;
const loads: Record<string, Load> = {};
let contains: (text: string, value: string) => boolean;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-keeps-'));
  mkdirSync(join(folder, 'node_modules', '@huggingface'), { recursive: true });
  const library = join('node_modules', '@huggingface', 'tokenizers');
  symlinkSync(join(import.meta.dirname, '..', '..', '..', library), join(folder, library));
  const open = async (name: string, source: string) => {
    const path = join(folder, `${name}.mjs`);
    writeFileSync(path, stripTypeScriptTypes(source));
    return await import(/* @vite-ignore */ pathToFileURL(path).href);
  };
  for (const mustContain of [['name'], ['name', 'maker']])
    loads[mustContain.join()] = (await open(mustContain.join('-'), module(recipe({ mustContain })).source)).load;
  contains = (await open('contains', `${KEEPING}export { contains };`)).contains;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A model that writes these texts one after another, or draws letters where there are none; `prompts` are those that it was given. */
async function modelOf(texts: readonly string[] | null, wanted = 'name') {
  const [prompts, drawn]: [string[], string[]] = [[], []];
  let rest: number[] = [];
  class Tensor {
    readonly data: ArrayLike<bigint>;
    constructor(_type: string, data: ArrayLike<bigint>) {
      this.data = data;
    }
  }
  const letters = idsOf('abcdefghijklmnopqrstuvwxyz');
  const run = async (feeds: Record<string, Tensor>) => {
    const text = textOf(Array.from((feeds.input_ids as Tensor).data, Number));
    if (Number((feeds.position_ids as Tensor).data[0]) > 0) drawn.push(`${drawn.pop()}${text}`);
    else {
      prompts.push(text);
      drawn.push('');
      rest = idsOf(texts?.[prompts.length - 1] ?? '');
    }
    const scores = new Float32Array(TOKENS).fill(-1000);
    for (const id of texts ? [rest.shift() ?? END] : letters) scores[id] = 0;
    // What comes where it may not say that.
    scores[idsOf('-')[0] as number] = -500;
    return { logits: { data: scores, dims: [1, 1, TOKENS] } };
  };
  const model = await (loads[wanted] as Load)({
    read: async (name: string) => new TextEncoder().encode(JSON.stringify(FILES[name] ?? {})),
    runtime: { Tensor, InferenceSession: { create: async () => ({ inputMetadata: [], run }) } },
  });
  const write = async (options?: Options, name = 'Oak Lamp') => {
    const pieces: string[] = [];
    for await (const piece of model.describe({ name, maker: 'Ann' }, options)) pieces.push(piece);
    return pieces;
  };
  return { write, prompts, drawn };
}

const PROMPT = 'Oak Lamp by Ann:';

describe('a package whose texts have to keep something', () => {
  test('has this in its module only where the recipe wants something', () => {
    const without = module(recipe({}));
    for (const text of [without.source, without.declarations, usage('Lamps', recipe({}))])
      expect(text).not.toMatch(/keeping|contains|normalize|\btries\b|again,/);
    expect(without.declarations).toContain('Pieces come as they are written.');
    for (const wants of [{ mustContain: ['name'] }, { keepFields: ['name'] }]) {
      const { source, declarations } = module(recipe(wants));
      expect(source).toContain('return keeping([row["name"]], options,');
      expect(source.split('\n').length).toBeLessThan(300);
      for (const text of [source, declarations]) expect(text).toMatch(/tries\?: number;[\s\S]*a text comes whole/);
      expect(usage('Lamps', recipe(wants))).toContain(
        '- A text without the value of “name”, letter by letter, is written again',
      );
    }
    // Texts that need not keep what training kept.
    expect(module(recipe({ keepFields: ['name'], mustContain: ['maker'] })).source).toContain(
      'keeping([row["maker"]],',
    );
  });

  test('gives the first text where it has the name', async () => {
    const { write, prompts } = await modelOf([' The Oak Lamp shines.', ' never']);
    expect(await write()).toEqual(['The Oak Lamp shines.']);
    expect(prompts).toEqual([PROMPT]);
  });

  test('writes again until one has it letter by letter, as whole words', async () => {
    const { write, prompts } = await modelOf([' An oak lamp.', ' Oak Lamps!', ' Buy “Oak Lamp”.', ' never']);
    expect(await write()).toEqual(['Buy “Oak Lamp”.']);
    expect(prompts).toEqual([PROMPT, PROMPT, PROMPT]);
    // How Unicode puts an accent on a letter is no spelling.
    const accented = await modelOf([' The Cafe\u0301 lamp.', ' never']);
    expect(await accented.write({}, 'Caf\u00e9')).toEqual(['The Cafe\u0301 lamp.']);
  });

  test('begins the last one with it', async () => {
    const { write, prompts } = await modelOf([' One.', ' Two.', ' Three.', ' glows.', ' never']);
    expect(await write()).toEqual(['Oak Lamp glows.']);
    expect(prompts).toEqual([PROMPT, PROMPT, PROMPT, `${PROMPT} Oak Lamp`]);
    const twice = await modelOf([' One.', ' glows.', ' never']);
    expect(await twice.write({ tries: 2 }, ' Oak Lamp ')).toEqual(['Oak Lamp glows.']);
  });

  test('gives the one that lacks least where none has all, the first of equals', async () => {
    const { write, prompts } = await modelOf([' None.', ' By Ann.', ' Ann, again.', ' is it.', ' never'], 'name,maker');
    expect(await write()).toEqual(['By Ann.']);
    expect(prompts.at(-1)).toBe(`${PROMPT} Oak Lamp`);
    const both = await modelOf([' None.', ' By Ann.', ' Oak Lamp', ' of Ann.', ' never'], 'name,maker');
    expect(await both.write()).toEqual(['Oak Lamp of Ann.']);
  });

  test('does not go on with the name as with a longer word', async () => {
    for (const [rest, found] of [
      ['s are.', 'Oak Lamp- are.'],
      ['sss', 'Oak Lamp-ss'],
      ['-like', 'Oak Lamp-like'],
      ['', 'Oak Lamp'],
    ] as const) {
      const { write } = await modelOf([' One.', rest]);
      expect(await write({ tries: 2 })).toEqual([found]);
      const likeliest = await modelOf([' One.', rest]);
      expect(await likeliest.write({ temperature: 0 })).toEqual([found]);
    }
    // Bytes of no whole character may become a letter; in Chinese, that is no part of a word.
    const accented = await modelOf([' One.', 'é']);
    expect((await accented.write({ tries: 2 })).join()).toMatch(/^Oak Lamp-/);
    const chinese = await modelOf([' One.', 'é灯']);
    expect(await chinese.write({ tries: 2 }, '轻便水壶')).toEqual(['轻便水壶é灯']);
    // Only what comes after a name that was given.
    const first = await modelOf(['\u0301s. Oak Lamp']);
    expect(await first.write()).toEqual(['\u0301s. Oak Lamp']);
  });

  test('streams the first text where there is one try, or nothing to keep', async () => {
    for (const [options, name] of [
      [{ tries: 1 }, 'Oak Lamp'],
      [{}, ' '],
    ] as const) {
      const { write, prompts } = await modelOf([' A lamp.', ' never']);
      expect(await write(options, name)).toEqual([...'A lamp.']);
      expect(prompts).toHaveLength(1);
    }
  });

  test('writes the likeliest text once, then begins with the name', async () => {
    const { write, prompts } = await modelOf([' One.', ' glows.', ' never']);
    expect(await write({ temperature: 0 })).toEqual(['Oak Lamp glows.']);
    expect(prompts).toEqual([PROMPT, `${PROMPT} Oak Lamp`]);
  });

  test('draws each text with a seed of its own, which follows from the first', async () => {
    const drawnBy = async (options: Options) => {
      const { write, drawn } = await modelOf(null);
      await write({ maxTokens: 12, ...options });
      return drawn;
    };
    const drawn = await drawnBy({ seed: 7 });
    expect(new Set(drawn).size).toBe(4);
    expect(await drawnBy({ seed: 7 })).toEqual(drawn);
    expect(await drawnBy({ seed: 7, tries: 1 })).toEqual(drawn.slice(0, 1));
    // Texts of the next seeds are others, not those that a first one went on to.
    expect((await Promise.all([8, 9, 10].map((seed) => drawnBy({ seed })))).flat()).not.toContain(drawn[1]);
    expect(await drawnBy({})).not.toEqual(drawn);
  });

  test('tells what a text contains as the studio does', () => {
    const parts = [
      'Ox',
      'ox',
      'é',
      'e\u0301',
      '\u0301',
      ' ',
      '-',
      '7',
      '灯',
      'ไฟ',
      'の',
      'ё',
      '😀',
      '𠮷',
      '𝐀',
      '’',
      '\u00a0',
      'ß',
      '¨',
    ];
    const random = new Random(5);
    const any = (most: number) =>
      Array.from({ length: random.integer(most) + 1 }, () => parts[random.integer(parts.length)]).join('');
    let kept = 0;
    for (let count = 0; count < 20_000; count++) {
      const value = any(2).trim();
      const text = random.integer(2) ? any(6) : any(2) + value + any(2);
      if (value === '') continue;
      const found = contains(text.normalize('NFC'), value.normalize('NFC'));
      if (found) kept++;
      expect(found, JSON.stringify([text, value])).toBe(containsSpelled(text, value));
    }
    expect(kept).toBeGreaterThan(2000);
    expect(kept).toBeLessThan(18_000);
  });
});
