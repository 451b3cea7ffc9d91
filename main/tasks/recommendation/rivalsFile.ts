import { join } from 'node:path';
import { z } from 'zod';
import { RivalName } from '../../../shared/domain/models/measures.ts';
import type { RivalAnswers } from '../answers/answerReport.ts';
import { readRunJson } from '../prepare/readElements.ts';
import type { Ranking } from './ranking.ts';

/** In the `data` folder of a prepared run: what cheap models recommend to the users whose last item is left out. */
export const RIVALS_FILE = 'rivals.json';

const count = z.number().int().nonnegative();
const RankingSchema: z.ZodType<Ranking> = z.object({ rank: z.number().int().min(1), top: z.array(count) });
export const Rivals = z.object({
  version: z.literal(1),
  /** Places of the rows of the users' last events. */
  rows: z.array(count),
  rivals: z.array(z.object({ name: RivalName, rankings: z.array(RankingSchema) })),
});
export type Rivals = z.infer<typeof Rivals>;

/** By the row of a user's last event. @throws AppError `run_data_damaged` */
export async function readRivals(runFolder: string): Promise<RivalAnswers<Ranking>> {
  const file = join(runFolder, 'data', RIVALS_FILE);
  const { rows, rivals } = await readRunJson(file, Rivals);
  return new Map(
    rivals.map(({ name, rankings }) => [name, new Map(rankings.map((one, place) => [rows[place] ?? -1, one]))]),
  );
}
