import type { FormatKind, FormatOptions } from '../../shared/domain/formats/index.ts';
import type { HeldOutRow, MeasureEvent, MeasureRecord } from '../../shared/domain/models/measures.ts';
import type { Receipt } from '../../shared/domain/models/receipt.ts';
import type { TrainedModel } from '../../shared/domain/models/trainedModel.ts';
import type { Run } from '../../shared/domain/runs/run.ts';
import type { TensorflowBinding } from '../engine/compiler/tensorflowBinding.ts';
import type { Head } from '../ml/train/task.ts';
import type { StoredModel } from './huggingface/modelFiles.ts';
import type { ModelHead } from './huggingface/openFolder.ts';
import type { Reference } from './reference.ts';

/** What a format is written from. */
export interface ModelSource {
  model: TrainedModel;
  /** `null` once the run has been deleted. */
  run: Run | null;
  /** The model's folder in the library: a Hugging Face folder, as training leaves it. */
  folder: string;
  /** What stands on the body of a network. */
  head(): Promise<Head>;
  /** Writes texts with a model that lies anywhere and measures them; not where there is no engine. */
  measure?(model: string, on: RowsToMeasure): AsyncIterable<MeasureEvent>;
}

/** Rows that a model was not trained on, and how texts are written for them. */
export type RowsToMeasure = Pick<MeasureRecord, 'fields' | 'seed' | 'temperature'> & {
  rows: readonly HeldOutRow[];
  /** Tokens after which a text is cut; `null`: those of the longest of the rows' own. */
  maxTokens: number | null;
};

export interface WriteProgress {
  done: number;
  total: number;
  /** What it is at where it does not write. */
  step?: 'measure';
}

/** What was written. */
export interface Outcome {
  /** Names, with folders where they lie in some. */
  files: readonly string[];
  receipt?: Receipt | null;
}

/** How far what was written is from the model. */
export interface Comparison {
  /** Largest difference of a logit, or of whatever number the format can be read back as; 0 is identical. */
  maxDifference: number;
  /** The largest one with which it counts as the same. */
  tolerance: number;
}

/** Computes models on the engine. */
export interface Differ {
  /** What stands on the body of the model: what is read back has its parameters. */
  readonly head: ModelHead;
  /** TensorFlow's library where it is installed and works, whichever engine computes; else `null`. */
  tensorflow(): Promise<TensorflowBinding | null>;
  /** The largest difference of a logit from the reference. */
  difference(model: StoredModel, reference: Reference): Promise<number>;
}

/** What `write` has left, and what it was asked for. */
export interface Written<K extends FormatKind> {
  folder: string;
  /** The model's folder in the library. */
  source: string;
  options: FormatOptions<K>;
}

/** How a format is written, in a process of its own; what everyone may know of it is in `shared/domain/formats`. */
export interface Format<K extends FormatKind> {
  /**
   * Writes a model into an empty folder, which gets its name later, and returns what it is. Errors of the file system may be
   * thrown as they are. The process is ended when nobody wants it any more: there is no signal to look at.
   */
  write(source: ModelSource, options: FormatOptions<K>, folder: string): AsyncGenerator<WriteProgress, Outcome>;
  /** In place of `compare`, where files say it all: neither reference nor engine is needed. */
  compareFiles?(written: Pick<Written<K>, 'folder' | 'source'>): Promise<Comparison>;
  /** Loads what was written from the disk again and compares it with what the trained model gave. */
  compare(written: Written<K>, reference: Reference, differ: Differ): Promise<Comparison>;
}
