import { AppError } from '../../../shared/errors/errors.ts';
import { Automaton, Grammar, type Item } from './grammar.ts';
import { JsonGrammar } from './jsonGrammar.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Keywords that say what a value must not be, and that no grammar here follows. Others than JSON Schema's say nothing. */
const NOT_FOLLOWED = [
  ...['pattern', 'format', 'multipleOf', 'uniqueItems', 'contains', 'minContains', 'maxContains', 'prefixItems'],
  ...['additionalItems', 'unevaluatedItems', 'unevaluatedProperties', 'patternProperties', 'propertyNames'],
  ...['minProperties', 'maxProperties', 'dependentRequired', 'dependentSchemas', 'dependencies', 'oneOf', 'not'],
  ...['if', 'then', 'else', '$dynamicRef', '$recursiveRef', 'nullable'],
];
/** Where they say nothing after all. */
const NEUTRAL: Readonly<Record<string, unknown>> = { uniqueItems: false, nullable: false, minProperties: 0 };
const TYPES = ['object', 'array', 'string', 'integer', 'number', 'boolean', 'null'] as const;
type Type = (typeof TYPES)[number];
/** Whole numbers of a range that are told one by one. */
const MOST_NUMBERS = 1000;
/** Parts of a grammar; a schema that needs more takes too long. */
const MOST_ITEMS = 200_000;
const MOST_DEPTH = 200;

/**
 * The texts of all values that conform to a schema (JSON Schema 2020-12, a subset), or of any object (`json`). Properties come in the order of the schema,
 * and those that it does not name come only where it names none.
 *
 * @throws AppError `schema_not_supported` with the keyword and its place, `schema_invalid`
 */
export function schemaAutomaton(schema: unknown): Automaton {
  const grammar = new Grammar();
  const json = new JsonGrammar(grammar);
  return new Automaton(grammar, grammar.sequence(json.space, schemaGrammar(grammar, json, schema)));
}

/** The same as part of a grammar. @throws AppError as `schemaAutomaton` */
export function schemaGrammar(grammar: Grammar, json: JsonGrammar, schema: unknown): Item {
  const compiler = new Compiler(grammar, json, schema);
  const root = schema === 'json' ? json.record(json.value) : compiler.of(schema, '#');
  for (const [place, rule] of [['#', root] as const, ...compiler.rules]) {
    // What refers to itself before it has said anything never ends.
    if (new Automaton(grammar, rule).start.stacks.length === 0)
      throw invalid(place, 'it means itself and nothing else');
  }
  return root;
}

class Compiler {
  readonly #grammar: Grammar;
  readonly #json: JsonGrammar;
  readonly #root: unknown;
  /** By the place of what is referred to. */
  readonly #rules = new Map<string, Item | null>();
  #depth = 0;

  constructor(grammar: Grammar, json: JsonGrammar, root: unknown) {
    this.#grammar = grammar;
    this.#json = json;
    this.#root = root;
  }

