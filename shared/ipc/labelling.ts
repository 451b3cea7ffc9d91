import { z } from 'zod';
import { DoubtfulEvent, LabelQuestion, NextEvent } from '../domain/datasets/labelling.ts';
import { stream } from './rpc.ts';

/** Labels of a data set's rows, by a fast classifier of words that is trained on those that there are. Nothing is written: what is accepted is an edit. */
export const labellingMethods = {
  /** Rows without a label: those first that are worth most, once there are labels to learn from; else as they lie. */
  next: stream(
    LabelQuestion.extend({
      /** Surest first: to be accepted together. */
      order: z.enum(['unsure', 'sure']).default('unsure'),
      limit: z.number().int().min(1).max(1000).default(50),
    }),
    NextEvent,
  ),
  /** Rows whose label a classifier that was trained on other rows does not believe (out of fold). */
  doubtful: stream(LabelQuestion.extend({ limit: z.number().int().min(1).max(1000).default(100) }), DoubtfulEvent),
};
