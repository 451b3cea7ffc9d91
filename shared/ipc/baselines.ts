import { z } from 'zod';
import { RivalName } from '../domain/models/measures.ts';
import { TrainedModel } from '../domain/models/trainedModel.ts';
import { DataCurve } from '../domain/runs/dataCurve.ts';
import { Preparation } from '../domain/runs/run.ts';

/** What is told while the small model of a task is trained on parts of a run's rows. */
export const CurveEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), preparation: Preparation }),
  z.object({ event: z.literal('done'), curve: DataCurve }),
]);
export type CurveEvent = z.infer<typeof CurveEvent>;

export const KeepBaseline = z.object({
  /** The run's. */
  id: z.string().min(1).max(100),
  /** One of the run's task that can be kept; the best of these where it is left out. */
  name: RivalName.optional(),
});
export type KeepBaseline = z.infer<typeof KeepBaseline>;

/** What is told while a baseline is trained again and kept. */
export const KeepEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), preparation: Preparation }),
  /** `kept` says that it had been kept before: nothing was done. */
  z.object({ event: z.literal('done'), model: TrainedModel, kept: z.boolean() }),
]);
export type KeepEvent = z.infer<typeof KeepEvent>;
