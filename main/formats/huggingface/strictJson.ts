/** JSON in which every object is a `Map`: keys come from outside and may be called `__proto__`. */
export type StrictJson = string | number | boolean | null | StrictJson[] | Map<string, StrictJson>;

const WHITESPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const LITERALS = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

/**
 * Reads JSON (RFC 8259) more strictly than `JSON.parse`, which keeps the last of several equal keys: a file whose header two
 * readers understand differently is not to be trusted. Nesting is bounded.
 *
 * @throws SyntaxError with the position
 */
export function parseStrictJson(text: string, maxDepth: number): StrictJson {
  let position = 0;

  const fail = (problem: string): never => {
    throw new SyntaxError(`${problem} at position ${position}`);
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) position += found.length;
    return found;
  };
  const skip = (character: string): boolean => {
    match(WHITESPACE);
    if (text[position] !== character) return false;
    position++;
    return true;
  };
  const string = (): string => {
    if (!skip('"')) fail('expected a string');
    const start = position - 1;
    for (;;) {
      const quote = text.indexOf('"', position);
      if (quote < 0) fail('a string does not end');
      let first = quote;
      while (text[first - 1] === '\\' && first > position) first--;
      position = quote + 1;
      // A quote after an odd number of backslashes belongs to the string.
      if ((quote - first) % 2 === 0) break;
    }
    // Escapes and control characters are checked here.
    return JSON.parse(text.slice(start, position)) as string;
  };

  const value = (depth: number): StrictJson => {
    if (depth > maxDepth) fail('nested too deeply');
    if (skip('{')) return object(depth);
    if (skip('[')) return array(depth);
    if (text[position] === '"') return string();
    const number = match(NUMBER);
    if (number !== undefined) return Number(number);
    for (const [name, literal] of LITERALS) {
      if (!text.startsWith(name, position)) continue;
      position += name.length;
      return literal;
    }
    return fail('expected a value');
  };
  const object = (depth: number): Map<string, StrictJson> => {
    const entries = new Map<string, StrictJson>();
    if (skip('}')) return entries;
    do {
      const key = string();
      if (entries.has(key)) fail(`duplicate key ${JSON.stringify(key.slice(0, 80))}`);
      if (!skip(':')) fail('expected a colon');
      entries.set(key, value(depth + 1));
    } while (skip(','));
    if (!skip('}')) fail('expected a closing brace');
    return entries;
  };
  const array = (depth: number): StrictJson[] => {
    const items: StrictJson[] = [];
    if (skip(']')) return items;
    do items.push(value(depth + 1));
    while (skip(','));
    if (!skip(']')) fail('expected a closing bracket');
    return items;
  };

  const whole = value(1);
  match(WHITESPACE);
  if (position !== text.length) fail('unexpected text');
  return whole;
}
