import { z } from 'zod';
import { ModelConfig } from '../../shared/domain/architectures/index.ts';
import { Column } from '../../shared/domain/columns.ts';
import { CutCell, WholeCell } from '../../shared/domain/datasets/cutCells.ts';
import { ImportProgress, ImportSummary, StepProgress, VersionSummary } from '../../shared/domain/datasets/dataset.ts';
import { TokenCounts, ValueCount, ViewCharts } from '../../shared/domain/datasets/datasetCharts.ts';
import { DatasetExportFormat, WrittenFile } from '../../shared/domain/datasets/datasetExport.ts';
import { DatasetStep } from '../../shared/domain/datasets/datasetStep.ts';
import { RowView, ViewPage } from '../../shared/domain/datasets/datasetView.ts';
import { DoctorReport, RowPreview } from '../../shared/domain/datasets/doctor.ts';
import { ImportDoubt, ImportOptions, ImportPreview } from '../../shared/domain/datasets/importOptions.ts';
import { DoubtfulEvent, LabelQuestion, NextEvent } from '../../shared/domain/datasets/labelling.ts';
import { RowMap } from '../../shared/domain/datasets/rowMap.ts';
import { Split, SplitPreview } from '../../shared/domain/datasets/split.ts';
import { EngineInfo } from '../../shared/domain/engines/engine.ts';
import { Execution } from '../../shared/domain/engines/execution.ts';
import { BaseReference } from '../../shared/domain/models/base.ts';
import { CompletionEvent, CompletionRequest } from '../../shared/domain/models/completion.ts';
import { Pooling } from '../../shared/domain/models/embedding.ts';
import { ExplainInput, Explanation } from '../../shared/domain/models/explanation.ts';
import { Tries } from '../../shared/domain/models/generation.ts';
import { HeldOutRow, MeasureEvent, MeasureReport, Measures, RivalName } from '../../shared/domain/models/measures.ts';
import { DataCurve } from '../../shared/domain/runs/dataCurve.ts';
import {
  BestEvaluation,
  Checkpoint,
  EndReason,
  Evaluation,
  Extension,
  Preparation,
  PreparedData,
  ResourceUsage,
  Sample,
  StepMetric,
} from '../../shared/domain/runs/run.ts';
import { Budget, TrainingSettings, TruncationSide } from '../../shared/domain/runs/training.ts';
import { PredictionEvent, PredictionInput, Recipe, TASK_KINDS } from '../../shared/domain/tasks/index.ts';
import { PromptLimit } from '../../shared/domain/tasks/promptRoom.ts';
import { RecipeFindings } from '../../shared/domain/tasks/recipeFindings.ts';
import { RecipeTokens } from '../../shared/domain/tasks/recipeTokens.ts';
import { call, stream } from '../../shared/ipc/rpc.ts';

/**
 * What the host asks of its worker processes, over the same typed calls as everything else (`shared/ipc`). Workers get
 * paths and messages, never `kindling.db` and never keys. Where a call names an output, the worker writes a temporary
 * name and renames it when it is whole.
 */
const none = z.object({});

/** A data set version's own SQLite file and the place of its search index, which need not be there. */
const VersionFiles = z.object({ file: z.string(), index: z.string() });

/** Rows of a data set version's file, with labels that were given since. */
const labelledFile = { ...LabelQuestion.omit({ id: true }).shape, file: z.string() };