  /** What was referred to, by its place. */
  get rules(): [string, Item][] {
    return [...this.#rules] as [string, Item][];
  }

  of(schema: unknown, path: string): Item {
    if (this.#grammar.size > MOST_ITEMS) throw invalid(path, 'it is too large');
    if (++this.#depth > MOST_DEPTH) throw invalid(path, `it is nested more than ${MOST_DEPTH} times`);
    try {
      if (schema === true) return this.#json.value;
      if (schema === false) throw invalid(path, 'nothing conforms to false');
      if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
        throw invalid(path, 'it is neither an object nor true or false');
      return this.#object(schema as Schema, path);
    } finally {
      this.#depth--;
    }
  }

  #object(schema: Schema, path: string): Item {
    for (const keyword of NOT_FOLLOWED) {
      if (Object.hasOwn(schema, keyword) && schema[keyword] !== NEUTRAL[keyword]) throw notSupported(keyword, path);
    }
    const combined = ['$ref', 'enum', 'const', 'anyOf', 'allOf'].filter((keyword) => Object.hasOwn(schema, keyword));
    if (combined.length > 1) throw notSupported(`${combined[0]} beside ${combined[1]}`, path);
    const [only] = combined;
    if (only === '$ref') return this.#reference(schema, path);
    if (only === 'const') return this.#values([schema.const], schema, path);
    if (only === 'enum') {
      if (!Array.isArray(schema.enum) || schema.enum.length === 0) throw invalid(`${path}/enum`, 'it has no values');
      return this.#values(schema.enum, schema, path);
    }
    if (only === 'anyOf' || only === 'allOf') {
      const parts = schema[only];
      if (!Array.isArray(parts) || parts.length === 0) throw invalid(`${path}/${only}`, 'it has no schemas');
      if (only === 'allOf' && parts.length > 1) throw notSupported('allOf', path);
      const beside = ASSERTIONS.find((keyword) => Object.hasOwn(schema, keyword));
      if (beside) throw notSupported(`${only} beside ${beside}`, path);
      return this.#grammar.choice(...parts.map((part, index) => this.of(part, `${path}/${only}/${index}`)));
    }
    return this.#grammar.choice(...typesOf(schema, path).map((type) => this.#ofType(type, schema, path)));
  }

  /** Values as they are, of those that have the schema's type. */
  #values(values: readonly unknown[], schema: Schema, path: string): Item {
    const beside = ASSERTIONS.find((keyword) => keyword !== 'type' && Object.hasOwn(schema, keyword));
    if (beside) throw notSupported(`enum beside ${beside}`, path);
    const types = typesOf(schema, path);
    const fitting = values.filter((value) => types.some((type) => isOfType(value, type)));
    if (fitting.length === 0) throw invalid(path, 'no value has the type');
    return this.#grammar.choice(...fitting.map((value) => this.#grammar.text(JSON.stringify(value))));
  }

  #reference(schema: Schema, path: string): Item {
    const beside = ASSERTIONS.find((keyword) => Object.hasOwn(schema, keyword));
    if (beside) throw notSupported(`$ref beside ${beside}`, path);
    const place = schema.$ref;
    if (typeof place !== 'string' || !/^#(\/|$)/.test(place)) throw notSupported('$ref to another document', path);
    if (!this.#rules.has(place)) {
      this.#rules.set(place, null);
      this.#rules.set(place, this.of(this.#at(place, path), place));
    }
    return this.#grammar.rule(() => this.#rules.get(place) as Item);
  }

  #at(place: string, path: string): unknown {
    let found: unknown = this.#root;
    for (const step of place.split('/').slice(1)) {
      const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
      if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name))
        throw invalid(path, `there is nothing at ${place}`);
      found = (found as Record<string, unknown>)[name];
    }
    return found;
  }

  #ofType(type: Type, schema: Schema, path: string): Item {
    const text = (value: string) => this.#grammar.text(value);
    if (type === 'null') return text('null');
    if (type === 'boolean') return this.#grammar.choice(text('true'), text('false'));
    if (type === 'string') return this.#json.stringOf(...boundsOf(schema, ['minLength', 'maxLength'], path));
    if (type === 'array') {
      const item = Object.hasOwn(schema, 'items') ? this.of(schema.items, `${path}/items`) : this.#json.value;
      return this.#json.list(item, ...boundsOf(schema, ['minItems', 'maxItems'], path));
    }
    if (type === 'object') return this.#properties(schema, path);
    const limit = LIMITS.find((keyword) => Object.hasOwn(schema, keyword));
    if (!limit) return type === 'integer' ? this.#json.integer : this.#json.number;
    if (type === 'number') throw notSupported(`${limit} of a number`, path);
    return this.#grammar.choice(...range(schema, path).map((number) => text(String(number))));
  }

  #properties(schema: Schema, path: string): Item {
    const { properties = {}, required = [], additionalProperties = true } = schema;
    if (typeof properties !== 'object' || properties === null) throw invalid(`${path}/properties`, 'it is no object');
    if (!Array.isArray(required) || required.some((name) => typeof name !== 'string'))
      throw invalid(`${path}/required`, 'it is no list of names');
    const own = Object.entries(properties as Schema);
    if (own.length === 0 && required.length === 0) {
      if (additionalProperties === false) return this.#json.object([]);
      return this.#json.record(this.of(additionalProperties, `${path}/additionalProperties`));
    }
    const more = (required as string[]).filter((name) => !Object.hasOwn(properties, name));
    if (more.length > 0 && additionalProperties === false)
      throw invalid(`${path}/required`, `“${more[0]}” is required and not allowed`);
    return this.#json.object([
      ...own.map(([name, value]) => ({
        name,
        value: this.of(value, `${path}/properties/${name}`),
        isRequired: required.includes(name),
      })),
      ...more.map((name) => ({
        name,
        value: this.of(additionalProperties, `${path}/additionalProperties`),
        isRequired: true,
      })),
    ]);
  }
}

