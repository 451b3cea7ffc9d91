import { z } from 'zod';
import { USUAL_THRESHOLD } from './labelList.ts';

/* Probabilities from which on the labels of a model are told, where each label is decided by itself. */

/** Of one label; another program may write 1 or 0, so that it is always or never told. */
export const Threshold = z.number().min(0).max(1);

/** By label; one that is left out has the usual one. */
export const Thresholds = z.record(z.string().max(10_000), Threshold);
export type Thresholds = Readonly<z.infer<typeof Thresholds>>;

/** What a model tells, and from where on. */
export const ModelThresholds = z.object({
  /** All labels of the model, in the order of its outputs. */
  labels: z.array(z.string()),
  /** Those that were chosen. */
  thresholds: Thresholds,
});
export type ModelThresholds = z.infer<typeof ModelThresholds>;

export const thresholdOf = (thresholds: Thresholds, label: string, usual = USUAL_THRESHOLD): number =>
  Object.hasOwn(thresholds, label) ? (thresholds[label] as number) : usual;

/** A label and its probability, as a model says it. */
export interface Decided {
  probability: number;
  /** The usual one where it is left out. */
  threshold?: number | undefined;
}
export const isTold = ({ probability, threshold = USUAL_THRESHOLD }: Decided): boolean => probability >= threshold;

/** Without those that are the usual one, in the order of the labels: what is kept, and compared. */
export const chosenThresholds = (thresholds: Thresholds, labels: readonly string[]): Thresholds =>
  Object.fromEntries(
    labels
      .filter((label) => thresholdOf(thresholds, label) !== USUAL_THRESHOLD)
      .map((label) => [label, thresholdOf(thresholds, label)]),
  );