/** Reads files into data set versions, each a SQLite file of its own, and reads those. */
export const dataContract = {
  data: {
    import: stream(
      z.object({
        files: z.array(z.string()).min(1),
        output: z.string(),
        options: ImportOptions,
        scratch: z.string(),
        /** Whether to end with a preview where something had to be guessed. */
        ask: z.boolean().optional(),
      }),
      z.discriminatedUnion('event', [
        ImportProgress,
        z.object({ event: z.literal('doubtful'), preview: ImportPreview }),
        z.object({ event: z.literal('done'), summary: ImportSummary, doubts: z.array(ImportDoubt) }),
      ]),
    ),
    /** The first rows that an import with these options would store. */
    preview: call(
      z.object({ files: z.array(z.string()).min(1), options: ImportOptions, scratch: z.string() }),
      ImportPreview,
    ),
    /** Makes the next version's file of a data set; `source` stays as it is. */
    derive: stream(
      z.object({ source: z.string(), output: z.string(), step: DatasetStep, values: z.string().optional() }),
      z.discriminatedUnion('event', [StepProgress, z.object({ event: z.literal('done'), summary: VersionSummary })]),
    ),
    /** Looks at all rows of a version for what spoils training; `output` gets what was found (see `main/db/doctorFile.ts`). */
    diagnose: stream(
      z.object({
        source: z.string(),
        output: z.string(),
        columns: z.array(Column),
        version: z.number().int().positive(),
      }),
      z.discriminatedUnion('event', [StepProgress, z.object({ event: z.literal('done'), report: DoctorReport })]),
    ),
    /** What a step would make of some rows. */
    previewStep: call(
      z.object({ source: z.string(), step: DatasetStep, rows: z.array(z.number().int().nonnegative()) }),
      z.array(RowPreview),
    ),
    /** Writes a view as a file for other programs. */
    export: stream(
      z.object({ files: VersionFiles, view: RowView, format: DatasetExportFormat, output: z.string() }),
      z.discriminatedUnion('event', [StepProgress, WrittenFile]),
    ),
    /** A page of a view. The rows of the views asked for last are remembered. */
    query: call(
      z.object({
        files: VersionFiles,
        view: RowView,
        page: z.object({
          offset: z.number().int().nonnegative(),
          limit: z.number().int().positive(),
          cellLength: z.number().int().positive().optional(),
        }),
      }),
      ViewPage,
    ),
    /** Some rows, by their numbers. */
    rowsAt: call(
      z.object({ files: VersionFiles, rows: z.array(z.number().int().nonnegative()) }),
      z.object({ rows: z.array(z.array(z.string())), cut: z.array(CutCell) }),
    ),
    cell: call(z.object({ files: VersionFiles, row: z.number().int().nonnegative(), column: z.string() }), WholeCell),
    charts: call(z.object({ files: VersionFiles, view: RowView }), ViewCharts),
    values: call(z.object({ files: VersionFiles, column: z.string() }), z.array(ValueCount)),
    /** Counts tokens under the tokenizer of a model's folder. */
    countTokens: stream(
      z.object({ files: VersionFiles, view: RowView, model: z.string() }),
      z.discriminatedUnion('event', [StepProgress, z.object({ event: z.literal('done'), counts: TokenCounts })]),
    ),
    /** See `main/workers/labels`. */
    nextToLabel: stream(
      z.object({ ...labelledFile, order: z.enum(['unsure', 'sure']), limit: z.number().int() }),
      NextEvent,
    ),
    doubtfulLabels: stream(z.object({ ...labelledFile, limit: z.number().int() }), DoubtfulEvent),
    /** Builds a version's search index. */
    index: stream(z.object({ file: z.string(), output: z.string() }), StepProgress),
    /** Closes the files of a folder. */
    release: call(z.object({ folder: z.string() }), none),
    /** Answers when the process is not at work. */
    ping: call(none, none),
  },
};

/** Trains the tokenizer on a data set and writes the token ids that training reads (see `main/tasks/textGeneration/corpusFormat.ts`). */
export const prepareContract = {
  prepare: {
    /** What a split would make of a data set. */
    previewSplit: call(
      z.object({ dataset: z.string(), recipe: Recipe, split: Split, seed: z.number().int() }),
      SplitPreview,
    ),
    /** What the rows are like for a recipe. */
    examine: call(z.object({ dataset: z.string(), recipe: Recipe, base: BaseReference.nullable() }), RecipeFindings),
    /** Examples as a model would see them. */
    previewTokens: call(
      z.object({
        dataset: z.string(),
        recipe: Recipe,
        /** The model that the run would start from, whose tokenizer it would have. */
        base: BaseReference.nullable(),
        vocabSize: z.number().int().positive(),
        contextLength: z.number().int().positive(),
        truncationSide: TruncationSide,
        rows: z.number().int().positive(),
        /** Folder of a run with the very tokenizer; `null` to train one on a part of the data. */
        tokenizerFrom: z.string().nullable(),
        /** Folder for what is on the disk meanwhile. */
        scratch: z.string(),
      }),
      RecipeTokens,
    ),
    /** Rows that were kept for validation, in random order, for a run that was prepared before they were kept (`heldOutFile.ts`). */
    heldOut: call(
      // With the model's folder: what a conversation gives hangs on its template.
      z.object({ dataset: z.string(), recipe: Recipe, seed: z.number().int(), split: Split, model: z.string() }),
      z.array(HeldOutRow),
    ),
    /** Trains a baseline of a run again and writes it as a model into the folder `output`. */
    keepRival: stream(
      z.object({
        dataset: z.string(),
        recipe: Recipe,
        seed: z.number().int(),
        split: Split,
        name: RivalName,
        output: z.string(),
      }),
      z.discriminatedUnion('event', [
        z.object({ event: z.literal('progress'), preparation: Preparation }),
        z.object({
          event: z.literal('done'),
          features: z.number().int().nonnegative(),
          parameters: z.number().int().positive(),
        }),
      ]),
    ),
    /** Trains the small model of a task on parts of a run's rows. */
    dataCurve: stream(
      z.object({ dataset: z.string(), recipe: Recipe, seed: z.number().int(), split: Split }),
      z.discriminatedUnion('event', [
        z.object({ event: z.literal('progress'), preparation: Preparation }),
        z.object({ event: z.literal('done'), ...DataCurve.pick({ heldOut: true, points: true }).shape }),
      ]),
    ),
    run: stream(
      z.object({
        dataset: z.string(),
        recipe: Recipe,
        /** The model that the run starts from, whose tokenizer it has. */
        base: BaseReference.nullable(),
        vocabSize: z.number().int().positive(),
        contextLength: z.number().int().positive(),
        seed: z.number().int(),
        split: Split,
        truncationSide: TruncationSide,
        /** Gets `tokenizer.json`, `tokenizer_config.json` and `data/`. */
        output: z.string(),
      }),
      z.discriminatedUnion('event', [
        z.object({ event: z.literal('progress'), preparation: Preparation }),
        z.object({ event: z.literal('done'), prepared: PreparedData }),
      ]),
    ),
  },
};

