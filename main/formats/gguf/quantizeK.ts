/*
 * Blocks of 256 numbers in parts with scales of their own, which are searched for: of several scales the one with the least weighted error.
 * Source: https://github.com/ggml-org/ggml/blob/master/src/ggml-quants.c, `quantize_row_q4_K_ref` and `quantize_row_q6_K_ref`. Products and
 * sums are rounded to 32 bits as they are there; a compiler that fuses a product and a sum gives other last bits, and now and then another step.
 */

/** Writes one block: of numbers from an index on, to a byte on. */
export type QuantizeBlock = (data: Float32Array, from: number, into: DataView, at: number) => void;

const f = Math.fround;
const SUPER = 256;
/** Below this a part is all zeros. */
const LEAST = 1e-15;

/** Halves to the even step, as adding and taking off 1.5 · 2^23 rounds a 32-bit float. */
const MAGIC = 12582912;
const nearest = (value: number): number => f(f(value) + MAGIC) - MAGIC;

const [PART4, PARTS4, STEPS4, TRIES4] = [32, 8, 15, 20];
/** A part's numbers, and what their errors count. */
const numbers = new Float32Array(PART4);
const weights = new Float32Array(PART4);
const tried = new Uint8Array(PART4);
const steps = new Uint8Array(SUPER);
const scales = new Float32Array(16);
const leasts = new Float32Array(16);

/** A part's scale and least value (with its sign turned), into `scales` and `leasts`, its steps from 0 to 15 into `steps`. */
function searchQ4(data: Float32Array, from: number, part: number): void {
  const at = part * PART4;
  let squares = 0;
  for (let i = 0; i < PART4; i++) {
    const x = data[from + i] as number;
    numbers[i] = x;
    squares = f(squares + f(x * x));
  }
  const average = f(Math.sqrt(f(squares / PART4)));
  let min = numbers[0] as number;
  let max = min;
  let sumW = 0;
  let sumX = 0;
  for (let i = 0; i < PART4; i++) {
    const x = numbers[i] as number;
    const w = f(average + Math.abs(x));
    weights[i] = w;
    if (x < min) min = x;
    if (x > max) max = x;
    sumW = f(sumW + w);
    sumX = f(sumX + f(w * x));
  }
  if (min > 0) min = 0;
  if (max === min) {
    steps.fill(0, at, at + PART4);
    scales[part] = 0;
    leasts[part] = -min;
    return;
  }
  const first = f(STEPS4 / f(max - min));
  let scale = f(1 / first);
  let best = 0;
  for (let i = 0; i < PART4; i++) {
    const x = numbers[i] as number;
    const l = Math.max(0, Math.min(STEPS4, nearest(f(first * f(x - min)))));
    steps[at + i] = l;
    const off = f(f(f(scale * l) + min) - x);
    best = f(best + f((weights[i] as number) * f(off * off)));
  }
  for (let attempt = 0; attempt <= TRIES4; attempt++) {
    // From what the last attempt that was better has found.
    const lowest = min;
    const inverse = f(f(f(-1 + f(f(0.1) * attempt)) + STEPS4) / f(max - lowest));
    let sumL = 0;
    let sumL2 = 0;
    let sumXL = 0;
    for (let i = 0; i < PART4; i++) {
      const x = numbers[i] as number;
      // As `nearest`, in line: this is done for each number of a model twenty times.
      let l = f(f(inverse * f(x - lowest)) + MAGIC) - MAGIC;
      l = Math.max(0, Math.min(STEPS4, l));
      tried[i] = l;
      const wl = f((weights[i] as number) * l);
      sumL = f(sumL + wl);
      sumL2 = f(sumL2 + f(wl * l));
      sumXL = f(sumXL + f(wl * x));
    }
    const D = f(f(sumW * sumL2) - f(sumL * sumL));
    if (D <= 0) continue;
    let ownScale = f(f(f(sumW * sumXL) - f(sumX * sumL)) / D);
    let ownMin = f(f(f(sumL2 * sumX) - f(sumL * sumXL)) / D);
    if (ownMin > 0) {
      ownMin = 0;
      ownScale = f(sumXL / sumL2);
    }
    let error = 0;
    // It only grows: once it is too large, the rest does not matter.
    for (let i = 0; i < PART4 && error < best; i++) {
      const off = f(f(f(ownScale * (tried[i] as number)) + ownMin) - (numbers[i] as number));
      error = f(error + f((weights[i] as number) * f(off * off)));
    }
    if (error >= best) continue;
    steps.set(tried, at);
    best = error;
    scale = ownScale;
    min = ownMin;
  }
  scales[part] = scale;
  leasts[part] = -min;
}

