import { expect, test } from 'vitest';
import { Random } from '../random.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import { tokenizerConfig, tokenizerJson } from '../tokenizer/tokenizerFile.ts';
import { Constraint, type Wanted } from './constraint.ts';
import { schemaAutomaton } from './jsonSchema.ts';

const V = 258;
const tokenizer = new Tokenizer(JSON.stringify(tokenizerJson([], V)), JSON.stringify(tokenizerConfig(64)), 'test');

/** Some tokens of several bytes, as trained vocabularies have them, that fit nowhere exactly. */
const WORDS = [
  '{"',
  '":',
  '", "',
  '"}',
  'tru',
  'e,',
  '[1',
  ', ',
  '\n  ',
  '1.',
  'é',
  '\\u',
  'name"',
  'null}',
  ']}',
  ' {',
  '-1',
  '""',
];
const worded = {
  vocabSize: V + WORDS.length,
  endOfText: tokenizer.endOfText,
  bytes: (id: number) => (id < V ? tokenizer.bytes(id) : new TextEncoder().encode(WORDS[id - V])),
  endsText: (id: number) => tokenizer.endsText(id),
} as unknown as Tokenizer;

/** What ends strings, lists and objects, and what goes on. */
const ENDS = Array.from(
  '"]}\\,',
  (end) => [tokenizer.encode(end).at(-1) as number, /["\]}]/.test(end) ? 1.6 : 1.1] as const,
);

/** Draws tokens at random until the text ends, with a liking for what ends things; `null` where it does not within so many. */
function write(schema: unknown, random: Random, most = 300): string | null {
  return writeWanted({ schema }, random, most);
}

function writeWanted(wanted: Wanted, random: Random, most: number): string | null {
  const constraint = new Constraint(worded, wanted);
  const bytes: number[] = [];
  for (let count = 0; count < most; count++) {
    if (constraint.isDone) break;
    // Random enough, and quick: numbers of one draw.
    const draw = random.integer(2 ** 31);
    const logits = Float32Array.from(
      { length: worded.vocabSize },
      (_, id) => (Math.imul(draw ^ id, 0x9e3779b1) >>> 8) / 2 ** 24,
    );
    for (const [id, liking] of ENDS) logits[id] = random.next() * liking;
    constraint.mask(logits, most - count);
    const id = logits.indexOf(Math.max(...logits));
    constraint.push(id);
    if (tokenizer.endsText(id)) break;
    bytes.push(...(worded.bytes(id) ?? []));
    if (count === most - 1 && !constraint.isWhole) return null;
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
}

type Schema = Record<string, unknown> | boolean;

/** What JSON Schema says of the keywords that are followed: written from the specification, and sharing nothing with what is tested. */
function conforms(value: unknown, schema: Schema, root: Schema): boolean {
  if (typeof schema === 'boolean') return schema;
  const is = (other: unknown) => JSON.stringify(other) === JSON.stringify(value);
  if ('$ref' in schema) {
    const name = String(schema.$ref).split('/').at(-1) as string;
    return conforms(value, (root as { $defs: Record<string, Schema> }).$defs[name] as Schema, root);
  }
  if ('const' in schema && !is(schema.const)) return false;
  if ('enum' in schema && !(schema.enum as unknown[]).some(is)) return false;
  if ('anyOf' in schema && !(schema.anyOf as Schema[]).some((one) => conforms(value, one, root))) return false;
  const types = schema.type === undefined ? null : [schema.type].flat();
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  if (types && !types.includes(kind) && !(types.includes('integer') && Number.isInteger(value))) return false;
  const within = (size: number, least: unknown, most: unknown) =>
    size >= Number(least ?? 0) && size <= Number(most ?? Number.POSITIVE_INFINITY);
  if (typeof value === 'string') return within([...value].length, schema.minLength, schema.maxLength);
  if (typeof value === 'number') return within(value, schema.minimum ?? Number.NEGATIVE_INFINITY, schema.maximum);
  if (Array.isArray(value))
    return (
      within(value.length, schema.minItems, schema.maxItems) &&
      value.every((item) => conforms(item, (schema.items ?? true) as Schema, root))
    );
  if (kind !== 'object') return true;
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const names = Object.keys(value as object);
  return (
    ((schema.required ?? []) as string[]).every((name) => names.includes(name)) &&
    names.every((name) =>
      conforms(
        (value as Record<string, unknown>)[name],
        (properties[name] ?? schema.additionalProperties ?? true) as Schema,
        root,
      ),
    )
  );
}

const NAMES = ['name', 'age', 'a b', 'é', 'quote"s', 'x/y', ''];

function randomSchema(random: Random, depth: number): Schema {
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)] as T;
  const least = random.integer(3);
  const deeper = () => (depth > 0 ? randomSchema(random, depth - 1) : { type: pick(['string', 'integer', 'null']) });
  switch (random.integer(depth > 0 ? 11 : 7)) {
    case 0:
      return { type: 'string', minLength: least, maxLength: least + random.integer(6) };
    case 1:
      return { type: ['integer', 'null'], title: 'a number' };
    case 2:
      return { type: 'number' };
    case 3:
      return { enum: ['red', 3, null, { a: [1] }, 'é"\\'].slice(0, 1 + random.integer(5)) };
    case 4:
      return { type: 'integer', minimum: -random.integer(20), maximum: random.integer(150) };
    case 5:
      return { const: pick(['x', 1.5, true, [1, 2]]) };
    case 6:
      return { type: 'boolean' };
    case 7:
      return { type: 'array', items: deeper(), minItems: least, maxItems: least + random.integer(3) };
    case 8:
      return { anyOf: [deeper(), deeper()] };
    case 9:
      return { type: 'object', additionalProperties: deeper() };
    default: {
      const names = NAMES.filter(() => random.integer(2) === 0);
      return {
        type: 'object',
        properties: Object.fromEntries(names.map((name) => [name, deeper()])),
        required: names.filter(() => random.integer(2) === 0),
        additionalProperties: false,
      };
    }
  }
}

test('whatever a model draws parses and conforms: 100 random schemas, two texts each', () => {
  const random = new Random(11);
  let ended = 0;
  for (let round = 0; round < 100; round++) {
    const schema = randomSchema(random, 3);
    for (let text = 0; text < 2; text++) {
      const written = write(schema, random);
      if (written === null) continue;
      ended++;
      const value: unknown = JSON.parse(written);
      expect(conforms(value, schema, schema), `${written} of ${JSON.stringify(schema)}`).toBe(true);
    }
  }
  expect(ended).toBeGreaterThan(150);
});

test('a text ends within its room wherever there is a shorter one: the fewest bytes are all it needs', () => {
  const random = new Random(3);
  const automatonOf = (schema: Schema) => schemaAutomaton(schema).start.least;
  let tight = 0;
  for (let round = 0; round < 150; round++) {
    const schema = randomSchema(random, 3);
    const least = automatonOf(schema);
    for (const room of [least, least + 1, least + 7]) {
      const written = write(schema, random, room);
      expect(written, `${room} tokens for ${JSON.stringify(schema)}`).not.toBeNull();
      expect(conforms(JSON.parse(written as string), schema, schema), written as string).toBe(true);
      if (Buffer.byteLength(written as string) >= least) tight++;
    }
    // With one less there may be words that say several bytes at once, and no more than that.
    if (least > 0) expect(least).toBeLessThanOrEqual(Buffer.byteLength(write(schema, random, 2000) as string));
  }
  expect(tight).toBe(450);
  const tree: Schema = { $defs: { n: { type: 'array', items: { $ref: '#/$defs/n' } } }, $ref: '#/$defs/n' };
  expect(automatonOf(tree)).toBe(2);
  const wide = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`p${at}`, { type: 'null' }]));
  expect(automatonOf({ type: 'object', properties: wide, required: ['p7'] })).toBe('{"p7":null}'.length);
});

