import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstRecords } from './sourceData.ts';

const DATA = join(import.meta.dirname, '..', '..', '..', 'shared', 'data');
/** `ratings.csv` of MovieLens latest-small with `title,userId,rating,timestamp`: it may not lie in a repository. */
const RATINGS = process.env.KINDLING_MOVIELENS;

/** Why rows are not at hand; `null` where they are. */
export const noRows = existsSync(DATA) ? null : 'the rows of ../shared/data are not there';
export const noRatings =
  RATINGS !== undefined && existsSync(RATINGS) ? null : 'KINDLING_MOVIELENS names no ratings of MovieLens';

/** A table of real rows, as a founder would import it. */
export interface RealTable {
  fileName: string;
  text: string;
}

const lines = (file: string) => readFileSync(join(DATA, file), 'utf8').split('\n');

export const reviews = (rows: number): RealTable => ({
  fileName: 'reviews.csv',
  text: firstRecords(readFileSync(join(DATA, 'reviews.csv'), 'utf8'), rows).text,
});

export const pairs = (language: 'de' | 'zh', rows: number): RealTable => ({
  fileName: `pairs-en-${language}.tsv`,
  text: `${lines(`pairs-en-${language}.tsv`)
    .slice(0, rows + 1)
    .join('\n')}\n`,
});

/** English texts with how many letters their German has: a number that can be told from a text. */
export function lengths(rows: number): RealTable {
  const [, ...of] = lines('pairs-en-de.tsv').slice(0, rows + 1);
  const cells = of.map((line) => line.split('\t'));
  return {
    fileName: 'lengths.tsv',
    text: ['src\tletters', ...cells.map(([src, tgt = '']) => `${src}\t${tgt.length}`), ''].join('\n'),
  };
}

export const ratings = (rows: number): RealTable => ({
  fileName: 'ratings.csv',
  text: firstRecords(readFileSync(RATINGS as string, 'utf8'), rows).text,
});
