import { z } from 'zod';
import { measureText } from '../runs/metrics.ts';
import { taskMetric } from '../tasks/index.ts';
import { MeasureName } from './measures.ts';

const Change = z.object({ before: z.number(), after: z.number() });

/** What a model loses by having its weights in fewer bits, measured with what was written beside what was trained. */
export const Receipt = z.object({
  /** As people write the number format: `Q4_K_M`. */
  dtype: z.string(),
  /** Bits per byte of so many texts that it was not trained on. */
  bits: z.object({ texts: z.number().int().positive(), ...Change.shape }).nullable(),
  /** Of a model that makes vectors: the cosine of each with that of the exact weights, over so many texts that it was not trained on. */
  vectors: z.object({ texts: z.number().int().positive(), mean: z.number(), least: z.number() }).nullable(),
  /** Figures of the model's own task: of so many rows that it was not trained on, the first text that is written for each. */
  task: z
    .object({
      rows: z.number().int().positive(),
      temperature: z.number().nonnegative(),
      seed: z.number().int().nonnegative(),
      metrics: z.array(z.object({ name: MeasureName, ...Change.shape })).min(1),
    })
    .nullable(),
});
export type Receipt = z.infer<typeof Receipt>;

/** The same in English, a sentence each. */
export function receiptLines({ dtype, bits, vectors, task }: Receipt): string[] {
  const change = (before: number, after: number, write: (value: number) => string, difference: string) =>
    `${write(before)} with F32, ${write(after)} with ${dtype} (${difference})`;
  const lines: string[] = [];
  if (bits) {
    const { texts, before, after } = bits;
    const four = (value: number) => value.toFixed(4);
    lines.push(
      `Bits per byte of ${texts} held-out texts: ${change(before, after, four, signed(before, after, four))}.`,
    );
  }
  if (vectors) {
    const { texts, mean, least } = vectors;
    lines.push(
      `Vectors of ${texts} held-out texts with F32 and with ${dtype}: cosine ${mean.toFixed(5)} in the mean, ${least.toFixed(5)} at least.`,
    );
  }
  for (const { name, before, after } of task?.metrics ?? []) {
    const write = (value: number) => measureText(name, value);
    const { rows = 0, temperature = 0, seed = 0 } = task ?? {};
    // What makes vectors draws nothing.
    const drawn = vectors ? '' : ` (the first text for each, temperature ${temperature}, seed ${seed})`;
    const on = `${rows} held-out rows${drawn}`;
    lines.push(`${taskMetric(name).label} of ${on}: ${change(before, after, write, signed(before, after, write))}.`);
  }
  return lines;
}

/** By how much it changed, as it is written: what is written as nothing has no minus. */
export function signed(before: number, after: number, write: (value: number) => string): string {
  const written = write(Math.abs(after - before));
  return `${after < before && /[1-9]/.test(written) ? '−' : '+'}${written}`;
}
