import { expect, test } from 'vitest';
import { AppError } from '../../../shared/errors/errors.ts';
import { Random } from '../../ml/random.ts';
import { takesLong } from '../../setup/leftOut.ts';
import {
  type Dtype,
  encodedBytes,
  encodeSafetensors,
  parseSafetensors,
  readF32,
  type SafetensorsFile,
} from './safetensors.ts';

const joined = (chunks: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(chunks));

/** A file with any header text and `dataBytes` zero bytes. */
function fileWith(header: string, dataBytes = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  return joined([length, text, new Uint8Array(dataBytes)]);
}

const problemOf = (bytes: Uint8Array): string => {
  try {
    parseSafetensors(bytes, 'm.safetensors');
  } catch (error) {
    if (error instanceof AppError && error.code === 'model_invalid' && error.details.path === 'm.safetensors') {
      return String(error.details.problem);
    }
    throw error;
  }
  return 'none';
};

test('what was encoded is read back, in the layout of the reference implementation', () => {
  const tensors = new Map([
    ['model.norm.weight', { shape: [3], data: new Float32Array([1, -2.5, 1e-30]) }],
    ['__proto__', { shape: [2, 1], data: new Float32Array([3, 4]) }],
    ['scalar', { shape: [], data: new Float32Array([7]) }],
    ['nothing', { shape: [0, 4], data: new Float32Array(0) }],
  ]);
  const bytes = joined(encodeSafetensors(tensors));
  expect(encodedBytes(new Map(Array.from(tensors, ([name, { shape }]) => [name, shape])))).toBe(bytes.length);
  const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(headerLength % 8).toBe(0);
  expect(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)).trimEnd()).toBe(
    '{"__metadata__":{"format":"pt"},"__proto__":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},' +
      '"model.norm.weight":{"dtype":"F32","shape":[3],"data_offsets":[8,20]},' +
      '"nothing":{"dtype":"F32","shape":[0,4],"data_offsets":[20,20]},' +
      '"scalar":{"dtype":"F32","shape":[],"data_offsets":[20,24]}}',
  );

  const parsed = parseSafetensors(bytes, 'm');
  expect(parsed.metadata).toEqual(new Map([['format', 'pt']]));
  expect([...parsed.tensors.keys()].sort()).toEqual([...tensors.keys()].sort());
  for (const [name, { shape, data }] of tensors) {
    const stored = parsed.tensors.get(name);
    if (!stored) throw new Error(name);
    expect(stored.shape).toEqual(shape);
    expect(readF32(stored, name, 'm')).toEqual(data);
  }
});

test('data that does not fit its shape is not written', () => {
  expect(() => encodeSafetensors(new Map([['a', { shape: [2, 2], data: new Float32Array(3) }]]))).toThrow(RangeError);
});

test('half precision is widened exactly, wherever the bytes lie', () => {
  const tensor = (dtype: Dtype, values: number[]) => {
    const shifted = new Uint8Array(1 + values.length * 2);
    const view = new DataView(shifted.buffer);
    values.forEach((value, index) => {
      view.setUint16(1 + index * 2, value, true);
    });
    return { dtype, shape: [values.length], bytes: shifted.subarray(1) };
  };
  // 1, -2, the smallest subnormal, the largest number, infinity.
  expect([...readF32(tensor('F16', [0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00]), 'a', 'm')]).toEqual([
    1,
    -2,
    2 ** -24,
    65504,
    Number.POSITIVE_INFINITY,
  ]);
  expect([...readF32(tensor('BF16', [0x3f80, 0xc000, 0x0001, 0x7f80]), 'a', 'm')]).toEqual([
    1,
    -2,
    2 ** -133,
    Number.POSITIVE_INFINITY,
  ]);
  expect(() => readF32({ dtype: 'I32', shape: [1], bytes: new Uint8Array(4) }, 'a', 'm')).toThrow(/I32/);
});

const F32 = (begin: number, end: number, shape = `[${(end - begin) / 4}]`) =>
  `{"dtype":"F32","shape":${shape},"data_offsets":[${begin},${end}]}`;

