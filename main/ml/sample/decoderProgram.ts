import * as tf from '@tensorflow/tfjs-core';
import {
  contextOf,
  countParameters,
  type ModelConfig,
  withContext,
} from '../../../shared/domain/architectures/index.ts';
import type { BodyInput, Tables } from '../architectures/architecture.ts';
import { architectureOf } from '../architectures/index.ts';
import { bodyStates, logits, memoryShapes, tablesOf } from '../architectures/model.ts';
import { parameter } from '../architectures/parameters.ts';
import { attendsAtOnce, cachedAttention } from '../layers/cachedAttention.ts';
import { replaceRow } from '../layers/replaceRow.ts';
import { replaceRows as replaceStored, replacesRows } from '../layers/replaceRows.ts';
import type { InputValues, Method, Program, ProgramDefinition, Tensors } from '../program/program.ts';
import type { Decoder } from './decoder.ts';
import { decodingConstants } from './decodingConstants.ts';

/*
 * Decoding with a cache of fixed size, so that every token is the same computation and can be compiled once. A tensor of the cache has a
 * row for each position, `[B, K, S, C]`. A step takes P tokens of each of B streams; which positions its tokens may look at comes in as a
 * mask, and, of several tokens, what becomes of each of the B·S rows as a number: its own, or that of a new row, counted from B·S on. A token costs as much as
 * the cache has rows: a long context has caches of several lengths, and a text moves to the next one when it has filled its own.
 */

/** Shorter caches than this one cost no less. */
const SHORT_CACHE = 256;
const GROWTH = 4;

/** Lengths of the caches, the shortest first; the last is the context. */
export function cacheLengths(config: ModelConfig): number[] {
  const context = contextOf(config);
  const lengths: number[] = [];
  // Of a small model a cache of half the context is no gain; of a long context each token copies all of its cache.
  for (
    let length = SHORT_CACHE;
    2 * length < context || (2 * length === context && length > SHORT_CACHE);
    length *= GROWTH
  )
    lengths.push(length);
  return [...lengths, context];
}

/** Tokens that a step can take: one while generating, many while reading the prompt. Long prompts are for a text alone. */
const chunksOf = (config: ModelConfig, B: number): number[] =>
  B === 1 && contextOf(config) >= 2 * MANY_TOKENS ? [1, 32, MANY_TOKENS] : [1, 32];
/** A product of so many rows is limited by the processor and not by reading weights. */
const MANY_TOKENS = 256;

const methodName = (chunk: number, length: number) => `decode_${chunk}_${length}`;
const guessName = (length: number) => `guess_${length}`;
const checkName = (length: number) => `check_${length}`;
/** Tokens that are checked at a time: products of so many rows take little longer than of one (SmolLM2-135M: 1.6 times). */
const CHECKED = 8;
const cacheName = (length: number, name: string) => `cache.${length}.${name}`;

/** Names and shapes of a cache. */
const cacheShapes = (config: ModelConfig, B: number, length: number): Map<string, number[]> =>
  new Map(
    Array.from(memoryShapes(config, B), ([name, [, K = 0, , C = 0]]) => [cacheName(length, name), [B, K, length, C]]),
  );

/** State and methods for decoding B streams at once; a program that has the model's parameters in its state takes them in. */
export function decoderMethods(config: ModelConfig, B: number): ProgramDefinition {
  return methodsWith(config, B, () => tablesOf(config));
}

/**
 * A program that only decodes. Its parameters are constants: those of `packedShapes`.
 *
 * @param guesses whether a single text can guess tokens, and check several of them at once
 */
export function decoderProgram(config: ModelConfig, streams: number, guesses = false): ProgramDefinition {
  const { constants, tablesIn } = decodingConstants(config);
  const key = `decoding ${JSON.stringify({ config, streams, guesses })}`;
  return { key, constants, ...methodsWith(config, streams, tablesIn, guesses) };
}

type TablesIn = (state: Tensors) => Tables;

function methodsWith(config: ModelConfig, B: number, tables: TablesIn, guesses = false): ProgramDefinition {
  const [shortest = 0, ...longer] = cacheLengths(config);
  return {
    state: cacheShapes(config, B, shortest),
    later: new Map(longer.flatMap((length) => [...cacheShapes(config, B, length)])),
    methods: new Map(
      [shortest, ...longer].flatMap((S) => {
        const method = (P: number, kind: Kind) => decodeMethod(withContext(config, S), { B, P, S }, tables, kind);
        return [
          ...chunksOf(config, B).map((chunk) => [methodName(chunk, S), method(chunk, 'next')] as const),
          ...(guesses
            ? ([
                [guessName(S), method(1, 'guess')],
                [checkName(S), method(CHECKED, 'check')],
              ] as const)
            : []),
        ];
      }),
    ),
  };
}

