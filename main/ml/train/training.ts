import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { Execution } from '../../../shared/domain/engines/execution.ts';
import type { MeasureName, MeasureRecord } from '../../../shared/domain/models/measures.ts';
import type {
  Checkpoint,
  EndReason,
  Evaluation,
  Extension,
  Preparation,
  Sample,
  StepMetric,
} from '../../../shared/domain/runs/run.ts';
import type { Budget, TrainingSettings } from '../../../shared/domain/runs/training.ts';
import type { Weights } from '../architectures/parameters.ts';
import type { ProgramMaker } from '../program/program.ts';
import type { BaseWeights, Tuning } from '../tuning/tuning.ts';
import type { TrainingTask } from './task.ts';
import type { Best, Snapshot } from './trainerState.ts';

export interface TrainingRequest {
  config: ModelConfig;
  settings: TrainingSettings;
  budget: Budget;
  extension: Extension | null;
  task: TrainingTask;
  /** The model that training starts from; without one, from random weights. */
  base?: BaseWeights | null;
  /** What of it is trained: all of it, if nothing is said. */
  tuning?: Tuning;
  /** The figure of the task that the best model has the most or the least of; without it, that is the lowest validation loss. */
  bestBy?: { metric: MeasureName; lowerIsBetter: boolean } | null;
  /** The engine's way to run the steps. */
  makeProgram: ProgramMaker;
  checkpoints: CheckpointKeeper;
  /** Where to go on; `null` to begin. */
  resume: Snapshot | null;
  /** Asked before every step. */
  ending(): Ending | null;
  /** Resolves when what was reported up to a step, `checkpointing` included, is stored. */
  stored(step: number): Promise<void>;
}

/** How training is asked to end before its budget is spent: with a model, or to go on another time. */
export type Ending = 'stop' | 'pause';

/** Where snapshots go. */
export interface CheckpointKeeper {
  /** Keeps a snapshot and drops those that are not needed any more. Gives those that are there, ascending. */
  save(snapshot: Snapshot): Promise<Checkpoint[]>;
  /** What was trained, of a snapshot that was kept; `null` when it cannot be used any more. */
  parameters(step: number): Promise<Weights | null>;
}

export type TrainingEvent =
  | { event: 'execution'; execution: Execution }
  /** What has to be done before there is a step to tell of. */
  | { event: 'preparation'; preparation: Preparation }
  | { event: 'step'; metric: StepMetric }
  | { event: 'evaluation'; evaluation: Evaluation; share: number; best: Best | null }
  | { event: 'sample'; sample: Sample }
  | { event: 'checkpointing'; step: number }
  | { event: 'checkpoints'; checkpoints: Checkpoint[] };

export interface TrainedModel {
  reason: EndReason;
  /** All that was trained: a whole model, or what a tuning adds to its base. */
  weights: Weights;
  /** The step that they are of: the last one, or the best one. */
  step: number;
  /** Both `null` where there is nothing to measure it on. */
  validationLoss: number | null;
  /** The part of the validation split that it is on, from 0 to 1: all of it, where there is time. */
  validationShare: number | null;
  testLoss: number | null;
  /** With the texts that were measured. */
  measures: MeasureRecord | null;
  /** Over all steps, without evaluations and samples. */
  tokensPerSecond: number;
}

export interface PausedTraining {
  reason: 'paused';
  step: number;
}
