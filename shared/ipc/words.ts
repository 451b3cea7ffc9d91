import { z } from 'zod';
import { TrainedModel } from '../domain/models/trainedModel.ts';

/** Whether words and a straight line join in with a classifier. */
export const ModelWords = z.object({ joined: z.boolean() });

export const JoinWords = z.object({
  /** The model's. */
  id: z.string().min(1).max(100),
  on: z.boolean(),
});
export type JoinWords = z.infer<typeof JoinWords>;

/** What is told while words join in or leave: they are learned where the model has none yet, and what is then predicted is measured. */
export const JoinEvent = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('progress'),
    stage: z.enum(['words', 'measure']),
    done: z.number().nonnegative(),
    total: z.number().nonnegative().nullable(),
  }),
  /** `changed` says whether it was otherwise before. */
  z.object({ event: z.literal('done'), model: TrainedModel, joined: z.boolean(), changed: z.boolean() }),
]);
export type JoinEvent = z.infer<typeof JoinEvent>;