test.each([
  ['an empty file', new Uint8Array(0), /too short/],
  ['a header longer than the file', fileWith('{}').subarray(0, 9), /longer than the file/],
  ['an absurd header length', new Uint8Array(64).fill(0xff), /at most 100000000/],
  ['another kind of file', fileWith('PK{}'), /does not begin/],
  ['broken JSON', fileWith('{"a":'), /not valid JSON/],
  ['text after the header', fileWith('{} x'), /unexpected text/],
  ['a name that does not end', fileWith('{"a\\"'), /does not end/],
  ['invalid UTF-8', joined([fileWith('{"a').fill(0xff, 10, 11)]), /not valid JSON/],
  ['deep nesting', fileWith(`{"a":${'['.repeat(1_000_000)}`), /nested too deeply/],
  ['a duplicate name', fileWith(`{"a":${F32(0, 4)},"\\u0061":${F32(0, 4)}}`, 4), /duplicate/],
  ['a duplicate key', fileWith('{"a":{"dtype":"F32","dtype":"F64","shape":[1],"data_offsets":[0,4]}}', 4), /duplicate/],
  ['an unknown dtype', fileWith('{"a":{"dtype":"toString","shape":[1],"data_offsets":[0,4]}}', 4), /dtype/],
  ['a span that is too small', fileWith(`{"a":${F32(0, 4, '[2]')}}`, 4), /needs 8/],
  ['a shape that overflows', fileWith(`{"a":${F32(0, 4, '[4294967296,4294967296]')}}`, 4), /needs/],
  ['a negative size', fileWith(`{"a":${F32(0, 4, '[-1,-1]')}}`, 4), /shape/],
  ['a fraction', fileWith(`{"a":${F32(0, 4, '[0.5,2]')}}`, 4), /shape/],
  ['offsets turned round', fileWith(`{"a":${F32(4, 0, '[1]')}}`, 4), /has -4 bytes/],
  ['three offsets', fileWith('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}', 4), /two offsets/],
  ['a gap', fileWith(`{"a":${F32(0, 4)},"b":${F32(8, 12)}}`, 12), /begins at 8, not at 4/],
  ['an overlap', fileWith(`{"a":${F32(0, 8)},"b":${F32(4, 8)}}`, 8), /begins at 4, not at 8/],
  ['an end outside of the file', fileWith(`{"a":${F32(0, 8)}}`, 4), /after the file's end/],
  ['bytes that belong to no tensor', fileWith(`{"a":${F32(0, 4)}}`, 5), /belong to no tensor/],
  ['metadata that is no text', fileWith('{"__metadata__":{"a":1}}'), /not a string/],
  ['a tensor that is a list', fileWith('{"a":[]}'), /not an object/],
  ['a foreign key', fileWith('{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0],"x":0}}'), /unknown key/],
])('%s is refused', (_, bytes, problem) => {
  expect(problemOf(bytes)).toMatch(problem);
});

test('10,000 mutated headers are either refused with the typed error or give a consistent table', takesLong, () => {
  const original = joined(
    encodeSafetensors(
      new Map(
        ['model.embed_tokens.weight', 'model.layers.0.mlp.up_proj.weight', 'model.norm.weight'].map((name, index) => [
          name,
          { shape: [index + 1, 4], data: new Float32Array((index + 1) * 4) },
        ]),
      ),
    ),
  );
  const headerEnd = 8 + Number(new DataView(original.buffer).getBigUint64(0, true));
  const random = new Random(7);
  const interesting = [...'{}[]":,\\0123456789eE-+. '].map((character) => character.charCodeAt(0));
  let refused = 0;
  for (let round = 0; round < 10_000; round++) {
    const mutated = mutate(original, headerEnd, random, interesting);
    try {
      expectConsistent(parseSafetensors(mutated, 'm'), mutated.length);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'model_invalid')) throw error;
      refused++;
    }
  }
  // Renaming a tensor or a metadata value leaves a valid file; most other changes do not.
  expect(refused).toBeGreaterThan(5_000);
  expect(refused).toBeLessThan(10_000);
});

/** Changes 1–4 places: flips a bit, writes a telling character, removes, doubles or moves a piece, or cuts the file. */
function mutate(original: Uint8Array, headerEnd: number, random: Random, interesting: number[]): Uint8Array {
  let bytes = original.slice();
  for (let change = 0; change <= random.integer(4); change++) {
    const at = random.integer(Math.min(headerEnd, bytes.length));
    const length = 1 + random.integer(12);
    const before = bytes.subarray(0, at);
    switch (random.integer(6)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(8));
        break;
      case 1:
      case 2:
        bytes[at] = interesting[random.integer(interesting.length)] ?? 0;
        break;
      case 3:
        bytes = joined([before, bytes.subarray(at + length)]);
        break;
      case 4:
        bytes = joined([before, bytes.subarray(at, at + length), bytes.subarray(at)]);
        break;
      default:
        if (random.integer(8) === 0) bytes = bytes.slice(0, at);
        else bytes.copyWithin(at, random.integer(headerEnd), random.integer(headerEnd));
    }
    if (bytes.length === 0) break;
  }
  // Half of them with a length that fits again, so that the changes are found by what follows.
  if (bytes.length >= 8 && random.integer(2) === 0) {
    const dataBytes = original.length - headerEnd;
    new DataView(bytes.buffer).setBigUint64(0, BigInt(Math.max(0, bytes.length - 8 - dataBytes)), true);
  }
  return bytes;
}

function expectConsistent({ tensors }: SafetensorsFile, fileBytes: number): void {
  let total = 0;
  for (const { shape, bytes, dtype } of tensors.values()) {
    const elements = shape.reduce((product, size) => product * size, 1);
    expect(bytes.length % (elements || 1)).toBe(0);
    if (dtype === 'F32') expect(bytes.length).toBe(elements * 4);
    total += bytes.length;
  }
  expect(total).toBeLessThanOrEqual(fileBytes - 8);
}

test('numbers that begin anywhere are read as well from a Buffer, whose slices are views', () => {
  const header = '{"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
  const bytes = Buffer.from(fileWith(header, 8));
  bytes.writeFloatLE(1.5, bytes.length - 8);
  for (let shift = 0; shift < 4; shift++) {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]).subarray(shift);
    const tensor = parseSafetensors(shifted, 'm').tensors.get('t');
    expect(tensor && readF32(tensor, 't', 'm')).toEqual(new Float32Array([1.5, 0]));
  }
});