/** Of the validation split. */
const share = z.number().min(0).max(1);

export const TrainEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('engine'), engine: EngineInfo }),
  /** Goes on from the newest checkpoint of the run's folder; nothing after its step counts. */
  z.object({
    event: z.literal('resumed'),
    step: z.number().int().nonnegative(),
    best: BestEvaluation.nullable(),
    checkpoints: z.array(Checkpoint),
  }),
  /** Known before the first step: all of the model, or what is trained beside one that it started from. */
  z.object({ event: z.literal('tuning'), trainableParameters: z.number().int().positive() }),
  z.object({ event: z.literal('execution'), execution: Execution }),
  z.object({ event: z.literal('preparation'), preparation: Preparation }),
  z.object({ event: z.literal('step'), metric: StepMetric }),
  z.object({ event: z.literal('evaluation'), evaluation: Evaluation, share, best: BestEvaluation.nullable() }),
  z.object({ event: z.literal('sample'), sample: Sample }),
  /** A checkpoint is about to be written, and waits until all that was reported is stored (`train.stored`). */
  z.object({ event: z.literal('checkpointing'), step: z.number().int().nonnegative() }),
  z.object({ event: z.literal('resources'), resources: ResourceUsage }),
  /** Those that are there now. */
  z.object({ event: z.literal('checkpoints'), checkpoints: z.array(Checkpoint) }),
  z.object({ event: z.literal('paused'), step: z.number().int().nonnegative() }),
  z.object({ event: z.literal('saving') }),
  z.object({
    event: z.literal('done'),
    /** The model is saved in any case. */
    reason: EndReason,
    /** The step whose model was kept. */
    step: z.number().int().nonnegative(),
    /** On the whole validation split; `null` where it has no target. */
    validationLoss: z.number().nullable(),
    validationShare: share.nullable(),
    /** Of that model on the test split; `null` where there is none. */
    testLoss: z.number().nullable(),
    measures: MeasureReport.nullable(),
    tokensPerSecond: z.number(),
    weightsSha256: z.string(),
    /** Of body and head; a run of which only the body was known until then gets to know them. */
    parameters: z.number().int().positive().optional(),
  }),
]);
export type TrainEvent = z.infer<typeof TrainEvent>;

/** What a few steps of a run took that is yet to be started. */
export const TrialReport = z.object({
  readyMs: z.number().nonnegative(),
  stepMs: z.number().positive(),
  /** The most memory that the process had at any time. */
  peakRssBytes: z.number().positive(),
  execution: Execution,
});
export type TrialReport = z.infer<typeof TrialReport>;

/** Trains a prepared run, from its newest checkpoint on where there is one, and writes the model as a Hugging Face folder. */
export const trainContract = {
  train: {
    run: stream(
      z.object({
        /** A folder as left by `prepare.run`. */
        run: z.string(),
        config: ModelConfig,
        /** The model that it starts from; `null` starts from random weights. */
        base: BaseReference.nullable(),
        recipe: Recipe,
        settings: TrainingSettings,
        budget: Budget,
        extension: Extension.nullable(),
        /** The step to go on from; `null` is that of the newest checkpoint. */
        from: z.number().int().nonnegative().nullable(),
        /** It has trained before: it does not begin again where nothing is to go on from. */
        resumes: z.boolean(),
        samplePrompts: z.array(z.string()),
        /** As in `PreparedData`. */
        promptLimit: PromptLimit.nullable(),
        fidelityFields: z.array(z.string()).nullable(),
        /** Folder to create: config.json, model.safetensors, tokenizer files, reference logits. */
        output: z.string(),
      }),
      TrainEvent,
    ),
    /** Takes a few steps of a fresh model of a task on random tokens; in a process that does nothing else, so that its memory is theirs. */
    preflight: call(
      z.object({
        config: ModelConfig,
        settings: TrainingSettings,
        task: z.enum(TASK_KINDS),
        /** The model that it would start from. */
        base: BaseReference.nullable(),
      }),
      TrialReport,
    ),
    /**
     * Ends training after the step under way. After `stop`, `run` saves the model and ends with `done`; after `pause` it saves a checkpoint
     * and ends with `paused`.
     */
    end: call(z.object({ ending: z.enum(['stop', 'pause']) }), none),
    /** The answer to `checkpointing`: what was reported up to this step is on disk. */
    stored: call(z.object({ step: z.number().int().nonnegative() }), none),
  },
};