test('a call is a function’s name, what its template has, and its own arguments', () => {
  const random = new Random(8);
  const functions = [
    { name: 'look', parameters: { type: 'object', properties: { at: { type: 'integer' } }, required: ['at'] } },
    {
      name: 'look_up',
      parameters: { $defs: { t: { enum: ['a', 'b'] } }, type: 'object', properties: { t: { $ref: '#/$defs/t' } } },
    },
    { name: 'stop', parameters: null },
  ];
  const seen = new Set<string>();
  for (let round = 0; round < 60; round++) {
    const written = writeWanted({ call: { middle: '", "arguments": ', functions } }, random, 60) ?? '';
    const [, name = '', given = ''] = /^(\w+)", "arguments": (.*)$/s.exec(written) ?? [];
    seen.add(name);
    const { parameters } = functions.find((one) => one.name === name) as (typeof functions)[number];
    const schema = (parameters ?? { type: 'object', additionalProperties: false, properties: {} }) as Schema;
    expect(conforms(JSON.parse(given), schema, schema), written).toBe(true);
    if (!parameters) expect(JSON.parse(given)).toEqual({});
  }
  expect([...seen].sort()).toEqual(['look', 'look_up', 'stop']);
  const refused = [
    { name: 'look', parameters: { type: 'object', properties: { at: { type: 'string', format: 'date' } } } },
  ];
  expect(() => new Constraint(worded, { call: { middle: ' ', functions: refused } })).toThrow(
    expect.objectContaining({
      code: 'call_not_supported',
      details: { function: 'look', keyword: 'format', path: '#/properties/at' },
    }),
  );
});