/**
 * From so many weights on the time of a token is that of its products. One computation of all of it is then no gain, and is not compiled
 * within minutes (SmolLM2-135M, a token of five texts, measured; its products by themselves: two seconds).
 */
const MANY_WEIGHTS = 5e7;

/** Whether most of a token's time is that of its weights, and they lie so that they can be rounded: then fewer bits of them are much faster. */
export const worthGuessing = (config: ModelConfig): boolean =>
  countParameters(config) > MANY_WEIGHTS && architectureOf(config).linearInputs === 'columns';

/** What a step is for: the scores after its last tokens, roughly those after one, or those after each of several that have room. */
type Kind = 'next' | 'guess' | 'check';

/** @param config of a context as long as the cache */
function decodeMethod(
  config: ModelConfig,
  { B, P, S }: Record<'B' | 'P' | 'S', number>,
  tables: TablesIn,
  kind: Kind,
): Method {
  return {
    manySmallOperations: P === 1 && countParameters(config) <= MANY_WEIGHTS,
    runsOften: P === 1 || kind === 'check',
    ...(kind === 'guess' && { approximates: true }),
    inputs: new Map([
      ['ids', { dtype: 'int32', shape: [B * P] }],
      ['positions', { dtype: 'int32', shape: [B * P] }],
      ['mask', { dtype: 'float32', shape: [B, 1, P, S] }],
      // A single token is the last one, and its row goes to its position.
      ...(P === 1
        ? []
        : ([
            ['rows', { dtype: 'int32', shape: [B * S] }],
            ['last', { dtype: 'int32', shape: [B] }],
          ] as const)),
    ]),
    call(inputs, state) {
      const changed = new Map<string, tf.Tensor>();
      /** New rows `[B, K, P, C]` take the places of old ones. */
      const update = (name: string, fresh: tf.Tensor): tf.Tensor => {
        const cache = parameter(state, name);
        let updated: tf.Tensor;
        if (P > 1) updated = replaceRows(cache, fresh, parameter(inputs, 'rows'));
        else updated = replacesRows() ? withRows(name, fresh) : replaceRow(cache, fresh, positions);
        changed.set(name, updated);
        return updated;
      };
      const positions = parameter(inputs, 'positions');
      /** The state with the new rows, written where it lies: whatever a method gives as a whole is copied. */
      const withRows = (name: string, fresh: tf.Tensor): tf.Tensor =>
        replaceStored(parameter(state, name), fresh, cacheRows(positions, fresh, S));
      const attendAtOnce: BodyInput['attend'] = ([keyName, valueName], rows, traits) => {
        const [key, value] = [keyName, valueName].map((name) => parameter(state, cacheName(S, name)));
        if (!attendsAtOnce(key?.shape[3] as number)) return null;
        const last = P === 1 ? positions : tf.slice(positions, [P - 1], [1]);
        const tokens = tf.add(tf.max(last), tf.scalar(1, 'int32'));
        const found = cachedAttention(rows, { key: key as tf.Tensor, value: value as tf.Tensor, last, tokens }, traits);
        for (const [name, cache] of [[keyName, found.key] as const, [valueName, found.value] as const])
          changed.set(cacheName(S, name), withRows(cacheName(S, name), rowsAt(cache, positions, P)));
        return found.mixed;
      };
      const input: BodyInput = {
        ids: tf.reshape(parameter(inputs, 'ids'), [B, P]) as tf.Tensor2D,
        positions: { at: parameter(inputs, 'positions') },
        mask: parameter(inputs, 'mask'),
        // Elsewhere tokens may only fill the step up, and not have room.
        ...((P === 1 || kind === 'check') && { attend: attendAtOnce }),
        before: (name: string) => rowBefore(parameter(state, cacheName(S, name)), parameter(inputs, 'positions'), P),
      };
      const hidden = bodyStates(config, state, tables(state), input, (name, fresh) =>
        update(cacheName(S, name), fresh),
      );
      // Logits after the last token only: the vocabulary is the widest product of the model.
      const last = P === 1 || kind === 'check' ? hidden : tf.gather(hidden, parameter(inputs, 'last'));
      return { outputs: new Map([['logits', logits(config, state, last)]]), state: changed };
    },
  };
}

