import type { ModelConfig } from '../../shared/domain/architectures/index.ts';
import type { Split } from '../../shared/domain/datasets/split.ts';
import type { BaseReference } from '../../shared/domain/models/base.ts';
import type { CompletionEvent, CompletionRequest } from '../../shared/domain/models/completion.ts';
import type { ExplainInput, Explanation } from '../../shared/domain/models/explanation.ts';
import type { HeldOutRow, MeasureEvent, Measures, RivalName } from '../../shared/domain/models/measures.ts';
import type { ThereCheck, WrittenHere } from '../../shared/domain/models/there.ts';
import type { CurvePoint } from '../../shared/domain/runs/dataCurve.ts';
import type { Preparation, PreparedData } from '../../shared/domain/runs/run.ts';
import type { Budget, TrainingSettings } from '../../shared/domain/runs/training.ts';
import type { EventOf, InputOf, Recipe, TaskKind } from '../../shared/domain/tasks/index.ts';
import type { Cell, GivenRow } from '../../shared/domain/tasks/task.ts';
import type { AppError } from '../../shared/errors/errors.ts';
import type { ProgramMaker } from '../ml/program/program.ts';
import type { Head, TrainingTask } from '../ml/train/task.ts';
import type { Ending, TrainedModel, TrainingEvent } from '../ml/train/training.ts';
import type { PrepareRequest } from './prepare/prepareRequest.ts';

/** A run that was prepared. */
export interface PreparedRun {
  /** With the tokenizer, and `data/` as the task's preparation left it. */
  folder: string;
  recipe: Recipe;
  config: ModelConfig;
  settings: TrainingSettings;
  /** Texts that are continued at every evaluation where there are no rows to measure on. */
  samplePrompts: readonly string[];
  /** As in `PreparedData`. */
  promptLimit: number | null;
  /** Columns that count for field fidelity; `null` takes the one that is like a name. */
  fidelityFields: readonly string[] | null;
  /** The model that it starts from, where it does. */
  base?: BaseReference | null;
  /** The folder that the model will have, and has where it is trained longer. */
  model?: string;
}

/** What a head is fitted with, where the body stays as it is. */
export interface FitRequest {
  /** Of the base, by Hugging Face's names: fresh memory, which is the caller's. */
  read(name: string): Promise<Float32Array>;
  budget: Budget;
  /** In fp32. */
  makeProgram: ProgramMaker;
  /** Asked along the way. */
  ending(): Ending | null;
}

/** A run's task, and what it leaves beside weights and tokenizer. */
export interface RunTask extends TrainingTask {
  /** Content of JSON files of the model's folder by their names, `config.json` among them. */
  readonly files: Readonly<Record<string, object>>;
  /** Folders of the run that are copied into the model's folder, by the name that they have there. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Where nothing of the body is trained: in place of training. There are no checkpoints: what is broken off begins again. */
  fit?(request: FitRequest): AsyncGenerator<TrainingEvent, TrainedModel, undefined>;
}

/** What a model is measured on, and how. */
export interface MeasureJob {
  rows: readonly HeldOutRow[];
  /** Input columns that count for field fidelity; `null` takes the one that is like a name. */
  fields: readonly string[] | null;
  /** Texts to write. */
  texts: number;
  seed: number;
  temperature: number;
  /** Tokens after which a text is cut; `null`: those of the longest of the rows' own texts. */
  maxTokens: number | null;
  /** Columns whose values a text has to contain; those that the recipe says where it is `null`. */
  mustContain: readonly string[] | null;
  /** Texts for a row at most, until one has them. */
  tries: number;
  /** Folder of the run with its prepared data; `null` where it is gone. */
  run: string | null;
  /** Folder whose recipe says how prompts are cut, where the model's own file holds none. */
  recipeOf?: string;
}

export type { MeasureEvent };

/** Holds what a model says of rows against what they have themselves. */
export interface RowMeter<K extends TaskKind = TaskKind> {
  /** @param cells of a row, in the order of the table's columns */
  take(cells: readonly string[], event: EventOf<K>): void;
  /** `measured` counts the rows that have an answer of their own. */
  measure(): { metrics: Measures; measured: number };
}

/** A model in the engine. Several predictions may go on at once. */
export interface OpenModel<K extends TaskKind = TaskKind> {
  /** About how much memory it takes, where that is not twice its file. */
  readonly bytes?: number;
  /** @throws AppError what the input is refused for; the signal's reason once it has fired, or an event that says so */
  predict(input: InputOf<K>, signal: AbortSignal): AsyncIterable<EventOf<K>>;
  /** For a table with these columns; `null` where the column with the answers is not among them. Without it, rows are not measured. */
  rowMeter?(columns: readonly string[]): Promise<RowMeter<K> | null>;
  /** Tells which words moved what it says of a text; without it, it cannot. @throws AppError `label_unknown` */
  explain?(input: ExplainInput, signal: AbortSignal): Promise<Explanation>;
  /**
   * Writes a text for a program; without it, it writes none.
   *
   * @throws AppError what the request is refused for; the signal's reason once it has fired
   */
  complete?(request: CompletionRequest, signal: AbortSignal): AsyncIterable<CompletionEvent>;
  /** Tokens of a text, with those that its tokenizer puts around it. */
  tokenize?(text: string): number[];
  /** Measures it anew. */
  measure(job: MeasureJob, signal: AbortSignal): AsyncIterable<MeasureEvent>;
  dispose(): void;
}

