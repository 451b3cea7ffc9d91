import { z } from 'zod';
import { measureText } from '../runs/metrics.ts';
import { taskMetric } from '../tasks/index.ts';
import { MeasureName } from './measures.ts';

/*
 * An exported file in the program of others that it was written for: whether it writes there what it writes here.
 */

/** Prompts that are gone on with, and tokens of each. */
export const [THERE_PROMPTS, THERE_TOKENS] = [10, 64] as const;

export const ThereStep = z.enum(['here', 'load', 'there', 'measure']);
export type ThereStep = z.infer<typeof ThereStep>;

/** Where two texts part, both counted from 1. */
const FirstDifference = z.object({
  prompt: z.number().int().positive(),
  token: z.number().int().positive(),
  /** How much less likely the token from there is here, as the difference of the natural logarithms; `null` where it is none of the likeliest. */
  behind: z.number().nonnegative().nullable(),
});
export type FirstDifference = z.infer<typeof FirstDifference>;

/** What was found. */
export const ThereCheck = z.object({
  program: z.literal('llama.cpp'),
  /** As it says itself. */
  version: z.string(),
  /** Number format of the file, as people write it: `Q4_K_M`. */
  dtype: z.string(),
  prompts: z.number().int().positive(),
  /** Most tokens of a text. */
  tokens: z.number().int().positive(),
  /** Prompts that are gone on with alike, to the last token. */
  equal: z.number().int().nonnegative(),
  /** Prompts whose text it reads as the same tokens, of those that were given whole. */
  read: z.object({ equal: z.number().int().nonnegative(), of: z.number().int().nonnegative() }),
  /** The earliest one of all prompts. */
  firstDifference: FirstDifference.nullable(),
  /** The task's figures of the texts; none where nothing is given to the model. */
  metrics: z.array(z.object({ name: MeasureName, here: z.number(), there: z.number() })),
});
export type ThereCheck = z.infer<typeof ThereCheck>;

export const ThereEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), step: ThereStep, done: z.number(), total: z.number() }),
  /** `inCard`: it is written down in the card of the exported folder. */
  z.object({ event: z.literal('done'), check: ThereCheck, inCard: z.boolean() }),
]);
export type ThereEvent = z.infer<typeof ThereEvent>;

/** What `thereLines` begins with: a card has it once. */
export const THERE_BEGINS = 'Checked in ';

/** The same in English, a sentence each. */
export function thereLines(check: ThereCheck): string[] {
  const { program, version, dtype, prompts, tokens, equal, read, firstDifference, metrics } = check;
  const lines = [
    `${THERE_BEGINS}${program} ${version}, ${dtype}: ${equal} of ${prompts} prompts give the same tokens there as here (the most likely each time, ${tokens} at most).`,
  ];
  if (firstDifference) {
    const { prompt, token, behind } = firstDifference;
    lines.push(`The first difference is at token ${token} of prompt ${prompt}${behindText(behind)}.`);
  }
  if (read.equal < read.of)
    lines.push(
      `It reads ${read.of - read.equal} of ${read.of} prompts as other tokens than this model was trained on.`,
    );
  for (const { name, here, there } of metrics)
    lines.push(
      `${taskMetric(name).label} of these texts: ${measureText(name, here)} here, ${measureText(name, there)} there.`,
    );
  return lines;
}

const behindText = (behind: number | null): string =>
  behind === null ? '' : `, where the token from there is ${timesLess(behind)} times less likely here`;

/** How many times less likely something is, by the difference of logarithms, in three digits. */
export const timesLess = (behind: number): string => {
  const times = Math.exp(behind);
  return times < 1000 ? String(Number(times.toPrecision(4))) : times.toExponential(1);
};

/** A prompt and what goes on with it here, the likeliest token each time. */
export const WrittenHere = z.object({
  /** Place of its row among those that the model was measured on; `null` where it is a beginning of a text. */
  row: z.number().int().nonnegative().nullable(),
  /** Where the tokens are all of a text, with what stands before each. */
  text: z.string().nullable(),
  prompt: z.array(z.number().int().nonnegative()).min(1),
  /** Tokens that may come. */
  most: z.number().int().positive(),
  /** With what ended it. */
  ids: z.array(z.number().int().nonnegative()),
  output: z.string(),
  /** The likeliest tokens in the place of each, with their logarithms. */
  likely: z.array(z.array(z.tuple([z.number().int().nonnegative(), z.number()]))),
});
export type WrittenHere = z.infer<typeof WrittenHere>;

/** What another program goes on with. */
export type WrittenThere = Pick<WrittenHere, 'ids' | 'output'>;

/** How many texts are the same, and where the first difference is. */
export function compareWritten(
  here: readonly WrittenHere[],
  there: readonly WrittenThere[],
): Pick<ThereCheck, 'equal' | 'firstDifference'> {
  let equal = 0;
  let firstDifference: FirstDifference | null = null;
  for (const [at, { ids, likely }] of here.entries()) {
    const others = there[at]?.ids ?? [];
    const length = Math.max(ids.length, others.length);
    const place = Array.from({ length }).findIndex((_, index) => ids[index] !== others[index]);
    if (place === -1) equal++;
    else if (firstDifference === null || place + 1 < firstDifference.token) {
      const row = likely[place] ?? [];
      const found = row.find(([id]) => id === others[place]);
      const behind = row[0] && found ? Math.max(0, row[0][1] - found[1]) : null;
      firstDifference = { prompt: at + 1, token: place + 1, behind };
    }
  }
  return { equal, firstDifference };
}