/** Four bits in eight parts of 32, each with a scale and a least value of six bits. */
export const quantizeQ4K: QuantizeBlock = (data, from, into, at) => {
  let maxScale = 0;
  let maxLeast = 0;
  for (let part = 0; part < PARTS4; part++) {
    searchQ4(data, from + part * PART4, part);
    maxScale = Math.max(maxScale, scales[part] as number);
    maxLeast = Math.max(maxLeast, leasts[part] as number);
  }
  const inverseScale = maxScale > 0 ? f(63 / maxScale) : 0;
  const inverseLeast = maxLeast > 0 ? f(63 / maxLeast) : 0;
  for (let byte = at; byte < at + 144; byte++) into.setUint8(byte, 0);
  into.setFloat16(at, f(maxScale / 63), true);
  into.setFloat16(at + 2, f(maxLeast / 63), true);
  const [d, dMin] = [into.getFloat16(at, true), into.getFloat16(at + 2, true)];
  const packed = at + 4;
  const or = (byte: number, bits: number) => into.setUint8(byte, into.getUint8(byte) | bits);
  for (let part = 0; part < PARTS4; part++) {
    // A scale below zero wraps around in the byte that it is kept in there, and is the largest then.
    const wrapped = (value: number) => Math.min(63, nearest(value) & 255);
    const scale = wrapped(f(inverseScale * (scales[part] as number)));
    const least = wrapped(f(inverseLeast * (leasts[part] as number)));
    if (part < 4) {
      or(packed + part, scale);
      or(packed + part + 4, least);
    } else {
      or(packed + part + 4, (scale & 15) | ((least & 15) << 4));
      or(packed + part - 4, (scale >> 4) << 6);
      or(packed + part, (least >> 4) << 6);
    }
    const own = f(d * scale);
    if (own === 0) continue;
    const off = f(dMin * least);
    for (let i = part * PART4; i < (part + 1) * PART4; i++) {
      const l = nearest(f(f((data[from + i] as number) + off) / own));
      steps[i] = Math.max(0, Math.min(STEPS4, l));
    }
  }
  for (let pair = 0; pair < 4; pair++)
    for (let i = 0; i < PART4; i++) {
      const low = pair * 2 * PART4 + i;
      into.setUint8(at + 16 + pair * PART4 + i, (steps[low] as number) | ((steps[low + PART4] as number) << 4));
    }
};

const [PART6, PARTS6, LIMIT6] = [16, 16, 32];

/** The scale of a part of 16; its steps from 0 to 63 into `steps`. */
function searchQ6(data: Float32Array, from: number, at: number): number {
  let farthest = 0;
  for (let i = 0; i < PART6; i++) {
    const x = data[from + i] as number;
    numbers[i] = x;
    weights[i] = f(x * x);
    if (Math.abs(x) > Math.abs(farthest)) farthest = x;
  }
  if (Math.abs(farthest) < LEAST) {
    steps.fill(0, at, at + PART6);
    return 0;
  }
  let inverse = f(-LIMIT6 / farthest);
  let sumXL = 0;
  let sumL2 = 0;
  const sum = () => {
    sumXL = 0;
    sumL2 = 0;
    for (let i = 0; i < PART6; i++) {
      const x = numbers[i] as number;
      let l = f(f(inverse * x) + MAGIC) - MAGIC;
      l = Math.max(-LIMIT6, Math.min(LIMIT6 - 1, l));
      const w = weights[i] as number;
      sumXL = f(sumXL + f(f(w * x) * l));
      sumL2 = f(sumL2 + f(f(w * l) * l));
    }
  };
  const keep = () => {
    for (let i = 0; i < PART6; i++) {
      const l = nearest(f(inverse * (numbers[i] as number)));
      steps[at + i] = LIMIT6 + Math.max(-LIMIT6, Math.min(LIMIT6 - 1, l));
    }
  };
  sum();
  keep();
  let scale = sumL2 === 0 ? 0 : f(sumXL / sumL2);
  let best = f(scale * sumXL);
  for (let attempt = -9; attempt <= 9; attempt++) {
    if (attempt === 0) continue;
    inverse = f(-f(LIMIT6 + f(f(0.1) * attempt)) / farthest);
    sum();
    if (!(sumL2 > 0 && f(sumXL * sumXL) > f(best * sumL2))) continue;
    keep();
    scale = f(sumXL / sumL2);
    best = f(scale * sumXL);
  }
  return scale;
}

/** Six bits in sixteen parts of 16, each with a scale of eight bits. */
export const quantizeQ6K: QuantizeBlock = (data, from, into, at) => {
  let largest = 0;
  for (let part = 0; part < PARTS6; part++) {
    const scale = searchQ6(data, from + part * PART6, part * PART6);
    scales[part] = scale;
    if (Math.abs(scale) > Math.abs(largest)) largest = scale;
  }
  for (let byte = at; byte < at + 210; byte++) into.setUint8(byte, 0);
  if (Math.abs(largest) < LEAST) return;
  const inverse = f(-128 / largest);
  into.setFloat16(at + 208, f(1 / inverse), true);
  const d = into.getFloat16(at + 208, true);
  for (let part = 0; part < PARTS6; part++) {
    const scale = Math.min(127, nearest(f(inverse * (scales[part] as number))));
    into.setInt8(at + 192 + part, scale);
    const own = f(d * scale);
    if (own === 0) continue;
    for (let i = part * PART6; i < (part + 1) * PART6; i++) {
      const l = nearest(f((data[from + i] as number) / own));
      steps[i] = LIMIT6 + Math.max(-LIMIT6, Math.min(LIMIT6 - 1, l));
    }
  }
  for (let half = 0; half < 2; half++)
    for (let i = 0; i < 32; i++) {
      const step = (quarter: number) => steps[half * 128 + quarter * 32 + i] as number;
      const [low, high] = [at + half * 64 + i, at + 128 + half * 32 + i];
      into.setUint8(low, (step(0) & 15) | ((step(2) & 15) << 4));
      into.setUint8(low + 32, (step(1) & 15) | ((step(3) & 15) << 4));
      const top = (quarter: number) => (step(quarter) >> 4) << (2 * quarter);
      into.setUint8(high, top(0) | top(1) | top(2) | top(3));
    }
};