export interface ExamineRequest {
  /** The data set version's file. */
  dataset: string;
  recipe: Recipe;
  /** The model that the run would start from. */
  base?: BaseReference | null;
}

/** What a data set is like for a recipe. */
export interface Examined {
  /** What preparing would throw; `null` where nothing stands in its way. */
  refusal: AppError | null;
  /** What may be meant otherwise, and what is left out. */
  warnings: readonly AppError[];
  /** Input columns whose values a text has to contain unless told otherwise. */
  mustContain?: readonly string[];
}

/** A cheap model of a run that is to be kept as a model of its own. */
export interface KeepRequest {
  /** The data set version's file. */
  dataset: string;
  recipe: Recipe;
  seed: number;
  split: Split;
  name: RivalName;
  /** The model's folder, which is made. */
  output: string;
}

/** What parts of a run's rows would teach. */
export type CurveRequest = Omit<KeepRequest, 'name' | 'output'>;

export interface KeptRival {
  /** Pieces of texts that it knows. */
  features: number;
  /** Numbers that it has learned. */
  parameters: number;
}

/** A file for programs of others, and the library's folder of the model that it was written from. */
export interface ExportedFile {
  file: string;
  source: string;
}

/** Holds a file against what a program of others writes with it. */
export interface Elsewhere {
  /**
   * Goes on with some prompts, with the file's own weights.
   *
   * @throws AppError what loading it throws
   */
  write(exported: ExportedFile, makeProgram: ProgramMaker): AsyncIterable<HereEvent>;
  /** The task's figures of texts for rows that the model was measured on (see `WrittenHere.row`); none where nothing is given to it. */
  measure(
    source: string,
    rows: readonly number[],
    texts: { here: string[]; there: string[] },
  ): Promise<ThereCheck['metrics']>;
}
export type HereEvent =
  | { event: 'progress'; done: number; total: number }
  | { event: 'done'; written: WrittenHere[]; contextLength: number };

/** What workers do for one task. */
export interface MainTask<K extends TaskKind = TaskKind> {
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
  /** Looks at the rows before anything is prepared; without it, there is nothing to say of them. @throws AppError `column_unknown` */
  examine?(request: ExamineRequest, signal: AbortSignal): Promise<Examined>;
  /**
   * What a row gives to a model that was trained by a recipe, where that hangs on the model's own files; without it, or where it does not, the recipe
   * says it.
   *
   * @param model the model's folder
   * @throws AppError `base_missing`, `base_not_same`; `model_invalid` with the file and the problem
   */
  given?(recipe: Recipe, model: string): Promise<((cell: Cell) => GivenRow | null) | undefined>;
  /**
   * Trains a cheap model of a run again and writes it as a model, which `open` opens; without it, none of the task's can be kept.
   *
   * @throws AppError as `prepare`; the signal's reason once it has fired
   */
  keepRival?(request: KeepRequest, signal: AbortSignal, send: (preparation: Preparation) => void): Promise<KeptRival>;
  /**
   * Trains the task's small model on parts of a run's rows; without it, it has none.
   *
   * @throws AppError as `prepare`, `curve_too_few`; the signal's reason once it has fired
   */
  dataCurve?(
    request: CurveRequest,
    signal: AbortSignal,
    send: (preparation: Preparation) => void,
  ): Promise<{ heldOut: number; points: CurvePoint[] }>;
  /**
   * Reads what a run trains with.
   *
   * @throws AppError `run_data_damaged` with the file and the problem
   */
  training(run: PreparedRun): Promise<RunTask>;
  /** The head that a trial takes its steps with, before there is anything to train on. */
  readonly trialHead: Head;
  /**
   * The head of the model in a Hugging Face folder.
   *
   * @throws AppError `file_not_regular`, `model_invalid` with the file and the problem
   */
  head(folder: string): Promise<Head>;
  /**
   * Loads the model of a Hugging Face folder.
   *
   * @param makeProgram the engine's way to run it, in fp32: it computes what any other program that loads the folder does
   * @throws AppError `file_not_regular`, `model_too_large`; `model_invalid` with the file and the problem
   */
  open(folder: string, makeProgram: ProgramMaker): Promise<OpenModel<K>>;
  /** Where programs of others write texts with what is exported; without it, none does. */
  readonly elsewhere?: Elsewhere;
}
