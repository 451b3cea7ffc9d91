import type { MeasureName } from '../../../../shared/domain/models/measures.ts';
import type { MeasureVerdict } from '../../../../shared/domain/models/measureVerdict.ts';

/** What a curve says. Steps are counts, losses nats per token; learning rates are what to try next. */
export type Finding =
  | {
      code: 'early_stopped';
      step: number;
      bestStep: number;
      patience: number;
      /** What there was no progress in; `null` for the loss. */
      metric: MeasureName | null;
    }
  | { code: 'rising'; sinceStep: number; from: number; to: number; learningRate: number }
  | { code: 'spikes'; count: number; lastStep: number; learningRate: number }
  | {
      code: 'overfitting';
      evaluations: number;
      bestStep: number;
      /** The best one, which is another where a figure of the task decides. */
      keptStep: number;
      bestLoss: number;
      lastLoss: number;
      /** `stop`: it goes on for nothing. Else what became of the best step's model. */
      next: 'stop' | 'best_kept' | 'last_kept';
    }
  | { code: 'validation_flat'; sinceStep: number; loss: number }
  | { code: 'hardly_learns'; first: number; last: number; learningRate: number }
  /** `rows`: it has seen its rows so often that more of them help, and not more steps. */
  | { code: 'flat'; fromStep: number; last: number; next: 'longer' | 'rows' }
  | { code: 'clipped'; share: number; learningRate: number }
  | {
      code: 'still_falling';
      fromStep: number;
      /** Mean of the steps that follow `fromStep`: as many as the last ones, or one stretch of a long run. */
      from: number;
      /** Mean of the last `lastSteps` steps. */
      to: number;
      lastSteps: number;
    }
  | { code: 'too_little_data'; epochs: number }
  | { code: 'noisy' }
  /** The measures have spoken: the texts do the task, or miss it, whatever the loss says. */
  | { code: 'task_done'; verdict: MeasureVerdict }
  | { code: 'task_missed'; grade: 'partly' | 'poor'; verdict: MeasureVerdict }
  | { code: 'copied'; share: number }
  | { code: 'healthy'; when: When }
  | { code: 'too_early'; steps: number; when: When };

/** Where the run is: what there is to say of a curve, and to do, hangs on it. */
export type When = 'queued' | 'going' | 'paused' | 'ended';
