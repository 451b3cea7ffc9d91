import { z } from 'zod';

/** A bar of a histogram: values from `from` up to, but not including, `to`. */
export const HistogramBin = z.object({ from: z.number(), to: z.number(), count: z.number().int().nonnegative() });
export type HistogramBin = z.infer<typeof HistogramBin>;

export const ValueCount = z.object({ value: z.string(), count: z.number().int().positive() });
export type ValueCount = z.infer<typeof ValueCount>;

/** What a view's rows look like in one column. Lengths are in characters. */
export const ColumnChart = z.object({
  column: z.string(),
  lengths: z.array(HistogramBin),
  /** The most frequent values, the most frequent first; empty when no value occurs twice. */
  values: z.array(ValueCount),
  /** Rows with none of `values`. */
  others: z.number().int().nonnegative(),
});
export type ColumnChart = z.infer<typeof ColumnChart>;

export const ViewCharts = z.object({ rows: z.number().int().nonnegative(), columns: z.array(ColumnChart) });
export type ViewCharts = z.infer<typeof ViewCharts>;

/** Tokens of a view's rows, all columns of a row together. */
export const TokenCounts = z.object({
  rows: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
  mean: z.number().nonnegative(),
  median: z.number().nonnegative(),
  p95: z.number().nonnegative(),
  p99: z.number().nonnegative(),
  longest: z.number().nonnegative(),
  /** The context of the model that the tokenizer belongs to, and the rows that are longer. */
  context: z.number().int().positive(),
  overContext: z.number().int().nonnegative(),
});
export type TokenCounts = z.infer<typeof TokenCounts>;
