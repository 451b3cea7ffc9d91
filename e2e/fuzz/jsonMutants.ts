import type { Random } from '../../main/ml/random.ts';

export const pick = <T>(random: Random, list: readonly T[]): T => list[random.integer(list.length)] as T;

/** Values of other types and sizes than those that are expected, as JSON text. */
const VALUES: readonly string[] = [
  ...['null', 'true', 'false', '0', '1', '-1', '0.5', '-0.0', '3', '1e999', '-1e999', '1e-320', '2147483648'],
  ...['4294967296', '9007199254740991', '9007199254740993', '18446744073709551615', '1e15', 'NaN', 'Infinity'],
  ...['""', '"x"', '"__proto__"', '"../x"', '"/etc/passwd"', '"\\u0000"', '"\\ud800"', '"float16"', '"I64"', '"BF16"'],
  ...['[]', '{}', '[[]]', '[null]', '[-1]', '[1,2,3]', '[0,0]', '[9007199254740991,9007199254740991]', '{"a":1}'],
  ...['{"__proto__":{"x":1}}', '{"type":"Sequence"}', '["a","a"]', '[["a","b"],["b","a"]]', '"a b"', '" "'],
];

/** Things that are put into tokenizers: regular expressions that take for ever, cycles and sequences without an end. */
const PARTS: readonly string[] = [
  '{"type":"Split","pattern":{"Regex":"(a+)+$"},"behavior":"Isolated","invert":false}',
  '{"type":"Split","pattern":{"Regex":"(\\\\p{L}*)*[^x]$"},"behavior":"Removed","invert":true}',
  '{"type":"Split","pattern":{"Regex":"("},"behavior":"Isolated"}',
  '{"type":"Split","pattern":{"String":""},"behavior":"Contiguous"}',
  '{"type":"Replace","pattern":{"Regex":""},"content":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}',
  '{"type":"Replace","pattern":{"String":""},"content":"x"}',
  '{"type":"Strip","content":"","start":4294967296,"stop":-1}',
  '{"type":"Prepend","prepend":null}',
  '{"type":"Metaspace","replacement":"","prepend_scheme":"never"}',
  '{"type":"Precompiled","precompiled_charsmap":"////"}',
  '{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"nothing","type_id":0}}],"pair":[],"special_tokens":{}}',
  '{"type":"Unigram","unk_id":99999,"vocab":[["a",-1],["b","x"],[null]]}',
  '{"type":"WordPiece","unk_token":"[UNK]","vocab":{"a":0},"max_input_chars_per_word":-1}',
];

type Node = { start: number; end: number; key: { start: number; end: number } | null; depth: number };

/** JSON with some of its values, keys and bytes replaced, doubled or cut. It need not be JSON any more. */
export function mutatedJson(text: string, random: Random): string {
  const changes = 1 + random.integer(3);
  let changed = text;
  for (let change = 0; change < changes; change++) changed = once(changed, random);
  return changed;
}

function once(text: string, random: Random): string {
  if (random.integer(8) === 0) return spoiltText(text, random);
  const all = nodesOf(text);
  // A vocabulary has many values, the parts of a tokenizer few.
  const outer = all.filter(({ depth }) => depth === 1 || depth === 2);
  const nodes =
    outer.length > 0 && random.integer(2) ? outer.filter(({ depth }) => depth === 1 || !random.integer(8)) : all;
  const node = nodes.length > 0 ? pick(random, nodes) : null;
  if (!node) return spoiltText(text, random);
  const { start, end, key } = node;
  const own = text.slice(start, end);
  const put = (value: string) => text.slice(0, start) + value + text.slice(end);
  switch (random.integer(9)) {
    case 0:
      // Of several equal keys, the last one counts for some readers.
      return key
        ? `${text.slice(0, key.start)}${text.slice(key.start, key.end)}:${pick(random, VALUES)},${text.slice(key.start)}`
        : put(`${own},${own}`);
    case 1:
      return put(nested(random));
    case 2:
      return put(pick(random, PARTS));
    case 3: {
      const other = pick(random, nodes);
      return put(text.slice(other.start, other.end));
    }
    case 4:
      return put(
        /^-?\d+$/.test(own) ? String(Number(own) + pick(random, [-1, 1, 1000, -1000, 2 ** 31])) : own.repeat(2),
      );
    case 5:
      return put(`[${new Array(1 + random.integer(20_000)).fill(own.length < 40 ? own : '0').join(',')}]`);
    case 6:
      return put(`"${'a'.repeat(random.integer(100_000))}"`);
    default:
      return put(pick(random, VALUES));
  }
}

/** Lists in lists, or objects in objects, so deep that a reader that calls itself ends. */
function nested(random: Random): string {
  const depth = pick(random, [3, 50, 1000, 100_000]);
  const [open, close] = pick(random, [
    ['[', ']'],
    ['{"type":"Sequence","normalizers":[', ']}'],
    ['{"a":', '}'],
  ] as const);
  return open.repeat(depth) + (open.endsWith(':') ? '1' : '') + close.repeat(depth);
}

function spoiltText(text: string, random: Random): string {
  const at = random.integer(text.length + 1);
  const length = random.integer(Math.min(200, text.length - at + 1));
  const [before, part, after] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)];
  return pick(random, [
    before + after,
    before + part + part + after,
    before,
    before + pick(random, ['"', '{', '}', '[', ']', ',', ':', '\\', '\0', '\u2028', '\uFEFF', '//']) + part + after,
    '',
  ]);
}

/** Where the values lie in a text, each with its key. A text that is no JSON has those that were found before. */
function nodesOf(text: string): Node[] {
  const nodes: Node[] = [];
  // Tokens, and the values that have begun; large vocabularies are a few thousand of them.
  const open: { start: number; key: Node['key']; isObject: boolean }[] = [];
  let key: Node['key'] = null;
  for (const { 0: token, index: start } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    const end = start + token.length;
    if (token === '{' || token === '[') {
      open.push({ start, key, isObject: token === '{' });
      key = null;
    } else if (token === '}' || token === ']') {
      const begun = open.pop();
      if (begun) nodes.push({ start: begun.start, end, key: begun.key, depth: open.length });
      key = null;
    } else if (token === ',') key = null;
    else if (token !== ':') {
      const isKey = open.at(-1)?.isObject === true && key === null && /^\s*:/.test(text.slice(end, end + 20));
      if (isKey) key = { start, end };
      else nodes.push({ start, end, key, depth: open.length });
    }
  }
  return nodes;
}