/** The row before the first of P positions of each stream, zeros where there is none: `[B, K, S, C]`, `[B·P]` → `[B, K, C]` */
function rowBefore(cache: tf.Tensor, positions: tf.Tensor, P: number): tf.Tensor {
  const [B, , S] = cache.shape as [number, number, number, number];
  const first = tf.slice(tf.reshape(tf.cast(positions, 'float32'), [B, 1, P, 1]), [0, 0, 0, 0], [B, 1, 1, 1]);
  const all = tf.reshape(tf.tensor1d(Float32Array.from({ length: S }, (_, position) => position)), [1, 1, S, 1]);
  const taken = tf.cast(tf.equal(all, tf.sub(first, 1)), 'float32'); // B 1 S 1
  return tf.sum(tf.mul(cache, taken), 2);
}

/** The rows of new tokens in a cache: `[B, K, S, C]`, `[B·P]` → `[B, K, P, C]` */
function rowsAt(cache: tf.Tensor, positions: tf.Tensor, P: number): tf.Tensor {
  const [B, K, S, C] = cache.shape as [number, number, number, number];
  const places = cacheRows(positions, { shape: [B, K, P, C] }, S);
  return tf.gather(tf.reshape(cache, [B * K * S, C]), places);
}

/** Where new rows `[B, K, P, C]` lie among all rows of a cache: `[B·P]` → `[B, K, P]` */
function cacheRows(positions: tf.Tensor, { shape }: { shape: number[] }, S: number): tf.Tensor {
  const [B, K, P] = shape as [number, number, number, number];
  const heads = Int32Array.from({ length: B * K }, (_, head) => head * S);
  return tf.add(tf.reshape(positions, [B, 1, P]), tf.tensor(heads, [B, K, 1], 'int32'));
}

/** Several new rows of each stream. */
function replaceRows(cache: tf.Tensor, fresh: tf.Tensor, rows: tf.Tensor): tf.Tensor {
  const [B, K, S, C] = cache.shape as [number, number, number, number];
  const asRows = (tensor: tf.Tensor) => tf.reshape(tf.transpose(tensor, [0, 2, 1, 3]), [-1, K * C]); // B·positions K·C
  const updated = tf.gather(tf.concat([asRows(cache), asRows(fresh)], 0), rows);
  return tf.transpose(tf.reshape(updated, [B, S, K, C]), [0, 2, 1, 3]);
}

/** Several texts that are decoded together, a token of each in one step. Their lengths may differ. */
export interface StreamsDecoder {
  readonly lengths: readonly number[];
  /** Takes in ids of each stream (none for a stream that has ended) and gives the logits `[V]` after the last of each. */
  next(ids: readonly (readonly number[])[]): Promise<Float32Array[]>;
  /** Another text takes the place of one that has ended. */
  restart(stream: number): void;
  /** A text forgets all but its first tokens: what comes takes the places of the others. */
  back(stream: number, length: number): void;
  /** Of a single text: see `Decoder`. */
  ahead: NonNullable<Decoder['ahead']>;
  /** Copies the texts' cache out of the program, which may decode others from then on, until `restore`. */
  save(): Promise<void>;
  restore(): void;
}

