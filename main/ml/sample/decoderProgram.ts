import * as tf from '@tensorflow/tfjs-core';
import { contextOf, countParameters, type ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { bodyStates, logits, memoryShapes, tablesOf } from '../architectures/model.ts';
import { packedShapes } from '../architectures/packing.ts';
import { parameter } from '../architectures/parameters.ts';
import type { InputValues, Method, Program, ProgramDefinition } from '../program/program.ts';
import type { Decoder } from './decoder.ts';

/*
 * Decoding with a cache of fixed size, so that every token is the same computation and can be compiled once. A tensor of the cache has a
 * row for each position of the context, `[B, K, S, C]`. A step takes P tokens of each of B streams; which positions its tokens may look
 * at comes in as a mask, and what becomes of each of the B·S rows as a number: its own, or that of a new row, counted from B·S on.
 */

/** Tokens that a step can take: one while generating, many while reading the prompt. */
const CHUNKS = [1, 32] as const;
const methodName = (chunk: number) => `decode_${chunk}`;
const cacheName = (name: string) => `cache.${name}`;

/** State and methods for decoding B streams at once; a program that has the model's parameters in its state takes them in. */
export function decoderMethods(config: ModelConfig, B: number): ProgramDefinition {
  const state = new Map(Array.from(memoryShapes(config, B), ([name, shape]) => [cacheName(name), shape]));
  return { state, methods: new Map(CHUNKS.map((chunk) => [methodName(chunk), decodeMethod(config, B, chunk)])) };
}

/** A program that only decodes. Its parameters are those of `packedValues`. */
export function decoderProgram(config: ModelConfig, streams: number): ProgramDefinition {
  const { state, methods } = decoderMethods(config, streams);
  const key = `decoding ${JSON.stringify({ config, streams })}`;
  return { key, state: new Map([...packedShapes(config), ...state]), methods };
}

/**
 * From so many weights on the time of a token is that of its products. One computation of all of it is then no gain, and is not compiled
 * within minutes (SmolLM2-135M, a token of five texts, measured; its products by themselves: two seconds).
 */
const MANY_WEIGHTS = 5e7;

function decodeMethod(config: ModelConfig, B: number, P: number): Method {
  const S = contextOf(config);
  return {
    manySmallOperations: P === 1 && countParameters(config) <= MANY_WEIGHTS,
    inputs: new Map([
      ['ids', { dtype: 'int32', shape: [B * P] }],
      ['positions', { dtype: 'int32', shape: [B * P] }],
      ['mask', { dtype: 'float32', shape: [B, 1, P, S] }],
      ['rows', { dtype: 'int32', shape: [B * S] }],
      ['last', { dtype: 'int32', shape: [B] }],
    ]),
    call(inputs, state) {
      const changed = new Map<string, tf.Tensor>();
      const rows = parameter(inputs, 'rows');
      /** New rows `[B, K, P, C]` take the places of old ones. */
      const update = (name: string, fresh: tf.Tensor): tf.Tensor => {
        const cache = parameter(state, name);
        const updated = P === 1 ? replaceRow(cache, fresh, rows) : replaceRows(cache, fresh, rows);
        changed.set(name, updated);
        return updated;
      };
      const input = {
        ids: tf.reshape(parameter(inputs, 'ids'), [B, P]) as tf.Tensor2D,
        positions: { at: parameter(inputs, 'positions') },
        mask: parameter(inputs, 'mask'),
      };
      const hidden = bodyStates(config, state, tablesOf(config), input, (name, fresh) =>
        update(cacheName(name), fresh),
      );
      // Logits after the last token only: the vocabulary is the widest product of the model.
      const last = P === 1 ? hidden : tf.gather(hidden, parameter(inputs, 'last'));
      return { outputs: new Map([['logits', logits(config, state, last)]]), state: changed };
    },
  };
}

/** One new row of each stream, at most: a pass over the cache. */
function replaceRow(cache: tf.Tensor, fresh: tf.Tensor, rows: tf.Tensor): tf.Tensor {
  const [B, , S] = cache.shape as [number, number, number, number];
  const isNew = tf.reshape(tf.greaterEqual(rows, tf.scalar(B * S, 'int32')), [B, 1, S, 1]);
  return tf.where(isNew, fresh, cache);
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
}

/** Decodes B fresh texts with a program that has `decoderMethods(config, B)`. One decoder of a program at a time: it owns the cache. */
export function streamsDecoder(program: Program, config: ModelConfig, B: number): StreamsDecoder {
  const [S, V] = [contextOf(config), config.vocab_size];
  const lengths = new Array<number>(B).fill(0);
  return {
    lengths,
    async next(ids) {
      const results = new Array<Float32Array>(B);
      for (let done = 0; ids.some(({ length }) => length > done); ) {
        const longest = Math.max(...ids.map(({ length }) => length - done));
        const chunk = longest === 1 ? CHUNKS[0] : CHUNKS[1];
        const parts = ids.map((own) => own.slice(done, done + chunk));
        const { logits: all } = await program.run(methodName(chunk), stepInputs(parts, lengths, chunk, S));
        for (const [stream, part] of parts.entries()) {
          if (part.length === 0) continue;
          lengths[stream] = (lengths[stream] as number) + part.length;
          results[stream] = (all as Float32Array).slice(stream * V, (stream + 1) * V);
        }
        done += chunk;
      }
      return results;
    },
  };
}

/** A single text, decoded with a program that has `decoderMethods(config, 1)`. The program stays the caller's. */
export function programDecoder(program: Program, config: ModelConfig): Decoder {
  const streams = streamsDecoder(program, config, 1);
  return {
    get length() {
      return streams.lengths[0] as number;
    },
    next: async (ids) => (await streams.next([ids]))[0] as Float32Array,
    dispose() {},
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
  const rows = Int32Array.from({ length: B * S }, (_, row) => row);
  const last = new Int32Array(B);
  for (const [stream, part] of parts.entries()) {
    const offset = lengths[stream] as number;
    for (let index = 0; index < P; index++) {
      const at = stream * P + index;
      const position = Math.min(offset + index, S - 1);
      ids[at] = part[index] ?? 0;
      positions[at] = position;
      mask.fill(0, at * S, at * S + position + 1);
      if (index < part.length) rows[stream * S + position] = B * S + at;
    }
    last[stream] = stream * P + Math.max(0, part.length - 1);
  }
  return { ids, positions, mask, rows, last };
}
