import type { Split } from '../../../shared/domain/datasets/split.ts';
import type { BaseReference } from '../../../shared/domain/models/base.ts';
import type { TruncationSide } from '../../../shared/domain/runs/training.ts';
import type { Recipe } from '../../../shared/domain/tasks/index.ts';

export interface PrepareRequest {
  /** The data set version's file. */
  dataset: string;
  recipe: Recipe;
  /** The model that the run starts from, whose tokenizer it has; `null` trains one of `vocabSize` tokens. */
  base: BaseReference | null;
  vocabSize: number;
  contextLength: number;
  seed: number;
  split: Split;
  truncationSide: TruncationSide;
  /** An existing folder. Gets `tokenizer.json`, `tokenizer_config.json` and `data/`, in the task's own format. */
  output: string;
}
