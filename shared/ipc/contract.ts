import { z } from 'zod';
import { SizeName } from '../domain/architectures/sizes.ts';
import { CutCell, MOST_OF_CELL, WholeCell } from '../domain/datasets/cutCells.ts';
import {
  Dataset,
  DatasetVersion,
  ImportProgress,
  Rejection,
  RowPage,
  StepProgress,
} from '../domain/datasets/dataset.ts';
import { TokenCounts, ValueCount, ViewCharts } from '../domain/datasets/datasetCharts.ts';
import { DatasetExportEvent, DatasetExportFormat } from '../domain/datasets/datasetExport.ts';
import { DatasetHistory } from '../domain/datasets/datasetHistory.ts';
import { DatasetStep } from '../domain/datasets/datasetStep.ts';
import { RowView, SearchIndexState, ViewPage } from '../domain/datasets/datasetView.ts';
import { DoctorReport, FindingKind, FindingRow, PersonalSpan, RowPreview } from '../domain/datasets/doctor.ts';
import { ImportDoubt, ImportOptions, ImportPreview } from '../domain/datasets/importOptions.ts';
import { MapEvent } from '../domain/datasets/rowMap.ts';
import { Split, SplitPreview } from '../domain/datasets/split.ts';
import { EngineInstallState, EngineStatus } from '../domain/engines/engine.ts';
import { GivenOptions } from '../domain/formats/format.ts';
import type { FormatKind } from '../domain/formats/index.ts';
import { LANGUAGES } from '../domain/language.ts';
import { BaseModel, FoundModel } from '../domain/models/base.ts';
import { ExplainInput, Explanation } from '../domain/models/explanation.ts';
import { GenerationSettings, HistoryEntry, Tries } from '../domain/models/generation.ts';
import { HubUrl } from '../domain/models/hub.ts';
import { FINAL_TEXTS, MeasureEvent, MeasureRecord, MOST_TEXTS } from '../domain/models/measures.ts';
import { ExportEvent } from '../domain/models/modelExport.ts';
import { OllamaEvent, OllamaName } from '../domain/models/ollama.ts';
import { ThereEvent } from '../domain/models/there.ts';
import { TrainedModel } from '../domain/models/trainedModel.ts';
import { Chart, MetricsPage } from '../domain/runs/chart.ts';
import { Preflight } from '../domain/runs/preflight.ts';
import { Run, RunEvent, Sample } from '../domain/runs/run.ts';
import { MOST_COMPARED, RunCurve } from '../domain/runs/runCurve.ts';
import { Budget, GivenSettings } from '../domain/runs/training.ts';
import { Recovery, Removed, StorageProblem, StoredKind, TakenUp, TrashItem } from '../domain/storage.ts';
import { PredictionEvent, PredictionInput, Recipe, RecipeRequest, TASK_KINDS } from '../domain/tasks/index.ts';
import { RecipeFindings } from '../domain/tasks/recipeFindings.ts';
import { RecipeTokens } from '../domain/tasks/recipeTokens.ts';
import { SampleName } from '../domain/tasks/sampleTask.ts';
import { ShownExample } from '../domain/tasks/task.ts';
import { ModelThresholds, Thresholds } from '../domain/tasks/thresholds.ts';
import { CurveEvent, KeepBaseline, KeepEvent } from './baselines.ts';
import { hubMethods } from './hubMethods.ts';
import { labellingMethods } from './labelling.ts';
import { FileReference, ModelReference, PlayableModel } from './references.ts';
import { call, stream } from './rpc.ts';
import { EmbedEvent, EmbedRequest, MapRequest, SearchEvent, SearchRequest } from './searches.ts';
import { serverMethods } from './serverMethods.ts';
import { TableEvent, TableRequest } from './tables.ts';
import { JoinEvent, JoinWords, ModelWords } from './words.ts';

/** The host looks it up among the formats: with these come words and programs, which the first paint has no use for. */
const formatKind = z.string() as unknown as z.ZodType<FormatKind, FormatKind>;

const none = z.object({});
const byId = z.object({ id: z.string().min(1).max(100) });
/** For good where that is asked for; else into the trash, from which it can be restored. */
const removal = { forGood: z.boolean().optional() };
const name = z.string().trim().min(1).max(200);
const step = z.number().int().nonnegative();
const page = z.object({
  id: z.string(),
  offset: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(1000),
});

