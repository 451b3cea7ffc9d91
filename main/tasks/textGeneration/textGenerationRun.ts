import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { HeldOutRow } from '../../../shared/domain/models/measures.ts';
import type { TrainingSettings } from '../../../shared/domain/runs/training.ts';
import type { Tokenizer } from '../../ml/tokenizer/tokenizer.ts';
import type { Corpus } from './corpus.ts';

/** What a model learns to write from, and how it is watched. */
export interface TextGenerationRun {
  config: ModelConfig;
  settings: TrainingSettings;
  train: Corpus;
  validation: Corpus;
  /** `null` where there is none. */
  test: Corpus | null;
  tokenizer: Tokenizer;
  /** Continued at every evaluation, to show how the model comes on, where there are no rows to measure on. */
  samplePrompts: readonly string[];
  /** Tokens that prompts are cut to from the left, as in the corpus; `null` leaves them as they are. */
  promptLimit: number | null;
  /** What the model's own task is measured on; `null` measures nothing but the loss. */
  measuring: Measuring | null;
}

export interface Measuring {
  /** Rows kept for validation, in random order. */
  rows: readonly HeldOutRow[];
  /** Input columns that count for field fidelity; `null` takes the one that is like a name. */
  fields: readonly string[] | null;
  /** Input columns whose values a text has to contain: it is written again, in the end, until it does. */
  wanted?: readonly string[];
}