/** Decodes B fresh texts with a program that has `decoderMethods(config, B)`. One decoder of a program at a time: it owns the cache. */
export function streamsDecoder(program: Program, config: ModelConfig, B: number): StreamsDecoder {
  const V = config.vocab_size;
  const available = cacheLengths(config);
  const chunks = chunksOf(config, B);
  const lengths = new Array<number>(B).fill(0);
  let S = available[0] as number;
  let saved: Map<string, Float32Array> | null = null;
  let mayBeShorter = false;
  /** Moves to a cache with room for so many tokens; to a shorter one where a long text has ended. */
  const makeRoom = async (tokens: number) => {
    const wanted = available.find((length) => length >= tokens) ?? (available.at(-1) as number);
    if (wanted === S || (wanted < S && !mayBeShorter)) return;
    mayBeShorter = false;
    const isEmpty = lengths.every((length) => length === 0);
    const before = isEmpty ? null : await program.read(cacheShapes(config, B, S).keys());
    const moved = new Map<string, Float32Array>();
    for (const [name, [, K = 0, , C = 0]] of memoryShapes(config, B)) {
      const values = new Float32Array(B * K * wanted * C);
      const old = before?.get(cacheName(S, name)) ?? new Float32Array();
      const kept = Math.min(S, wanted) * C;
      for (let at = 0; at * S * C < old.length; at++) {
        values.set(old.subarray(at * S * C, at * S * C + kept), at * wanted * C);
      }
      moved.set(cacheName(wanted, name), values);
    }
    program.write(moved);
    S = wanted;
  };
  const decoder: StreamsDecoder = {
    lengths,
    async next(ids) {
      const results = new Array<Float32Array>(B);
      // A stream that takes nothing in writes a row all the same, after its last one: nobody sees it, and what comes takes its place.
      await makeRoom(Math.max(...ids.map(({ length }, stream) => Math.max(1, length) + (lengths[stream] as number))));
      for (let done = 0; ids.some(({ length }) => length > done); ) {
        const longest = Math.max(...ids.map(({ length }) => length - done));
        const chunk = chunkFor(longest, chunks);
        const parts = ids.map((own) => own.slice(done, done + chunk));
        const { logits: all } = await program.run(methodName(chunk, S), stepInputs(parts, lengths, chunk, S));
        for (const [stream, part] of parts.entries()) {
          if (part.length === 0) continue;
          lengths[stream] = (lengths[stream] as number) + part.length;
          results[stream] = (all as Float32Array).slice(stream * V, (stream + 1) * V);
        }
        done += chunk;
      }
      return results;
    },
    restart(stream) {
      lengths[stream] = 0;
      mayBeShorter = true;
    },
    back(stream, length) {
      lengths[stream] = length;
    },
    async ahead(id, guess, most) {
      const start = lengths[0] as number;
      if (start + CHECKED > (available.at(-1) as number)) return { guessed: [], rows: await decoder.next([[id]]) };
      await makeRoom(start + CHECKED);
      const guessed: number[] = [];
      for (let given = id; guessed.length < Math.min(most, CHECKED - 1); ) {
        const { logits } = await program.run(guessName(S), stepInputs([[given]], lengths, 1, S));
        const guessedNext = guess(logits as Float32Array);
        if (guessedNext === null) break;
        given = guessedNext;
        guessed.push(given);
        lengths[0] = start + guessed.length;
      }
      // What the guesses left in the cache is written over.
      lengths[0] = start;
      const { logits } = await program.run(checkName(S), stepInputs([[id, ...guessed]], lengths, CHECKED, S));
      lengths[0] = start + guessed.length + 1;
      const row = (at: number) => (logits as Float32Array).slice(at * V, (at + 1) * V);
      return { guessed, rows: Array.from({ length: guessed.length + 1 }, (_, at) => row(at)) };
    },
    async save() {
      saved = await program.read(cacheShapes(config, B, S).keys());
    },
    restore() {
      if (saved) program.write(saved);
      saved = null;
    },
  };
  return decoder;
}

/** A single token by itself, few in the smaller step, and the larger one where it is filled by half at least. */
function chunkFor(tokens: number, [one = 1, few = 1, many = few]: readonly number[]): number {
  if (tokens === 1) return one;
  return 2 * tokens > many ? many : few;
}

/**
 * A single text, decoded with a program that has `decoderMethods(config, 1)`. The program stays the caller's.
 *
 * @param guesses whether it was made so that it can
 */
export function programDecoder(
  program: Program,
  config: ModelConfig,
  guesses = false,
): Decoder & Pick<StreamsDecoder, 'save' | 'restore'> {
  const { lengths, next, back, save, restore, ahead } = streamsDecoder(program, config, 1);
  return {
    get length() {
      return lengths[0] as number;
    },
    next: async (ids) => (await next([ids]))[0] as Float32Array,
    back: (length) => back(0, length),
    ...(guesses && { ahead }),
    dispose() {},
    save,
    restore,
  };
}

/** Positions, mask and places of a step's tokens. Tokens that only fill a chunk up are seen by nobody and stored nowhere. */
function stepInputs(
  parts: readonly (readonly number[])[],
  lengths: readonly number[],
  P: number,
  S: number,
): InputValues {
  const B = parts.length;
  const ids = new Int32Array(B * P);
  const positions = new Int32Array(B * P);
  const mask = new Float32Array(B * P * S).fill(-1e9);
  const rows = P === 1 ? null : Int32Array.from({ length: B * S }, (_, row) => row);
  const last = new Int32Array(B);
  for (const [stream, part] of parts.entries()) {
    const offset = lengths[stream] as number;
    for (let index = 0; index < P; index++) {
      const at = stream * P + index;
      const position = Math.min(offset + index, S - 1);
      ids[at] = part[index] ?? 0;
      positions[at] = position;
      mask.fill(0, at * S, at * S + position + 1);
      if (rows && index < part.length) rows[stream * S + position] = B * S + at;
    }
    last[stream] = stream * P + Math.max(0, part.length - 1);
  }
  return { ids, positions, mask, ...(rows && { rows, last }) };
}