/** UTF-16 units of a cell in an answer: `MOST_SHOWN` unless told, and fewer where the whole would be too large. */
const cellLength = z.number().int().min(16).max(MOST_OF_CELL).optional();

export {
  CurveEvent,
  EmbedEvent,
  EmbedRequest,
  FileReference,
  JoinEvent,
  JoinWords,
  KeepBaseline,
  KeepEvent,
  ModelReference,
  PlayableModel,
  SearchEvent,
  SearchRequest,
  TableEvent,
  TableRequest,
};

export const HostInfo = z.object({
  version: z.string(),
  platform: z.string(),
  shell: z.enum(['electron', 'headless', 'cli']),
  home: z.string(),
  /** Whether `files.pick…` can open a native dialog; without one, files are uploaded. */
  canPickFiles: z.boolean(),
  cores: z.number().int(),
  memoryBytes: z.number(),
  /** Whether a model was ever exported from this home. */
  exported: z.boolean(),
});
export type HostInfo = z.infer<typeof HostInfo>;

export const UserSettings = z.object({
  language: z.enum(['system', ...LANGUAGES]),
  theme: z.enum(['system', 'light', 'dark']),
  /** Whether the system tells when a run has ended. A browser needs its own permission besides. */
  notifications: z.boolean(),
  /** Where models are looked for and downloaded from. */
  hubUrl: HubUrl,
});
export type UserSettings = z.infer<typeof UserSettings>;

/** What changed, so that a window knows what to ask for again. */
export const HostEvent = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('changed'),
    what: z.enum(['datasets', 'runs', 'models', 'bases', 'history', 'settings', 'storage', 'server']),
  }),
  z.object({ event: z.literal('engine'), status: EngineStatus }),
  /** How far the run is that trains: at most once a second, for whoever does not watch the run itself. */
  z.object({
    event: z.literal('progress'),
    runId: z.string(),
    /** Of the budget, or of the texts that a frozen body reads: from 0 to 1. */
    share: z.number().min(0).max(1),
    remainingMs: z.number().nonnegative().nullable(),
  }),
  /** Training came to an end, or cannot go on by itself: what a notification is about. */
  z.object({ event: z.literal('run_ended'), run: Run }),
]);
export type HostEvent = z.infer<typeof HostEvent>;

export const PickedFile = z.object({ token: z.string(), name: z.string(), bytes: z.number().int().nonnegative() });
export type PickedFile = z.infer<typeof PickedFile>;

export const ImportEvent = z.discriminatedUnion('event', [
  ImportProgress,
  /** Something was guessed, and `ask` was said: nothing is stored. */
  z.object({ event: z.literal('doubtful'), preview: ImportPreview }),
  z.object({ event: z.literal('done'), dataset: Dataset, doubts: z.array(ImportDoubt) }),
]);
export type ImportEvent = z.infer<typeof ImportEvent>;

export const ImportRequest = z.object({
  /** Several files are texts that become one data set. */
  file: z.union([FileReference, z.array(FileReference).min(1).max(10_000)]),
  name: name.optional(),
  options: ImportOptions.optional(),
  /** Whether to end with a preview instead of a data set where something had to be guessed. */
  ask: z.boolean().optional(),
});
export type ImportRequest = z.infer<typeof ImportRequest>;

export const ChangeEvent = z.discriminatedUnion('event', [
  StepProgress,
  z.object({ event: z.literal('done'), dataset: Dataset }),
]);
export type ChangeEvent = z.infer<typeof ChangeEvent>;

export const DoctorEvent = z.discriminatedUnion('event', [
  StepProgress,
  z.object({ event: z.literal('done'), report: DoctorReport }),
]);
export type DoctorEvent = z.infer<typeof DoctorEvent>;
export const CountEvent = z.discriminatedUnion('event', [
  StepProgress,
  z.object({ event: z.literal('done'), counts: TokenCounts }),
]);
export type CountEvent = z.infer<typeof CountEvent>;

export const StartRun = z.object({
  datasetId: z.string(),
  recipe: RecipeRequest,
  size: SizeName,
  /** The model to start from, by its id among `bases`; random weights of the size where it is left out. */
  base: z.string().optional(),
  budget: Budget,
  /** What is left out takes the default of the size, or of a run on top of a model. */
  settings: GivenSettings.partial(),
  name: name.optional(),
  split: Split.optional(),
  /** Input columns that count for field fidelity; the one that is like a name where they are left out. */
  fidelityFields: z.array(z.string()).min(1).optional(),
});
export type StartRun = z.infer<typeof StartRun>;

