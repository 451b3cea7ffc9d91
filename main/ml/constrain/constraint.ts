import { AppError } from '../../../shared/errors/errors.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import { type CallWanted, callAutomaton } from './callGrammar.ts';
import type { Automaton, State } from './grammar.ts';
import { schemaAutomaton } from './jsonSchema.ts';
import { type Allowed, TokenTrie } from './tokenTrie.ts';

/** Schemas whose automata are kept, the last ones used, and how large one may have become. */
const MOST_KEPT = 16;
const MOST_STATES = 50_000;
/** States whose tokens are kept, each an eighth of the vocabulary in bytes. */
const MOST_MASKS = 512;

interface Kept {
  automaton: Automaton;
  masks: Map<State, Allowed>;
}

const tries = new WeakMap<Tokenizer, { trie: TokenTrie; kept: Map<string, Kept> }>();

/** What a text has to be: a value of a schema, or a call of one of some functions. */
export type Wanted = { schema: unknown } | { call: CallWanted };

/** Holds a text to a schema, token by token: what it has so far is always the beginning of a text that parses and conforms. */
export class Constraint {
  readonly #tokenizer: Tokenizer;
  readonly #trie: TokenTrie;
  readonly #kept: Kept;
  #state: State;

  /** @throws AppError `schema_not_supported`, `schema_invalid` */
  constructor(tokenizer: Tokenizer, wanted: Wanted) {
    this.#tokenizer = tokenizer;
    const own = tries.get(tokenizer) ?? { trie: new TokenTrie(tokenizer), kept: new Map<string, Kept>() };
    tries.set(tokenizer, own);
    this.#trie = own.trie;
    const key = JSON.stringify(wanted);
    const known = own.kept.get(key);
    const isSmall = known && known.automaton.size < MOST_STATES;
    this.#kept = isSmall ? known : { automaton: automatonOf(wanted), masks: new Map() };
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

  /** Whether the text is whole; more may come. */
  get isWhole(): boolean {
    return this.#state.isEnd;
  }

  /**
   * Sets the logits of tokens that must not come next to −∞. In place. Near the end of its room a text is led to where it is whole, a byte a token where
   * the vocabulary has nothing longer.
   *
   * @param left tokens that the text may still have
   * @throws AppError `schema_invalid` where the vocabulary cannot write it
   */
  mask(logits: Float32Array, left: number): void {
    const allowed = this.#allowed(left - 1);
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

  #allowed(within: number): Uint8Array {
    const { masks, automaton } = this.#kept;
    let found = masks.get(this.#state);
    if (!found) {
      found = this.#trie.allowed(automaton, this.#state);
      if (masks.size >= MOST_MASKS) masks.delete(masks.keys().next().value as State);
      masks.set(this.#state, found);
    }
    if (found.farthest <= within) return found.bits;
    const near = this.#trie.allowed(automaton, this.#state, within);
    // Where there is no way to an end, what is written is at least the beginning of one.
    return near.isAny || this.#state.isEnd ? near.bits : found.bits;
  }
}

const automatonOf = (wanted: Wanted): Automaton =>
  'schema' in wanted ? schemaAutomaton(wanted.schema) : callAutomaton(wanted.call);