const LIMITS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const;
/** Keywords that a schema says something with by itself. */
const ASSERTIONS = [
  ...['type', 'properties', 'required', 'additionalProperties', 'items', 'minItems', 'maxItems'],
  ...['minLength', 'maxLength', ...LIMITS],
];

function typesOf({ type }: Schema, path: string): readonly Type[] {
  // A number may be a whole one.
  if (type === undefined) return TYPES.filter((one) => one !== 'integer');
  const types = Array.isArray(type) ? type : [type];
  const unknown = types.find((one) => !TYPES.includes(one as Type));
  if (unknown !== undefined || types.length === 0)
    throw invalid(`${path}/type`, `there is no type ${JSON.stringify(unknown)?.slice(0, 80)}`);
  return types as Type[];
}

function isOfType(value: unknown, type: Type): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return type === 'integer' ? Number.isInteger(value) : typeof value === type;
}

function boundsOf(schema: Schema, [min, max]: readonly [string, string], path: string): [number, number] {
  const count = (keyword: string, otherwise: number): number => {
    const value = schema[keyword];
    if (value === undefined) return otherwise;
    if (!Number.isSafeInteger(value) || (value as number) < 0) throw invalid(`${path}/${keyword}`, 'it is no count');
    return value as number;
  };
  const bounds: [number, number] = [count(min, 0), count(max, Number.POSITIVE_INFINITY)];
  if (bounds[0] > bounds[1]) throw invalid(path, `${min} is more than ${max}`);
  return bounds;
}

/** The whole numbers within limits. */
function range(schema: Schema, path: string): number[] {
  const limit = (keyword: (typeof LIMITS)[number]): number | undefined => {
    const value = schema[keyword];
    if (value !== undefined && (typeof value !== 'number' || !Number.isFinite(value)))
      throw invalid(`${path}/${keyword}`, 'it is no number');
    return value as number | undefined;
  };
  const [least, most, above, below] = LIMITS.map(limit);
  const first = Math.max(
    Math.ceil(least ?? Number.NEGATIVE_INFINITY),
    Math.floor(above ?? Number.NEGATIVE_INFINITY) + 1,
  );
  const last = Math.min(Math.floor(most ?? Number.POSITIVE_INFINITY), Math.ceil(below ?? Number.POSITIVE_INFINITY) - 1);
  if (first > last) throw invalid(path, 'no whole number lies within its limits');
  if (!(last - first < MOST_NUMBERS)) throw notSupported(`minimum and maximum more than ${MOST_NUMBERS} apart`, path);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

const invalid = (path: string, problem: string): AppError => new AppError('schema_invalid', { path, problem });
const notSupported = (keyword: string, path: string): AppError =>
  new AppError('schema_not_supported', { keyword, path });
