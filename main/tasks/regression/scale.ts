import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../../files/jsonFile.ts';
import { CONFIG_FILE } from '../../formats/huggingface/modelFiles.ts';
import { readRunJson } from '../prepare/readElements.ts';

/** In the `data` folder of a prepared run. */
export const SCALE_FILE = 'scale.json';

/** Mean and standard deviation of the numbers of training: a model learns them standardised, so that any unit is learned alike. */
export interface Scale {
  mean: number;
  std: number;
}

const StoredScale = z.object({ version: z.literal(1), mean: z.number(), std: z.number().positive() });

/** The fields of `config.json` that say it; transformers keeps what it does not know. */
const ScaleConfig = z.looseObject({ target_mean: z.number(), target_std: z.number().positive() });

export const inUnit = ({ mean, std }: Scale, standardised: number): number => mean + std * standardised;
export const standardised = ({ mean, std }: Scale, value: number): number => (value - mean) / std;

/** @throws AppError `run_data_damaged` */
export async function readScale(runFolder: string): Promise<Scale> {
  const file = join(runFolder, 'data', SCALE_FILE);
  return await readRunJson(file, StoredScale);
}

/**
 * The fields of `config.json` that make a class of transformers one of a single number.
 *
 * @param column whose number it is
 */
export const scaleFields = ({ mean, std }: Scale, column: string) => ({
  id2label: { 0: column },
  label2id: { [column]: 0 },
  problem_type: 'regression',
  target_mean: mean,
  target_std: std,
});

/** @throws AppError `file_not_regular`, `model_invalid` with the file and the problem */
export async function readModelScale(folder: string): Promise<Scale> {
  const { target_mean: mean, target_std: std } = await readJson(join(folder, CONFIG_FILE), ScaleConfig);
  return { mean, std };
}
