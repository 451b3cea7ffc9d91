import { Environment, Interpreter, parse, Template, tokenize } from '@huggingface/jinja';

/** Characters of any text that a template makes; far more than any context holds. */
const MOST_CHARACTERS = 1_000_000;
/** Characters and entries of lists that it makes in all, of which some are still there. */
const MOST_CHARACTERS_IN_ALL = 64_000_000;
const MOST_ENTRIES_IN_ALL = 200_000;

type Statement = Parameters<Interpreter['evaluate']>[0];
type Value = ReturnType<Interpreter['evaluate']>;

/** What gives a value that is there already. */
const READS: ReadonlySet<string> = new Set(['Identifier', 'MemberExpression', 'StringLiteral']);

/** Computes a template with its memory counted: what it makes is looked at before anything more is made of it. */
class BoundedInterpreter extends Interpreter {
  #characters = 0;
  #entries = 0;

  override evaluate(statement: Statement, environment: Environment): Value {
    const value = super.evaluate(statement, environment);
    if (statement && !READS.has(statement.type)) this.#count(value.value);
    return value;
  }

  #count(value: unknown): void {
    if (typeof value === 'string') {
      this.#characters += value.length;
      if (value.length > MOST_CHARACTERS) throw new Error(`it writes more than ${MOST_CHARACTERS} characters`);
      if (this.#characters > MOST_CHARACTERS_IN_ALL)
        throw new Error(`it makes more than ${MOST_CHARACTERS_IN_ALL} characters`);
    } else if (Array.isArray(value) || value instanceof Map) {
      this.#entries += 1 + (Array.isArray(value) ? value.length : value.size);
      if (this.#entries > MOST_ENTRIES_IN_ALL)
        throw new Error(`it makes lists of more than ${MOST_ENTRIES_IN_ALL} entries`);
    }
  }
}

/** Numbers as Python's `range` has them, but not more than can be counted. */
function range(start: number, stop?: number, step = 1): number[] {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  if (step === 0) throw new Error('range() step must not be zero');
  const length = Math.max(0, Math.ceil((to - from) / step));
  if (!(length <= MOST_ENTRIES_IN_ALL)) throw new Error(`range() has more than ${MOST_ENTRIES_IN_ALL} entries`);
  return Array.from({ length }, (_, index) => from + index * step);
}

/**
 * Reads a Jinja template. What comes back renders it as transformers does, with bounds on what it makes. Whoever calls it bounds its time.
 *
 * @param trimmed whether the blanks around its tags are as they are meant
 * @throws Error in whatever is wrong with the template; rendering, when it makes too much
 */
export function boundedTemplate(
  template: string,
  trimmed = false,
): (variables: Readonly<Record<string, unknown>>) => string {
  // A line's end at the end of it all goes in any case.
  const program = parse(
    trimmed ? tokenize(`${template}\n`) : tokenize(template, { lstrip_blocks: true, trim_blocks: true }),
  );
  return (variables) => {
    const environment = new Environment();
    const globals = {
      ...{ true: true, True: true, false: false, False: false, none: null, None: null, range },
      raise_exception: (problem: unknown) => {
        throw new Error(String(problem));
      },
      // The library's own, which it gives to templates only.
      strftime_now: (format: string) => new Template('{{ strftime_now(format) }}').render({ format }),
    };
    for (const [name, value] of Object.entries({ ...globals, ...variables })) environment.set(name, value);
    return String(new BoundedInterpreter(environment).run(program).value);
  };
}
