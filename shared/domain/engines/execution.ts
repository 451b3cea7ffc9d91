import { z } from 'zod';

/** Numbers of a matrix product: `bf16` rounds its factors to bfloat16; weights, optimizer state and everything else stay float32. */
export const Precision = z.enum(['fp32', 'bf16']);
export type Precision = z.infer<typeof Precision>;

/** `auto` takes what the engine is faster with on this machine. */
export const PrecisionSetting = z.enum(['auto', ...Precision.options]);
export type PrecisionSetting = z.infer<typeof PrecisionSetting>;

/** How a program ran. Kept with every run. */
export const Execution = z.object({
  /** `compiled`: each step is one recorded graph. `eager`: operation by operation. */
  mode: z.enum(['compiled', 'eager']),
  precision: Precision,
  /** Why it was not compiled; `null` when it was, or when the engine has no compiler. */
  problem: z.string().nullable(),
});
export type Execution = z.infer<typeof Execution>;
