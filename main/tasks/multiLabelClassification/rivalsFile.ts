import { z } from 'zod';
import type { RivalAnswers } from '../answers/answerReport.ts';
import { readRivals as readTextRivals } from '../texts/rivalsFile.ts';

/** The numbers of the labels that each says of a row. @throws AppError `run_data_damaged` */
export const readRivals = (runFolder: string): Promise<RivalAnswers<number[]>> =>
  readTextRivals(runFolder, z.array(z.number().int().nonnegative()));
