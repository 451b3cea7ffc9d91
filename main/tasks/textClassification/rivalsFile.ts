import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { RivalAnswers } from '../answers/answerReport.ts';
import { dataPath } from '../prepare/splitIds.ts';
import { RIVALS_FILE, readRivals as readTextRivals } from '../texts/rivalsFile.ts';

/** The number of the label that each says of a row; empty for a run that was prepared before there were any. @throws AppError `run_data_damaged` */
export const readRivals = async (runFolder: string): Promise<RivalAnswers<number>> =>
  existsSync(dataPath(runFolder, RIVALS_FILE))
    ? await readTextRivals(runFolder, z.number().int().nonnegative())
    : new Map();
