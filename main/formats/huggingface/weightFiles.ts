import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../shared/errors/errors.ts';
import { readJson } from '../../files/jsonFile.ts';
import { type FileState, readAt, readNumbers, type Widen, withFile } from '../fileSpans.ts';
import { BYTES_PER_ELEMENT, type Dtype, headerLength, LENGTH_BYTES, parseHeader } from './safetensors.ts';

export const WEIGHTS_FILE = 'model.safetensors';
export const WEIGHTS_INDEX_FILE = 'model.safetensors.index.json';

/** A tensor in one of a folder's files. */
export interface FileTensor {
  file: FileState;
  dtype: Dtype;
  shape: number[];
  /** Of its first byte in the file. */
  position: number;
}

/** Tensors beside those of the model may be in a file, as of another framework: so many bytes of names are read. */
const MOST_HEADER_BYTES = 8 << 20;
/** The largest published models have 200 files. */
const MOST_FILES = 4096;

/** Which file a tensor is in. A name is a name: it leads nowhere else. */
const WeightsIndex = z.looseObject({ weight_map: z.record(z.string(), z.string().regex(/^[\w.-]+\.safetensors$/)) });

/**
 * What the weights' files of a folder say of the tensors in them, by name. Of the tensors themselves nothing is read.
 *
 * @throws AppError `file_not_regular`, `model_pickled`, `model_invalid`
 */
export async function readWeightFiles(
  folder: string,
): Promise<{ files: FileState[]; tensors: Map<string, FileTensor> }> {
  const indexPath = join(folder, WEIGHTS_INDEX_FILE);
  const single = join(folder, WEIGHTS_FILE);
  if (existsSync(single) || !existsSync(indexPath)) {
    if (!existsSync(single)) await refusePickled(folder);
    const { state, tensors } = await readWeightFile(single);
    return { files: [state], tensors };
  }
  const { weight_map } = await readJson(indexPath, WeightsIndex);
  const names = [...new Set(Object.values(weight_map))];
  if (names.length > MOST_FILES)
    throw new AppError('model_invalid', { path: indexPath, problem: `it names ${names.length} files` });
  const files: FileState[] = [];
  const tensors = new Map<string, FileTensor>();
  for (const name of names) {
    const found = await readWeightFile(join(folder, name));
    files.push(found.state);
    for (const [tensor, entry] of found.tensors) {
      if (Object.hasOwn(weight_map, tensor) && weight_map[tensor] === name) tensors.set(tensor, entry);
    }
  }
  return { files, tensors };
}

const readWeightFile = (path: string) =>
  withFile(path, async (file, state) => {
    const start = await readAt(file, 0, new Uint8Array(Math.min(LENGTH_BYTES, state.bytes)));
    const headerBytes = headerLength(start, state.bytes, path, MOST_HEADER_BYTES);
    const dataStart = LENGTH_BYTES + headerBytes;
    const header = await readAt(file, LENGTH_BYTES, new Uint8Array(headerBytes));
    const { spans } = parseHeader(header, state.bytes - dataStart, path);
    const tensors = Array.from(spans, ([name, { dtype, shape, begin }]): [string, FileTensor] => [
      name,
      { file: state, dtype, shape, position: dataStart + begin },
    ]);
    return { state, tensors: new Map(tensors) };
  });

const PICKLED = /\.(?:bin|pt|pth|ckpt)$/;

async function refusePickled(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const file = names.find((name) => PICKLED.test(name) && /model|pytorch|consolidated/.test(name));
  if (file) throw new AppError('model_pickled', { path: folder, file });
}

/** What is read, and how: F16 and BF16 are widened, which is exact. */
const WIDEN: Partial<Record<Dtype, Widen | null>> = {
  F32: null,
  F16: (bytes, into) => into.set(new Float16Array(bytes.buffer, bytes.byteOffset, into.length)),
  BF16: (bytes, into) => {
    // The upper half of a 32-bit float.
    const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, into.length);
    const bits = new Uint32Array(into.buffer, into.byteOffset, into.length);
    for (let index = 0; index < halves.length; index++) bits[index] = (halves[index] as number) << 16;
  },
};

/** @throws AppError `model_tensor_unsupported` for a type that is not read */
export function assertReadable({ file, dtype, shape }: FileTensor, tensor: string): void {
  if (WIDEN[dtype] !== undefined) return;
  const known = Object.keys(WIDEN).join(', ');
  throw new AppError('model_tensor_unsupported', { path: file.path, tensor, dtype, shape: `[${shape}]`, known });
}

/** A tensor's numbers: see `BaseSource.read`. */
export const readTensor = ({ file, dtype, shape, position }: FileTensor): Promise<Float32Array> =>
  readNumbers(
    file,
    {
      position,
      count: shape.reduce((product, side) => product * side, 1),
      block: { bytes: BYTES_PER_ELEMENT[dtype], numbers: 1 },
    },
    WIDEN[dtype] ?? null,
  );
