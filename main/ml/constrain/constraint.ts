import { AppError } from '../../../shared/errors/errors.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Automaton, State } from './grammar.ts';
import { schemaAutomaton } from './jsonSchema.ts';
import { TokenTrie } from './tokenTrie.ts';

/** Schemas whose automata are kept, the last ones used, and how large one may have become. */
const MOST_KEPT = 16;
const MOST_STATES = 50_000;
/** States whose tokens are kept, each an eighth of the vocabulary in bytes. */
const MOST_MASKS = 512;

interface Kept {
  automaton: Automaton;
  masks: Map<State, Uint8Array>;
}

const tries = new WeakMap<Tokenizer, { trie: TokenTrie; kept: Map<string, Kept> }>();

/** Holds a text to a schema, token by token: what it has so far is always the beginning of a text that parses and conforms. */
export class Constraint {
  readonly #tokenizer: Tokenizer;
  readonly #trie: TokenTrie;
  readonly #kept: Kept;
  #state: State;

  /** @throws AppError `schema_not_supported`, `schema_invalid` */
  constructor(tokenizer: Tokenizer, schema: unknown) {
    this.#tokenizer = tokenizer;
    const own = tries.get(tokenizer) ?? { trie: new TokenTrie(tokenizer), kept: new Map<string, Kept>() };
    tries.set(tokenizer, own);
    this.#trie = own.trie;
    const key = JSON.stringify(schema);
    const known = own.kept.get(key);
    const isSmall = known && known.automaton.size < MOST_STATES;
    this.#kept = isSmall ? known : { automaton: schemaAutomaton(schema), masks: new Map() };
    own.kept.delete(key);
    own.kept.set(key, this.#kept);
    for (const oldest of own.kept.keys()) {
      if (own.kept.size <= MOST_KEPT) break;
      own.kept.delete(oldest);
    }
    this.#state = this.#kept.automaton.start;
  }

  /** Whether the text is whole, and nothing could be added to it. */
  get isDone(): boolean {
    return this.#state.isEnd && this.#state.stacks.length === 0;
  }

  /** Sets the logits of tokens that must not come next to −∞. In place. @throws AppError `schema_invalid` where the vocabulary cannot write it */
  mask(logits: Float32Array): void {
    const allowed = this.#allowed();
    let isAny = false;
    for (let id = 0; id < logits.length; id++) {
      const may = this.#tokenizer.endsText(id)
        ? this.#state.isEnd
        : (((allowed[id >> 3] as number) >> (id & 7)) & 1) === 1;
      if (may) isAny = true;
      else logits[id] = Number.NEGATIVE_INFINITY;
    }
    if (!isAny) throw new AppError('schema_invalid', { path: '#', problem: 'the model’s vocabulary cannot write it' });
  }

  push(id: number): void {
    if (this.#tokenizer.endsText(id)) return;
    for (const byte of this.#tokenizer.bytes(id) ?? []) {
      const next = this.#kept.automaton.after(this.#state, byte);
      if (next === null) throw new Error(`token ${id} was not allowed`);
      this.#state = next;
    }
  }

  #allowed(): Uint8Array {
    const { masks, automaton } = this.#kept;
    let found = masks.get(this.#state);
    if (found) return found;
    found = this.#trie.allowed(automaton, this.#state);
    if (masks.size >= MOST_MASKS) masks.delete(masks.keys().next().value as State);
    masks.set(this.#state, found);
    return found;
  }
}
