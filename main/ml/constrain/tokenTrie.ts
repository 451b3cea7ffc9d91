import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { Automaton, State } from './grammar.ts';

export interface Allowed {
  /** A bit for each token. */
  bits: Uint8Array;
  /** Bytes from the nearest end, after that of them which leads farthest away from one. */
  farthest: number;
  isAny: boolean;
}

/** Tokens of a vocabulary by their bytes, so that those that begin alike are looked at once. */
export class TokenTrie {
  readonly #vocabSize: number;
  // Of each node: its byte, its first child, the next one of its parent's children, the first token that ends there; 0 or −1 for none.
  readonly #byte: number[] = [0];
  readonly #child: number[] = [0];
  readonly #sibling: number[] = [0];
  readonly #token: number[] = [-1];
  /** The next token of the same bytes. */
  readonly #same: Int32Array;

  constructor(tokenizer: Tokenizer) {
    this.#vocabSize = tokenizer.vocabSize;
    this.#same = new Int32Array(this.#vocabSize).fill(-1);
    const children = new Map<number, number>();
    for (let id = 0; id < this.#vocabSize; id++) {
      const bytes = tokenizer.bytes(id);
      if (!bytes || bytes.length === 0 || tokenizer.endsText(id)) continue;
      let node = 0;
      for (const byte of bytes) {
        const key = node * 256 + byte;
        let next = children.get(key);
        if (next === undefined) {
          next = this.#byte.length;
          children.set(key, next);
          this.#byte.push(byte);
          this.#child.push(0);
          this.#sibling.push(this.#child[node] as number);
          this.#token.push(-1);
          this.#child[node] = next;
        }
        node = next;
      }
      this.#same[id] = this.#token[node] as number;
      this.#token[node] = id;
    }
  }

  /** Which tokens may come after a state, of those after which an end is no farther than so many bytes. */
  allowed(automaton: Automaton, state: State, within = Number.POSITIVE_INFINITY): Allowed {
    const bits = new Uint8Array(Math.ceil(this.#vocabSize / 8));
    let farthest = 0;
    let isAny = false;
    const nodes: number[] = [];
    const states: State[] = [];
    const visit = (node: number, from: State) => {
      for (let child = this.#child[node] as number; child !== 0; child = this.#sibling[child] as number) {
        const next = automaton.after(from, this.#byte[child] as number);
        if (next === null) continue;
        const first = this.#token[child] as number;
        if (first >= 0 && next.least <= within) {
          isAny = true;
          farthest = Math.max(farthest, next.least);
          for (let id = first; id >= 0; id = this.#same[id] as number)
            bits[id >> 3] = (bits[id >> 3] as number) | (1 << (id & 7));
        }
        if (this.#child[child] === 0) continue;
        nodes.push(child);
        states.push(next);
      }
    };
    visit(0, state);
    for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) visit(node, states.pop() as State);
    return { bits, farthest, isAny };
  }
}
