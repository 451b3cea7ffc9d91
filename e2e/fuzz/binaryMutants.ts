import type { Random } from '../../main/ml/random.ts';
import { mutatedJson, pick } from './jsonMutants.ts';

/** Numbers at which readers of counts, lengths and offsets go wrong. */
const NUMBERS: readonly bigint[] = [
  ...[0n, 1n, 2n, 7n, 31n, 255n, 65_536n, 2n ** 24n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 40n],
  ...[2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n],
];

/** Weights with another header, another header's length, or other bytes. */
export function mutatedSafetensors(bytes: Buffer, random: Random): Buffer {
  const length = Number(bytes.readBigUInt64LE(0));
  const [header, data] = [bytes.subarray(8, 8 + length), bytes.subarray(8 + length)];
  switch (random.integer(4)) {
    case 0:
      return withNumber(bytes, 0, random);
    case 1:
      return changed(bytes, random, bytes.length);
    case 2:
      return whole(mutatedEntry(header.toString(), random), data);
    default:
      return whole(
        mutatedJson(header.toString(), random),
        random.integer(6) ? data : changed(data, random, data.length),
      );
  }
}

function whole(header: string, data: Buffer): Buffer {
  const start = Buffer.alloc(8);
  const text = Buffer.from(header);
  start.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([start, text, data]);
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** A tensor that says something else of itself, in words that are well formed. */
function mutatedEntry(header: string, random: Random): string {
  const entries = JSON.parse(header) as Record<string, Entry>;
  const names = Object.keys(entries).filter((name) => name !== '__metadata__');
  const [name, other] = [pick(random, names), pick(random, names)];
  const entry = entries[name] as Entry;
  const [begin, end] = entry.data_offsets;
  const shift = pick(random, [-4, 4, 1, -1, 2 ** 31, 2 ** 53 - 1, -(2 ** 31), 1e300]);
  switch (random.integer(9)) {
    case 0:
      entry.dtype = pick(random, ['F16', 'BF16', 'F64', 'I32', 'U8', 'F8_E4M3', 'f32', '', '__proto__']);
      break;
    case 1:
      entry.data_offsets = [begin + shift, end + shift];
      break;
    case 2:
      entry.data_offsets = (entries[other] as Entry).data_offsets;
      break;
    case 3:
      entry.data_offsets = [end, begin];
      break;
    case 4:
      entry.shape = pick(random, [
        [],
        [0],
        entry.shape.toReversed(),
        [...entry.shape, 1],
        [-1, -1],
        [2 ** 26, 2 ** 27],
      ]);
      break;
    case 5:
      delete entries[name];
      break;
    case 6:
      entries[pick(random, ['extra', '__proto__', '', 'x'.repeat(10_000), 'constructor'])] = { ...entry };
      break;
    case 7:
      // Half as wide, and as many bytes: of the right length, but of another model.
      entry.dtype = 'F16';
      entry.shape = entry.shape.map((size, index) => (index === 0 ? size * 2 : size));
      break;
    default:
      entry.data_offsets = [begin, end + shift];
  }
  return JSON.stringify(entries);
}

/** A file of llama.cpp with other bytes, most of them where it says what it is. */
export function mutatedGguf(bytes: Buffer, random: Random): Buffer {
  let found = bytes;
  const changes = 1 + random.integer(3);
  for (let change = 0; change < changes; change++) {
    // Its header is a fifth of it, and the first bytes are counts.
    const reach = Math.min(found.length, pick(random, [24, 600, 6000, 16_000, 16_000, found.length]));
    found = random.integer(3) ? changed(found, random, reach) : withNumber(found, random.integer(reach), random);
    if (random.integer(4) === 0) found = spoiltName(found, random);
  }
  return found;
}

/** Names that a reader looks for, one letter wrong, and values of another type. */
function spoiltName(bytes: Buffer, random: Random): Buffer {
  const name = pick(random, [
    ...['general.architecture', 'general.alignment', 'tokenizer.ggml.tokens', 'tokenizer.ggml.merges', 'block_count'],
    ...['tokenizer.ggml.token_type', 'tokenizer.ggml.pre', 'head_count', 'embedding_length', 'token_embd', 'blk.0.'],
  ]);
  const at = bytes.indexOf(name);
  if (at < 0) return bytes;
  const found = Buffer.from(bytes);
  // Either a letter of the name, or the type of the value behind it, or the value.
  const offset = pick(random, [random.integer(name.length), name.length, name.length + 4, name.length + 8]);
  if (at + offset < found.length) found[at + offset] = pick(random, [...Array(14).keys(), 255, random.integer(256)]);
  return found;
}

function withNumber(bytes: Buffer, at: number, random: Random): Buffer {
  const found = Buffer.from(bytes);
  const size = pick(random, [4, 8]);
  if (at + size > found.length) return found.subarray(0, at);
  const number = pick(random, NUMBERS);
  if (size === 8) found.writeBigUInt64LE(number, at);
  else found.writeUInt32LE(Number(number & 0xffff_ffffn), at);
  return found;
}

/** Bytes flipped, cut, doubled or put in between. */
function changed(bytes: Buffer, random: Random, reach: number): Buffer {
  const at = random.integer(reach + 1);
  const length = random.integer(Math.min(64, bytes.length - at + 1));
  const [before, part, after] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
  switch (random.integer(6)) {
    case 0:
      return Buffer.concat([before, after]);
    case 1:
      return Buffer.concat([before, part, part, after]);
    case 2:
      return Buffer.from(before);
    case 3:
      return Buffer.concat([before, Buffer.alloc(random.integer(40), random.integer(256)), part, after]);
    default: {
      const found = Buffer.from(bytes);
      if (at < found.length) found[at] = (found[at] as number) ^ (1 << random.integer(8));
      return found;
    }
  }
}
