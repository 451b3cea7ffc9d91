import type { ModelConfig } from '../../shared/domain/architectures/index.ts';
import type { Preparation, PreparedData } from '../../shared/domain/runs/run.ts';
import type { TrainingSettings } from '../../shared/domain/runs/training.ts';
import type { TrainingTask } from '../ml/train/task.ts';
import type { PrepareRequest } from './prepare/prepareRequest.ts';

/** A run that was prepared. */
export interface PreparedRun {
  /** With the tokenizer, and `data/` as the task's preparation left it. */
  folder: string;
  config: ModelConfig;
  settings: TrainingSettings;
  /** Texts that are continued at every evaluation where there are no rows to measure on. */
  samplePrompts: readonly string[];
  /** As in `PreparedData`. */
  promptLimit: number | null;
  /** Columns that count for field fidelity; `null` takes the one that is like a name. */
  fidelityFields: readonly string[] | null;
}

/** What workers do for one task. */
export interface MainTask {
  /**
   * Makes of a data set what training reads.
   *
   * @throws AppError `column_unknown`, `split_empty`, `too_little_text`, `disk_full`, `write_failed` and what the task says itself; the
   *   signal's reason once it has fired
   */
  prepare(
    request: PrepareRequest,
    signal: AbortSignal,
    send: (preparation: Preparation) => void,
  ): Promise<PreparedData>;
  /**
   * Reads what a run trains with.
   *
   * @throws AppError `run_data_damaged` with the file and the problem
   */
  training(run: PreparedRun): Promise<TrainingTask>;
}
