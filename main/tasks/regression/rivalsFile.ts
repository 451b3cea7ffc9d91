import { join } from 'node:path';
import { z } from 'zod';
import { RivalName } from '../../../shared/domain/models/measures.ts';
import type { RivalAnswers } from '../answers/answerReport.ts';
import { readRunJson } from '../prepare/readElements.ts';

/** In the `data` folder of a prepared run: what cheap models, trained on the same rows, say of those that are held out. */
export const RIVALS_FILE = 'rivals.json';

export const Rivals = z.object({
  version: z.literal(1),
  /** Places of the validation split's rows in the data set's version. */
  rows: z.array(z.number().int().nonnegative()),
  /** The number that each says of each of the rows. */
  rivals: z.array(z.object({ name: RivalName, predicted: z.array(z.number()) })),
});
export type Rivals = z.infer<typeof Rivals>;

/** @throws AppError `run_data_damaged` */
export async function readRivals(runFolder: string): Promise<RivalAnswers<number>> {
  const file = join(runFolder, 'data', RIVALS_FILE);
  const { rows, rivals } = await readRunJson(file, Rivals);
  return new Map(
    rivals.map(({ name, predicted }) => [name, new Map(predicted.map((number, place) => [rows[place] ?? -1, number]))]),
  );
}