test('any object, and a schema that refers to itself', () => {
  const random = new Random(5);
  const tree: Schema = {
    $defs: {
      node: {
        type: 'object',
        properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/$defs/node' } } },
        required: ['name', 'children'],
      },
    },
    $ref: '#/$defs/node',
  };
  const ended = { any: 0, tree: 0 };
  for (let round = 0; round < 12; round++) {
    const any = write('json', random);
    if (any !== null) {
      ended.any++;
      expect(JSON.parse(any)).toEqual(expect.any(Object));
    }
    const written = write(tree, random);
    if (written === null) continue;
    ended.tree++;
    expect(conforms(JSON.parse(written), tree, tree), written).toBe(true);
  }
  expect(Math.min(ended.any, ended.tree)).toBeGreaterThan(6);
});

test('what conforms may be written, whatever its spaces', () => {
  const schema = {
    type: 'object',
    properties: { id: { type: 'integer' }, tags: { type: 'array', items: { type: 'string' } } },
    required: ['id'],
  };
  const automaton = schemaAutomaton(schema);
  const accepts = (text: string) => {
    let state: ReturnType<typeof automaton.after> = automaton.start;
    for (const byte of new TextEncoder().encode(text)) state &&= automaton.after(state, byte);
    return state?.isEnd ?? false;
  };
  for (const spaces of [0, 2, '\t'])
    expect(accepts(JSON.stringify({ id: -20, tags: ['a', 'ü😀', '\u0007\n"'] }, null, spaces)), String(spaces)).toBe(
      true,
    );
  expect(accepts('{"id": 1}')).toBe(true);
  expect(accepts('{ "id":1,"tags":[ ] }')).toBe(true);
  expect(accepts('{"id": 1, "tags": ["\\ud83d\\ude00"]}')).toBe(true);
  for (const wrong of [
    ...['{"id": 01}', '{"id": 1.5}', '{"tags": []}', '{"id": 1,}', '{"id": 1} ', '{"id": 1, "more": 2}'],
    ...['{"id": 1, "tags": ["\\ud83d"]}', '{"id": 1, "tags": ["\n"]}', '[]', ''],
  ])
    expect(accepts(wrong), wrong).toBe(false);
});

test.each([
  [{ type: 'string', pattern: 'a+' }, 'schema_not_supported', { keyword: 'pattern', path: '#' }],
  [
    { type: 'object', properties: { at: { type: 'string', format: 'date' } } },
    'schema_not_supported',
    { keyword: 'format', path: '#/properties/at' },
  ],
  [{ oneOf: [{ type: 'string' }] }, 'schema_not_supported', { keyword: 'oneOf', path: '#' }],
  [{ type: 'number', minimum: 0 }, 'schema_not_supported', { keyword: 'minimum of a number', path: '#' }],
  [{ type: 'integer', minimum: 0 }, 'schema_not_supported', { path: '#' }],
  [{ $ref: 'https://example.com/a.json' }, 'schema_not_supported', { path: '#' }],
  [{ $ref: '#/$defs/none' }, 'schema_invalid', { path: '#' }],
  [{ type: 'text' }, 'schema_invalid', { path: '#/type' }],
  [{ enum: [] }, 'schema_invalid', { path: '#/enum' }],
  [{ type: 'array', items: 3 }, 'schema_invalid', { path: '#/items' }],
  [{ type: 'string', minLength: 3, maxLength: 2 }, 'schema_invalid', { path: '#' }],
  [{ type: 'object', required: ['a'], additionalProperties: false }, 'schema_invalid', { path: '#/required' }],
  [false, 'schema_invalid', { path: '#' }],
])('%j is refused, and says where', (schema, code, details) => {
  expect(() => new Constraint(worded, { schema })).toThrow(
    expect.objectContaining({ code, details: expect.objectContaining(details) }),
  );
});

test('one that means itself and nothing else is refused, not followed for ever', () => {
  expect(() => new Constraint(worded, { schema: { $ref: '#' } })).toThrow(
    expect.objectContaining({ code: 'schema_invalid' }),
  );
  let nested: unknown = { type: 'string' };
  for (let depth = 0; depth < 500; depth++) nested = { type: 'array', items: nested };
  expect(() => new Constraint(worded, { schema: nested })).toThrow(expect.objectContaining({ code: 'schema_invalid' }));
});
