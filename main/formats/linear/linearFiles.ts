import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RivalName } from '../../../shared/domain/models/measures.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { writeWholeFile } from '../../files/fileSink.ts';
import { readJson } from '../../files/jsonFile.ts';
import type { LinearParts } from '../../ml/baselines/linearModel.ts';
import { assertReadable, readTensor, readWeightFiles, WEIGHTS_FILE } from '../huggingface/weightFiles.ts';
import { writeSafetensors } from '../huggingface/writeSafetensors.ts';
import { BASELINE_FILE } from './names.ts';

export { BASELINE_FILE };

const whole = z.number().int().nonnegative();
const Ranges = z.array(z.tuple([whole, whole]));

export const BaselineFile = z.object({
  version: z.literal(1),
  name: RivalName,
  /** In the order of the outputs; `null` where the one output is a number. */
  labels: z.array(z.string()).min(1).nullable(),
  /** A text may have any number of them: each score is a sigmoid's, and not one of a softmax. */
  several: z.literal(true).optional(),
  /** `PieceRules` of `main/ml/baselines/textFeatures.ts`. */
  rules: z.object({
    buckets: z.number().int().positive(),
    shortest_piece: whole,
    longest_piece: whole,
    longest_text: whole,
    word: Ranges,
    unspaced: Ranges,
  }),
});
export type BaselineFile = z.infer<typeof BaselineFile>;

export interface StoredBaseline {
  about: BaselineFile;
  parts: LinearParts;
}

export const isBaseline = (folder: string): boolean => existsSync(join(folder, BASELINE_FILE));

/** Writes both files into a folder that is there. Numbers of pieces are below 2^23, so that floats hold them exactly. */
export async function writeBaseline(folder: string, { about, parts }: StoredBaseline): Promise<void> {
  await writeWholeFile(join(folder, BASELINE_FILE), `${JSON.stringify(about)}\n`);
  const { buckets, idf, weights, bias } = parts;
  const tensors = new Map<string, { shape: number[]; data: Float32Array }>([
    ['bias', { shape: [bias.length], data: bias }],
    ['bucket', { shape: [buckets.length], data: Float32Array.from(buckets) }],
    ['idf', { shape: [idf.length], data: idf }],
    ['weight', { shape: [idf.length, bias.length], data: weights }],
  ]);
  await writeSafetensors(
    join(folder, WEIGHTS_FILE),
    new Map(Array.from(tensors, ([name, { shape }]) => [name, shape])),
    async (name) => (tensors.get(name) as { data: Float32Array }).data,
  );
}

/**
 * Reads a baseline's folder; everything in it is checked before it is used.
 *
 * @throws AppError `file_not_regular`; `model_invalid` with the file and the problem
 */
export async function readBaseline(folder: string): Promise<StoredBaseline> {
  const about = await readJson(join(folder, BASELINE_FILE), BaselineFile);
  const path = join(folder, WEIGHTS_FILE);
  const invalid = (problem: string) => new AppError('model_invalid', { path, problem });
  const { tensors } = await readWeightFiles(folder);
  const outputs = about.labels?.length ?? 1;
  const features = tensors.get('idf')?.shape[0] ?? 0;
  const read = async (name: string, shape: readonly number[]): Promise<Float32Array> => {
    const tensor = tensors.get(name);
    if (!tensor || String(tensor.shape) !== String(shape))
      throw invalid(`it has no tensor ${name} of shape [${shape}]`);
    assertReadable(tensor, name);
    const data = await readTensor(tensor);
    if (!data.every(Number.isFinite)) throw invalid(`${name} has a value that is no number`);
    return data;
  };
  const found = await read('bucket', [features]);
  const most = 2 * about.rules.buckets;
  const wrong = found.findIndex(
    (bucket, place) => !Number.isInteger(bucket) || bucket >= most || bucket <= (found[place - 1] ?? -1),
  );
  if (wrong >= 0) throw invalid(`bucket ${wrong} is not a whole number above the one before it and below ${most}`);
  const parts = {
    buckets: Uint32Array.from(found),
    idf: await read('idf', [features]),
    weights: await read('weight', [features, outputs]),
    bias: await read('bias', [outputs]),
  };
  return { about, parts };
}
