import { z } from 'zod';
import { Receipt } from './receipt.ts';

/** `measure`: texts are written with the exported weights and with those that were trained. */
export const ExportStep = z.enum(['write', 'measure', 'verify']);
export type ExportStep = z.infer<typeof ExportStep>;

/** What is told while a model is exported. */
export const ExportEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), step: ExportStep, done: z.number(), total: z.number() }),
  z.object({
    event: z.literal('done'),
    path: z.string(),
    files: z.array(z.string()),
    /** Of all files together. */
    bytes: z.number().int().nonnegative(),
    /** What was written was loaded again and compared with the model; an export that differs is never `done`. */
    verified: z.literal(true),
    /** Largest difference between a logit of the trained model and of the loaded export. */
    maxDifference: z.number().nonnegative(),
    /** What fewer bits cost; `null` where weights are what they were, or nothing was held out. */
    receipt: Receipt.nullable(),
    /** Words join in with the model in the studio; no format but the studio's own holds them, so that the export predicts alone. */
    withoutWords: z.literal(true).optional(),
    /** Where a browser can fetch the folder as a zip; `null` outside of the headless shell. */
    download: z.string().nullable(),
  }),
]);
export type ExportEvent = z.infer<typeof ExportEvent>;
