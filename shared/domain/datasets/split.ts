import { z } from 'zod';

/**
 * Which rows a run trains on, validates on while it trains, and is tested on once, at its end. `seed` of the run's settings decides what is
 * left to chance.
 */
export const SPLIT_NAMES = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof SPLIT_NAMES)[number];

const share = z.number().max(0.9);
const shares = { validation: share.positive(), test: share.min(0) };
const column = z.string();
const values = z.array(z.string()).max(1000);

export const Split = z
  .discriminatedUnion('kind', [
    /** One row in twenty for validation, at least one and at most 512; none for a test. */
    z.object({ kind: z.literal('auto') }),
    /** Shares of all rows. */
    z.object({ kind: z.literal('ratio'), ...shares }),
    /** About these shares, and rows with the same value of a column stay together. */
    z.object({ kind: z.literal('group'), column, ...shares }),
    /** These shares of every value of a column. A value of one row is trained on. */
    z.object({ kind: z.literal('stratified'), column, ...shares }),
    /** A column says it: these of its values are for validation and for the test, all others for training. */
    z.object({ kind: z.literal('column'), column, validation: values, test: values }),
  ])
  .superRefine((split, { addIssue }) => {
    if (split.kind === 'auto') return;
    if (split.kind !== 'column') {
      if (split.validation + split.test > 0.95) {
        addIssue({ code: 'custom', path: ['test'], message: 'validation and test must leave 5 % for training' });
      }
      return;
    }
    const twice = split.test.find((value) => split.validation.some((other) => other.trim() === value.trim()));
    if (twice !== undefined) {
      addIssue({ code: 'custom', path: ['test'], message: `“${twice.trim()}” cannot be for validation, too` });
    }
  });
export type Split = z.infer<typeof Split>;

export const AUTO_SPLIT: Split = { kind: 'auto' };

/** Why a split got no row. */
export const SplitProblem = z.enum(['too_few_rows', 'too_few_groups', 'too_few_in_category', 'no_such_value']);
export type SplitProblem = z.infer<typeof SplitProblem>;

export const SplitCounts = z.object({
  train: z.number().int().nonnegative(),
  validation: z.number().int().nonnegative(),
  test: z.number().int().nonnegative(),
});
export type SplitCounts = z.infer<typeof SplitCounts>;

/** What a split would make of a data set. */
export const SplitPreview = z.object({
  /** Documents: rows that have something to learn from. */
  counts: SplitCounts,
  /** The split that got none but must have one; `null` where all is well. */
  problem: z.object({ split: z.enum(SPLIT_NAMES), why: SplitProblem }).nullable(),
  /** Of the split's column, the most frequent first, and only short ones. Empty for a split that goes by no column. */
  values: z.array(z.object({ value: z.string(), documents: z.number().int().positive() })),
  /** Different values of the column; `null` for a split that goes by none. */
  groups: z.number().int().nonnegative().nullable(),
});
export type SplitPreview = z.infer<typeof SplitPreview>;

/** The column that a split goes by; `null` for one that goes by none. */
export const splitColumn = (split: Split): string | null => ('column' in split ? split.column : null);