/** Rows, the most alike first. */
const Matches = z.array(z.object({ row: z.number().int().nonnegative(), score: z.number() }));

/** Uses models. Keeps the model used last in memory. */
export const inferContract = {
  infer: {
    engine: call(none, EngineInfo),
    /** Uses the model of a folder for its task. */
    predict: stream(z.object({ model: z.string(), input: PredictionInput }), PredictionEvent),
    /** Writes a text for a program; requests for one model are written together. */
    complete: stream(z.object({ model: z.string(), request: CompletionRequest }), CompletionEvent),
    /** Tokens of texts, with those that the model's tokenizer puts around them. */
    tokenize: call(
      z.object({ model: z.string(), texts: z.array(z.string()) }),
      z.array(z.array(z.number().int().nonnegative())),
    ),
    /** Vectors of texts: of an encoder, or of a model that writes. `tokens` are those of each text that counted. */
    embedTexts: call(
      z.object({ model: z.string(), texts: z.array(z.string()) }),
      z.object({
        dimensions: z.number().int().positive(),
        vectors: z.array(z.array(z.number())),
        tokens: z.array(z.number().int().nonnegative()),
      }),
    ),
    /** Tells which words moved what a model says of a text. */
    explain: call(z.object({ model: z.string(), input: ExplainInput }), Explanation),
    /** Uses a model for all rows of a data set version's file; `output` gets such a file with what it makes of each. In a process of its own. */
    predictTable: stream(
      z.object({ model: z.string(), dataset: z.string(), output: z.string() }),
      z.discriminatedUnion('event', [
        StepProgress,
        z.object({
          event: z.literal('done'),
          rows: z.number().int().nonnegative(),
          /** Those that came to the others, the last ones. */
          columns: z.array(z.string()),
          metrics: Measures,
          measured: z.number().int().nonnegative(),
        }),
      ]),
    ),
    /** Makes vectors of a column of a data set version's file; `output` gets them (see `infer/vectorFile.ts`), unless it is there already. */
    embed: stream(
      z.object({ model: z.string(), dataset: z.string(), column: z.string(), output: z.string() }),
      z.discriminatedUnion('event', [
        StepProgress,
        z.object({
          event: z.literal('done'),
          rows: z.number().int().nonnegative(),
          dimensions: z.number().int().positive(),
          pooling: Pooling,
          said: z.boolean(),
          mostTokens: z.number().int().positive(),
        }),
      ]),
    ),
    /** The rows whose vectors are most like that of a text. */
    find: call(
      z.object({ model: z.string(), vectors: z.string(), query: z.string(), top: z.number().int().positive() }),
      Matches,
    ),
    /** The rows that have most words in common with a text. */
    findWords: call(
      z.object({ dataset: z.string(), column: z.string(), query: z.string(), top: z.number().int().positive() }),
      Matches,
    ),
    /** A map of rows, by vectors of theirs or by the words that they share. In a process of its own. */
    mapRows: stream(
      z.object({
        dataset: z.string(),
        column: z.string(),
        vectors: z.string().nullable(),
        clusters: z.number().int(),
        colour: z.string().nullable(),
      }),
      z.discriminatedUnion('event', [
        StepProgress,
        z.object({ event: z.literal('done'), rows: z.number().int().nonnegative(), ...RowMap.shape }),
      ]),
    ),
    /** Measures a model on rows that it never trained on, and on the validation split where the run's folder still has it. */
    measure: stream(
      z.object({
        model: z.string(),
        rows: z.array(HeldOutRow),
        /** See `Measuring` of `main/ml/train/trainModel.ts`. */
        fields: z.array(z.string()).nullable(),
        texts: z.number().int().positive(),
        seed: z.number().int().nonnegative(),
        ...{ temperature: z.number().nonnegative(), maxTokens: z.number().int().positive().nullable() },
        /** See `MeasureJob` of `main/tasks/task.ts`. */
        mustContain: z.array(z.string()).nullable(),
        tries: Tries,
        /** Folder of the run with its prepared data; `null` where it is gone. */
        run: z.string().nullable(),
      }),
      MeasureEvent,
    ),
  },
};
