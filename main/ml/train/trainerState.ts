import type { BatchPosition } from './task.ts';

/** What a training knows besides its tensors; with them it is all that the next step depends on. Plain JSON. */
export interface TrainerState {
  /** Optimizer steps done. */
  step: number;
  /**
   * Milliseconds of training so far, evaluations, texts and checkpoints included, breaks left out, and the first step after each break,
   * too: compiling is a part of it.
   */
  elapsedMs: number;
  /** Of these, those spent in steps, and how many steps that were; `null` is all, as it was once. */
  stepsMs: number;
  timedSteps: number | null;
  /** Tokens that these learned from, padding left out; `null` where that was not counted. */
  timedTokens: number | null;
  batches: BatchPosition;
  /** Batches of the validation split that evaluations along the way take; `null` before the first one. */
  evaluationBatches: number | null;
  lastEvaluation: StepLoss | null;
  /** The lowest validation loss of them, or the best figure of the task, whichever was asked for. */
  best: Best | null;
  evaluationsSinceBest: number;
}

export interface StepLoss {
  step: number;
  validationLoss: number;
}

/** The evaluation whose model is kept. */
export interface Best extends StepLoss {
  /** The figure that it was chosen by, where that is not the loss. */
  measured?: number | undefined;
}

export const initialState = (batches: BatchPosition): TrainerState => ({
  step: 0,
  elapsedMs: 0,
  stepsMs: 0,
  timedSteps: 0,
  timedTokens: 0,
  batches,
  evaluationBatches: null,
  lastEvaluation: null,
  best: null,
  evaluationsSinceBest: 0,
});

/** A training at one moment. `values` are the tensors of `trainedState` by name. */
export interface Snapshot {
  state: TrainerState;
  values: ReadonlyMap<string, Float32Array>;
}
