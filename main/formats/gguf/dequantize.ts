import type { Widen } from '../fileSpans.ts';

/**
 * How numbers are stored in blocks: as integers of few bits with a scale, and perhaps a least value, for each block or each part of it.
 * Source: https://github.com/ggml-org/ggml/blob/master/src/ggml-quants.c, `dequantize_row_*`. Each product and sum is rounded to 32 bits as it
 * is there, so that the numbers are the same bits.
 */
export interface BlockType {
  name: string;
  /** Bytes of a block, and numbers in it. */
  bytes: number;
  numbers: number;
  /** `null` where they are 32-bit floats as they lie. */
  widen: Widen | null;
}

const f = Math.fround;

/** Numbers of one block from a byte on, into an array from an index on. */
type Block = (view: DataView, at: number, into: Float32Array, to: number) => void;

const blocks =
  (bytes: number, numbers: number, block: Block): Widen =>
  (from, into) => {
    const view = new DataView(from.buffer, from.byteOffset, from.length);
    for (let at = 0, to = 0; at < from.length; at += bytes, to += numbers) block(view, at, into, to);
  };

const HALF = 16;

const q4_0: Block = (view, at, into, to) => {
  const d = view.getFloat16(at, true);
  for (let j = 0; j < HALF; j++) {
    const pair = view.getUint8(at + 2 + j);
    into[to + j] = d * ((pair & 15) - 8);
    into[to + j + HALF] = d * ((pair >> 4) - 8);
  }
};

const q4_1: Block = (view, at, into, to) => {
  const d = view.getFloat16(at, true);
  const least = view.getFloat16(at + 2, true);
  for (let j = 0; j < HALF; j++) {
    const pair = view.getUint8(at + 4 + j);
    into[to + j] = f(d * (pair & 15)) + least;
    into[to + j + HALF] = f(d * (pair >> 4)) + least;
  }
};

const q5_0: Block = (view, at, into, to) => {
  const d = view.getFloat16(at, true);
  const high = view.getUint32(at + 2, true);
  for (let j = 0; j < HALF; j++) {
    const pair = view.getUint8(at + 6 + j);
    into[to + j] = d * (((pair & 15) | (((high >>> j) & 1) << 4)) - 16);
    into[to + j + HALF] = d * (((pair >> 4) | (((high >>> (j + HALF)) & 1) << 4)) - 16);
  }
};

const q5_1: Block = (view, at, into, to) => {
  const d = view.getFloat16(at, true);
  const least = view.getFloat16(at + 2, true);
  const high = view.getUint32(at + 4, true);
  for (let j = 0; j < HALF; j++) {
    const pair = view.getUint8(at + 8 + j);
    into[to + j] = f(d * ((pair & 15) | (((high >>> j) & 1) << 4))) + least;
    into[to + j + HALF] = f(d * ((pair >> 4) | (((high >>> (j + HALF)) & 1) << 4))) + least;
  }
};

const q8_0: Block = (view, at, into, to) => {
  const d = view.getFloat16(at, true);
  for (let j = 0; j < 32; j++) into[to + j] = d * view.getInt8(at + 2 + j);
};

/** Scale and least value of one of eight parts, six bits each, in twelve bytes. */
const scaleAt = (view: DataView, at: number, part: number): number =>
  part < 4
    ? view.getUint8(at + part) & 63
    : (view.getUint8(at + part + 4) & 15) | ((view.getUint8(at + part - 4) >> 6) << 4);
const leastAt = (view: DataView, at: number, part: number): number =>
  part < 4
    ? view.getUint8(at + part + 4) & 63
    : (view.getUint8(at + part + 4) >> 4) | ((view.getUint8(at + part) >> 6) << 4);