/** What is told while a model to start from is looked at: bytes of its files. */
export const BaseEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), done: z.number(), total: z.number() }),
  z.object({ event: z.literal('done'), base: BaseModel }),
]);
export type BaseEvent = z.infer<typeof BaseEvent>;

/** `found` is one of `bases.found`, by its path. */
export const BaseToAdd = z.union([FileReference, z.object({ kind: z.literal('found'), path: z.string() })]);
export type BaseToAdd = z.infer<typeof BaseToAdd>;

export const EvaluateRequest = byId.extend({
  texts: z.number().int().min(1).max(MOST_TEXTS).default(FINAL_TEXTS),
  /** A new one where it is left out. */
  seed: GivenSettings.shape.seed.optional(),
  /** Input columns that count for field fidelity; the one that is like a name where they are left out. */
  fields: z.array(z.string()).min(1).optional(),
  temperature: GenerationSettings.shape.temperature.optional(),
  /** Left out: as many as the longest of the held-out rows' own texts. */
  maxTokens: GenerationSettings.shape.max_tokens.optional(),
  /** As of `TextInput`. */
  ...{ mustContain: z.array(z.string()).optional(), tries: Tries.optional() },
});
export type EvaluateRequest = z.infer<typeof EvaluateRequest>;

export const PreflightRequest = StartRun.pick({ size: true, base: true, settings: true }).extend({
  datasetId: z.string().optional(),
  /** What for; writing texts where it is left out. */
  task: z.enum(TASK_KINDS).optional(),
});
export type PreflightRequest = z.infer<typeof PreflightRequest>;

export const ExamineRequest = StartRun.pick({ datasetId: true, recipe: true, base: true });
export type ExamineRequest = z.infer<typeof ExamineRequest>;

export const SplitPreviewRequest = StartRun.pick({ datasetId: true, recipe: true }).extend({
  split: Split,
  seed: GivenSettings.shape.seed,
});
export type SplitPreviewRequest = z.infer<typeof SplitPreviewRequest>;

export const TokensRequest = StartRun.pick({
  datasetId: true,
  recipe: true,
  size: true,
  base: true,
  settings: true,
  split: true,
}).extend({
  rows: z.number().int().min(1).max(20),
});
export type TokensRequest = z.infer<typeof TokensRequest>;

