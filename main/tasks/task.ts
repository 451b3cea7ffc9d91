import type { ModelConfig } from '../../shared/domain/architectures/index.ts';
import type { TrainingSettings } from '../../shared/domain/runs/training.ts';
import type { Head, TrainingTask } from '../ml/train/task.ts';

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
  head: Head;
  /**
   * Reads what a run trains with.
   *
   * @throws AppError `run_data_damaged` with the file and the problem
   */
  training(run: PreparedRun): Promise<TrainingTask>;
}
