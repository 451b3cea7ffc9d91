import { z } from 'zod';
import { RivalName } from '../../../shared/domain/models/measures.ts';
import type { RivalAnswers } from '../answers/answerReport.ts';
import { readRunJson } from '../prepare/readElements.ts';
import { dataPath } from '../prepare/splitIds.ts';

/** In the `data` folder of a prepared run: what cheap models, trained on the same rows, say of those that are held out. */
export const RIVALS_FILE = 'rivals.json';

const rivalsOf = <A>(answer: z.ZodType<A>) =>
  z.object({
    version: z.literal(1),
    /** Places of the validation split's rows in the data set's version. */
    rows: z.array(z.number().int().nonnegative()),
    /** What each says of each of the rows. */
    rivals: z.array(z.object({ name: RivalName, predicted: z.array(answer) })),
  });
export type Rivals<A = unknown> = z.infer<ReturnType<typeof rivalsOf<A>>>;

/** @param answer what rivals can say. @throws AppError `run_data_damaged` */
export async function readRivals<A>(runFolder: string, answer: z.ZodType<A>): Promise<RivalAnswers<A>> {
  const { rows, rivals } = await readRunJson(dataPath(runFolder, RIVALS_FILE), rivalsOf(answer));
  return new Map(
    rivals.map(({ name, predicted }) => [name, new Map(predicted.map((said, place) => [rows[place] ?? -1, said]))]),
  );
}