/** The only list of what the studio can do. Host, windows, command line and tests are typed from it. */
export const contract = {
  host: {
    info: call(none, HostInfo),
    /**
     * An address that opens the studio in a browser once; `null` where it is not served to browsers. With `revoke`, every page that
     * has been opened so far needs such an address again.
     */
    openAddress: call(z.object({ revoke: z.boolean().default(false) }), z.object({ url: z.string().nullable() })),
    watch: stream(none, HostEvent),
  },
  settings: {
    get: call(none, UserSettings),
    set: call(UserSettings.partial(), UserSettings),
  },
  files: {
    /** Native dialog, for a table unless something else is asked for; `null` when the user cancels. */
    pickFile: call(z.object({ what: z.enum(['table', 'model']).optional() }), PickedFile.nullable()),
    pickFolder: call(none, z.object({ token: z.string(), name: z.string() }).nullable()),
    /** Removes uploads and pasted texts that are not needed any more. The user's own files stay. An import that succeeds does it itself. */
    discard: call(z.object({ files: z.array(FileReference).max(10_000) }), none),
    /** Makes a file of a text that was pasted. */
    addText: call(z.object({ text: z.string().min(1).max(4_000_000) }), PickedFile),
  },
  engine: {
    status: call(none, EngineStatus),
    /** Installs the native engine; the consent is the call. Ends when it works or fails. */
    install: stream(z.object({ consent: z.literal(true) }), EngineInstallState),
    cancelInstall: call(none, none),
  },
  datasets: {
    list: call(none, z.array(Dataset)),
    get: call(byId, Dataset),
    import: stream(ImportRequest, ImportEvent),
    /** What a file would become: its first rows, and what was detected where the options leave it open. */
    preview: call(ImportRequest.omit({ name: true, ask: true }), ImportPreview),
    /** One of the tables that come with the studio; the products where none is named. */
    importSample: stream(z.object({ sample: SampleName.optional() }), ImportEvent),
    /** Rows as they lie. */
    rows: call(page.extend({ cellLength }), RowPage),
    /** The whole text of a cell of which an answer has the beginning. */
    cell: call(
      byId.extend({ version: z.number().int().positive().optional(), row: step, column: z.string() }),
      WholeCell,
    ),
    /** A page of a view. `version` is the current one unless another is asked for. */
    query: call(page.extend({ view: RowView, version: z.number().int().positive().optional(), cellLength }), ViewPage),
    /** Lengths and frequent values of the rows of a view. */
    charts: call(byId.extend({ view: RowView }), ViewCharts),
    /** The values of a column of few, to choose from: the most frequent first. */
    values: call(byId.extend({ column: z.string() }), z.array(ValueCount)),
    /** Counts the tokens of a view's rows under a model's tokenizer. */
    countTokens: stream(byId.extend({ view: RowView, model: ModelReference }), CountEvent),
    /** How far the search index of the current version is; it is built once somebody watches. */
    searchIndex: stream(byId, SearchIndexState),
    rejections: call(page, z.object({ total: z.number().int(), rejections: z.array(Rejection) })),
    rename: call(byId.extend({ name }), Dataset),
    /** Refused with `dataset_in_use` while a run has yet to read it. */
    remove: call(byId.extend(removal), Removed),
    /** How many of a recipe's documents each split would get, before a run is started with it. */
    splitPreview: call(SplitPreviewRequest, SplitPreview),
    /** Oldest first; the data set itself says which is the current one. */
    versions: call(byId, z.array(DatasetVersion)),
    /** Makes a version by a step from the current one, which becomes the current one. */
    change: stream(byId.extend({ step: DatasetStep }), ChangeEvent),
    /** Goes back, or forth, to a version. Nothing is lost by it. */
    setVersion: call(byId.extend({ version: z.number().int().positive() }), Dataset),
    /** Looks at the current version for what spoils training, unless there is a report already. `size` is what it is to train. */
    doctor: stream(byId.extend({ size: SizeName.optional(), again: z.boolean().optional() }), DoctorEvent),
    /** The current version's report, `null` where there is none yet. */
    doctorReport: call(byId.extend({ size: SizeName.optional() }), DoctorReport.nullable()),
    /** Says that a finding of the report is to stay as it is, or takes that back. */
    acceptFinding: call(byId.extend({ kind: FindingKind, accepted: z.boolean() }), none),
    /** All rows of a finding of the report, ascending. */
    findingRows: call(
      page.extend({ kind: FindingKind }),
      z.object({
        ...{ total: z.number().int(), rows: z.array(FindingRow), spans: z.array(PersonalSpan) },
        cut: z.array(CutCell),
      }),
    ),
    /** All personal data of the report, in the order of rows and cells. */
    personalSpans: call(page, z.object({ total: z.number().int(), spans: z.array(PersonalSpan) })),
    /** What a step would make of some rows. */
    previewStep: call(
      byId.extend({ step: DatasetStep, rows: z.array(z.number().int().nonnegative()).max(50) }),
      z.array(RowPreview),
    ),
    history: call(byId, DatasetHistory),
    /** Takes the last edit back, or goes to the version before. */
    undo: stream(byId, ChangeEvent),
    redo: stream(byId, ChangeEvent),
    /** Removes a version that is not the current one and that no run has used. */
    removeVersion: call(byId.extend({ version: z.number().int().positive() }), none),
    /** Writes the rows of a view (all where none is given) to `target`, or to a new file of the home's `exports`. */
    export: stream(
      byId.extend({ format: DatasetExportFormat, view: RowView.optional(), target: FileReference.optional() }),
      DatasetExportEvent,
    ),
  },
  recipes: {
    /** What the rows are like for a recipe: what a training would be refused for, and what should be known before it. */
    examine: call(ExamineRequest, RecipeFindings),
    /** What a model would see of the first rows, token for token; by a tokenizer of a part of the data, unless a run has made the very one. */
    tokens: call(TokensRequest, RecipeTokens),
    /** Checks a recipe against a data set and shows what the model will see for the first rows. */
    preview: call(
      z.object({ datasetId: z.string(), recipe: RecipeRequest, rows: z.number().int().min(1).max(20) }),
      z.object({ recipe: Recipe, examples: z.array(ShownExample) }),
    ),
  },
  runs: {
    list: call(none, z.array(Run)),
    get: call(byId, Run),
    /** What a run would take: a few of its steps are tried, unless a run is going. One run is tried at a time, the one asked for last. */
    preflight: call(PreflightRequest, Preflight),
    /** Refuses what cannot fit, with `run_does_not_fit` or `nothing_fits`. */
    start: call(StartRun, Run),
    /** The whole history after `fromStep`, or for `null` the newest step and evaluation; then what happens, until the run has ended. */
    watch: stream(byId.extend({ fromStep: step.nullable() }), RunEvent),
    /** Curves to lay over one another, in the order of `ids`. */
    curves: call(z.object({ ids: z.array(byId.shape.id).min(1).max(MOST_COMPARED) }), z.array(RunCurve)),
    /** Some points of all that was reported from one step to another, again when they have changed, until the run has ended. */
    chart: stream(byId.extend({ from: step.optional(), to: step.optional() }), Chart),
    /** The texts that the model wrote at a step. */
    samplesAt: call(byId.extend({ step }), z.array(Sample)),
    /** Every figure of the steps after `after` (-1 begins before step 0), page by page. */
    metrics: call(
      byId.extend({ after: z.number().int().min(-1), limit: z.number().int().min(1).max(5000) }),
      MetricsPage,
    ),
    /** Ends training and keeps the model as trained so far. */
    stop: call(byId, none),
    /** Writes a checkpoint and ends the process; `resume` goes on from it. */
    pause: call(byId, none),
    /** Puts a run that can go on at the end of the queue; it goes on from its last checkpoint, or from that of `fromStep`. */
    resume: call(
      byId.extend({ learning_rate: GivenSettings.shape.learning_rate.optional(), fromStep: step.optional() }),
      Run,
    ),
    /** Starts a new run with all that this one was started with, on the same version of the data. The first one stays as it is. */
    again: call(byId, Run),
    /** The same with a longer budget, for runs that were done, too: `add` is what comes on top of what was trained. */
    extend: call(byId.extend({ add: Budget }), Run),
    /** Trains a baseline of the run again, on the same rows, and keeps it as a model of its own; one that was kept before stays as it is. */
    keepBaseline: stream(KeepBaseline, KeepEvent),
    /** How good the small model of the run's task gets by the number of its rows: trains it on parts of them. */
    dataCurve: stream(byId, CurveEvent),
    /** Puts a waiting run before another one, or at the end of the queue. */
    move: call(byId.extend({ before: z.string().nullable() }), none),
    rename: call(byId.extend({ name }), Run),
    setTags: call(byId.extend({ tags: z.array(z.string().trim().min(1).max(40)).max(20) }), Run),
    remove: call(byId.extend(removal), Removed),
  },
  models: {
    list: call(none, z.array(TrainedModel)),
    get: call(byId, TrainedModel),
    rename: call(byId.extend({ name }), TrainedModel),
    remove: call(byId.extend(removal), Removed),
    /** Measures the model at its own task, on rows that it never trained on, and keeps the figures and texts. */
    evaluate: stream(EvaluateRequest, MeasureEvent),
    /** The newest measurement and its texts; `null` where there is none. */
    measurement: call(byId, MeasureRecord.nullable()),
    /** From which probability on each of its labels is told. Refused with `model_other_task` where labels are not decided one by one. */
    thresholds: call(byId, ModelThresholds),
    /** Chooses them in place of those of before; a label that is left out has the usual one. Refused with `label_unknown`. */
    setThresholds: call(byId.extend({ thresholds: Thresholds }), ModelThresholds),
    /** Whether a classifier predicts together with words and a straight line. Refused with `model_other_task` where it cannot. */
    words: call(byId, ModelWords),
    /** Lets it do so from now on, or not: what predicts with it follows. Refused with `dataset_missing` where they cannot be learned any more. */
    joinWords: stream(JoinWords, JoinEvent),
    /**
     * Writes the model to `target`, or to a new folder of the home's `exports` where none is given. Options of the format that are left out
     * have their defaults. Refused with `format_does_not_fit` where the format cannot hold the model.
     */
    export: stream(
      byId.extend({
        format: formatKind,
        options: GivenOptions.optional(),
        target: FileReference.optional(),
      }),
      ExportEvent,
    ),
    /** Exports the model as GGUF and makes it a model of the Ollama of this computer (`OLLAMA_HOST`, else the usual port). A known name: `ollama_name_taken`. */
    makeInOllama: stream(byId.extend({ options: GivenOptions.optional(), name: OllamaName.optional() }), OllamaEvent),
    /** Whether a server of llama.cpp is there (`KINDLING_LLAMA_SERVER`, the path, Homebrew's folder); none is started. */
    llamaCpp: call(none, z.object({ found: z.boolean() })),
    /** Has it write with what `export` of this host wrote to `path` (else `export_unknown`), and notes in the card how its texts compare. */
    checkThere: stream(byId.extend({ path: z.string() }), ThereEvent),
  },
  /** Models that others have trained and that runs may begin with. They are used where they lie. */
  bases: {
    list: call(none, z.array(BaseModel)),
    get: call(byId, BaseModel),
    /** Those of other programs on this computer that were not added yet. */
    found: call(none, z.array(FoundModel)),
    /** Looks at a Hugging Face folder or a `.gguf`, and lists it. What is at a path that is listed is looked at again. */
    add: stream(z.object({ source: BaseToAdd, name: name.optional() }), BaseEvent),
    rename: call(byId.extend({ name }), BaseModel),
    /** Forgets it; its files stay where they are. Runs and models that were trained on top of it stay as they are. */
    remove: call(byId, none),
  },
  hub: hubMethods,
  playground: {
    /** Uses a model for what it was trained for: writes a text, tells a label. */
    predict: stream(z.object({ model: PlayableModel, input: PredictionInput }), PredictionEvent),
    /** Tells which words moved what a model says of a text: of models that tell labels or numbers. */
    explain: call(z.object({ model: PlayableModel, input: ExplainInput }), Explanation),
    /** Uses a model for all rows of a table, and writes them with what it makes of each. */
    predictTable: stream(TableRequest, TableEvent),
    history: call(z.object({ modelId: z.string().optional() }), z.array(HistoryEntry)),
    removeHistory: call(byId.extend(removal), Removed),
    /** Removes the entries of one model, or all. */
    clearHistory: call(z.object({ modelId: z.string().optional(), ...removal }), Removed),
  },
  search: {
    /** Makes vectors of a column's cells with a model, and writes them as a file. */
    embed: stream(EmbedRequest, EmbedEvent),
    /** The rows of a data set whose texts are most like a text. Vectors of the rows are made once for each version, model and column. */
    find: stream(SearchRequest, SearchEvent),
    /** Lays rows out so that those that are alike lie together, sorts them into clusters, and finds near-duplicates among them. */
    map: stream(MapRequest, MapEvent),
  },
  labelling: labellingMethods,
  server: serverMethods,
  trash: {
    /** Newest first. */
    list: call(none, z.array(TrashItem)),
    restore: call(byId, none),
    /** Removes for good. */
    purge: call(byId, none),
    /** Removes all for good. */
    empty: call(none, none),
  },
  storage: {
    /** What is wrong with single things; everything else works. */
    problems: call(none, z.array(StorageProblem)),
    /** What is stored of something that cannot be read, as text. */
    raw: call(byId.extend({ kind: StoredKind }), z.object({ text: z.string() })),
    /** Lists again what lies in the data folder and no list has. */
    takeUp: call(none, TakenUp),
    /** What was done about a damaged index, until it is dismissed. */
    recovery: call(none, Recovery.nullable()),
    dismissRecovery: call(none, none),
    /** Puts something with a problem into the trash. */
    remove: call(byId.extend({ kind: StoredKind }), Removed),
  },
};
export type StudioContract = typeof contract;

/** What the studio knows about whoever is at the other end of a port. */
export interface StudioPeer {
  /** Only the command line may name paths. */
  mayNamePaths: boolean;
  /** Offers a file or folder for download to this peer; `null` where the peer can open it itself. */
  offerDownload: ((path: string) => string) | null;
  /** Makes an address that opens the studio in a browser; absent where it is not served to browsers. */
  openAddress?: ((options: { revoke: boolean }) => string) | undefined;
}