/** Four or five bits in eight parts of 32; `highAt` is where the fifth bits lie, or `null`. */
function eightParts(view: DataView, at: number, highAt: number | null, lowAt: number, into: Float32Array, to: number) {
  const d = view.getFloat16(at, true);
  const dMin = view.getFloat16(at + 2, true);
  for (let part = 0; part < 8; part++) {
    const scale = f(d * scaleAt(view, at + 4, part));
    const least = f(dMin * leastAt(view, at + 4, part));
    const bytes = lowAt + (part >> 1) * 32;
    const shift = (part & 1) * 4;
    for (let l = 0; l < 32; l++) {
      const high = highAt === null ? 0 : ((view.getUint8(highAt + l) >> part) & 1) << 4;
      const quant = ((view.getUint8(bytes + l) >> shift) & 15) | high;
      into[to + part * 32 + l] = f(scale * quant) - least;
    }
  }
}

const q4_k: Block = (view, at, into, to) => eightParts(view, at, null, at + 16, into, to);
const q5_k: Block = (view, at, into, to) => eightParts(view, at, at + 16, at + 48, into, to);

const q6_k: Block = (view, at, into, to) => {
  const d = view.getFloat16(at + 208, true);
  for (let half = 0; half < 2; half++) {
    const [low, high, scales] = [at + half * 64, at + 128 + half * 32, at + 192 + half * 8];
    for (let quarter = 0; quarter < 4; quarter++) {
      const bytes = low + (quarter & 1) * 32;
      const shift = (quarter >> 1) * 4;
      for (let l = 0; l < 32; l++) {
        const scale = f(d * view.getInt8(scales + quarter * 2 + (l >> 4)));
        const top = ((view.getUint8(high + l) >> (2 * quarter)) & 3) << 4;
        const quant = (((view.getUint8(bytes + l) >> shift) & 15) | top) - 32;
        into[to + half * 128 + quarter * 32 + l] = scale * quant;
      }
    }
  }
};

const quantised = (name: string, bytes: number, numbers: number, block: Block): BlockType => ({
  name,
  bytes,
  numbers,
  widen: blocks(bytes, numbers, block),
});

/** Types that are read, by their number in a file. */
export const BLOCK_TYPES: Readonly<Record<number, BlockType>> = {
  0: { name: 'F32', bytes: 4, numbers: 1, widen: null },
  1: {
    ...{ name: 'F16', bytes: 2, numbers: 1 },
    widen: (bytes, into) => into.set(new Float16Array(bytes.buffer, bytes.byteOffset, into.length)),
  },
  2: quantised('Q4_0', 18, 32, q4_0),
  3: quantised('Q4_1', 20, 32, q4_1),
  6: quantised('Q5_0', 22, 32, q5_0),
  7: quantised('Q5_1', 24, 32, q5_1),
  8: quantised('Q8_0', 34, 32, q8_0),
  12: quantised('Q4_K', 144, 256, q4_k),
  13: quantised('Q5_K', 176, 256, q5_k),
  14: quantised('Q6_K', 210, 256, q6_k),
  30: {
    ...{ name: 'BF16', bytes: 2, numbers: 1 },
    widen: (bytes, into) => {
      // The upper half of a 32-bit float.
      const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, into.length);
      const bits = new Uint32Array(into.buffer, into.byteOffset, into.length);
      for (let index = 0; index < halves.length; index++) bits[index] = (halves[index] as number) << 16;
    },
  },
};

/** Types that are not read, as ggml calls them: what a message says. */
const OTHER_TYPES: Readonly<Record<number, string>> = {
  ...{ 9: 'Q8_1', 10: 'Q2_K', 11: 'Q3_K', 15: 'Q8_K', 16: 'IQ2_XXS', 17: 'IQ2_XS', 18: 'IQ3_XXS', 19: 'IQ1_S' },
  ...{ 20: 'IQ4_NL', 21: 'IQ3_S', 22: 'IQ2_S', 23: 'IQ4_XS', 24: 'I8', 25: 'I16', 26: 'I32', 27: 'I64', 28: 'F64' },
  ...{ 29: 'IQ1_M', 34: 'TQ1_0', 35: 'TQ2_0', 39: 'MXFP4', 40: 'NVFP4' },
};

export const typeName = (type: number): string =>
  BLOCK_TYPES[type]?.name ?? OTHER_TYPES[type] ?? `the unknown type ${type}`;
