import { z } from 'zod';
import { AppError } from '../../errors/errors.ts';
import type { SizeName } from '../architectures/sizes.ts';
import type { Column } from '../columns.ts';
import type { Split } from '../datasets/split.ts';
import type { Language } from '../language.ts';
import { defaultSettings, type TrainingSettings } from '../runs/training.ts';
import { multiLabelClassification } from './multiLabelClassification/index.ts';
import type { Asked } from './programs.ts';
import type { RecipeFindings } from './recipeFindings.ts';
import { recommendation } from './recommendation/index.ts';
import { regression } from './regression/index.ts';
import { sentenceSimilarity } from './sentenceSimilarity/index.ts';
import type {
  Cell,
  Example,
  GivenOptions,
  GivenRow,
  MetricDefinition,
  Proposal,
  RecipeOption,
  Recorder,
  RivalDefinition,
  TaskDefinition,
} from './task.ts';
import { textClassification } from './textClassification/index.ts';
import { textGeneration } from './textGeneration/index.ts';

/** All that models can be trained for. The only place that names a task. */
export const TASKS = {
  'text-generation': textGeneration,
  'text-classification': textClassification,
  'multi-label-classification': multiLabelClassification,
  regression,
  recommendation,
  'sentence-similarity': sentenceSimilarity,
} as const;

type Tasks = typeof TASKS;
export type TaskKind = keyof Tasks;
export const TASK_KINDS = Object.keys(TASKS) as [TaskKind, ...TaskKind[]];

/** What a run and its model keep of what is learned. */
export type RecipeOf<K extends TaskKind> = z.output<Tasks[K]['recipe']>;
export type Recipe = RecipeOf<TaskKind>;
export type RecipeKind = Recipe['kind'];
/** What is asked for: `resolveRecipe` makes a recipe of it. */
export type RequestOf<K extends TaskKind> = z.output<Tasks[K]['request']>;
export type RecipeRequest = RequestOf<TaskKind>;
/** What is asked of a model for one prediction, and what comes of it. */
export type InputOf<K extends TaskKind> = z.output<Tasks[K]['input']>;
export type PredictionInput = InputOf<TaskKind>;
export type EventOf<K extends TaskKind> = z.output<Tasks[K]['event']>;
export type PredictionEvent = EventOf<TaskKind>;
/** Names of what a recipe says. */
export type FactName<K extends TaskKind> = ReturnType<Tasks[K]['facts']>[number]['name'];
export type Metric = Tasks[TaskKind]['metrics'][number];
export type MetricName<K extends TaskKind = TaskKind> = Tasks[K]['metrics'][number]['name'];

/** A task whichever it is: what it is asked about goes by the `kind` of a request or recipe. */
export type AnyTask = TaskDefinition<
  TaskKind,
  z.ZodType<RecipeRequest>,
  z.ZodType<Recipe>,
  readonly MetricDefinition[],
  string,
  z.ZodType<PredictionInput>,
  z.ZodType<PredictionEvent>
>;

export const definitionOfTask = (kind: TaskKind): AnyTask => TASKS[kind];

const ALL: readonly AnyTask[] = Object.values(TASKS);
const BY_RECIPE = new Map<RecipeKind, AnyTask>(
  ALL.flatMap((task) => task.recipes.map((kind) => [kind, task] as const)),
);

/** The recipe of each name that a task has besides its own. */
const NAMED = new Map<string, RecipeKind>(ALL.flatMap(({ alsoCalled = {} }) => Object.entries(alsoCalled)));
/** All names of Hugging Face's that tasks have. */
export const TASK_NAMES: readonly string[] = [...TASK_KINDS, ...NAMED.keys()];

/** The recipes that a task has which is called so; none where none is. */
export const recipesCalled = (name: string): readonly RecipeKind[] => {
  const named = NAMED.get(name);
  return named ? [named] : (ALL.find(({ kind }) => kind === name)?.recipes ?? []);
};

/** Told apart by a name over all tasks. */
const unionOf = <T extends z.ZodType>(by: 'kind' | 'task' | 'event', types: readonly z.ZodType[]) =>
  z.discriminatedUnion(by, types as unknown as [z.core.$ZodTypeDiscriminable]) as unknown as T;

export const Recipe = unionOf<z.ZodType<Recipe>>(
  'kind',
  ALL.map(({ recipe }) => recipe),
);
export const RecipeRequest = unionOf<z.ZodType<RecipeRequest>>(
  'kind',
  ALL.map(({ request }) => request),
);
export const PredictionInput = unionOf<z.ZodType<PredictionInput>>(
  'task',
  ALL.map(({ input }) => input),
);
export const PredictionEvent = unionOf<z.ZodType<PredictionEvent>>(
  'event',
  ALL.map(({ event }) => event),
);

/** What comes of a prediction that was asked for one task: events of that task, and no others. */
export const eventsOf = <K extends TaskKind>(_: K, events: AsyncIterable<PredictionEvent>): AsyncIterable<EventOf<K>> =>
  events as AsyncIterable<EventOf<K>>;

/** Follows a prediction; `null` where its task keeps none. */
export const recorderOf = (input: PredictionInput): Recorder<PredictionEvent> | null =>
  ALL.find(({ kind }) => kind === input.task)?.recorder?.(input) ?? null;

/** Of all tasks, in their order. */
export const RECIPE_KINDS = [...BY_RECIPE.keys()];
export const METRICS: readonly Metric[] = ALL.flatMap(({ metrics }) => metrics as readonly Metric[]);

/** Figures that a model of this recipe is measured by. */
export const metricNames = (recipe: Recipe): MetricName[] =>
  taskOf(recipe).metrics.map(({ name }) => name as MetricName);

/** The figure that models of a task are held against others by, measured at every evaluation; `null` where there is none. */
export const decidingMetric = (kind: TaskKind): (MetricDefinition & { name: MetricName }) | null =>
  ((TASKS[kind] as AnyTask).metrics.find(({ decides }) => decides) as
    | (MetricDefinition & { name: MetricName })
    | undefined) ?? null;

/** Whether models of the task write texts of their own; others tell a label, a number, items. */
export const writesTexts = (kind: TaskKind): boolean => TASKS[kind].programs.form === 'writes';

export function taskMetric(name: MetricName): MetricDefinition {
  const metric = METRICS.find((candidate) => candidate.name === name);
  if (!metric) throw new Error(`no task has the metric ${name}`);
  return metric;
}

/** What a loss of a recipe is in. */
export function lossUnit(recipe: Recipe, language: Language = 'en'): string {
  const { loss, target, zh } = taskOf(recipe).model;
  return language === 'en' ? `${loss?.unit ?? 'nats'} per ${target}` : zh.lossUnit;
}

/** What a model of a recipe hesitates between, so many of them as its perplexity says; `null` where a loss has no perplexity. */
export function choicesOf(recipe: Recipe, language: Language = 'en'): string | null {
  const { choices, zh } = taskOf(recipe).model;
  return (language === 'en' ? choices : zh.choices) ?? null;
}

const RIVALS: readonly RivalDefinition[] = ALL.flatMap(({ rivals = [] }) => rivals);
export const RIVAL_NAMES = RIVALS.map(({ name }) => name) as [string, ...string[]];

/** @param name one of `RIVAL_NAMES` */
export function rivalOf(name: string): RivalDefinition {
  const rival = RIVALS.find((candidate) => candidate.name === name);
  if (!rival) throw new Error(`no task has the baseline ${name}`);
  return rival;
}

/** The baselines of a task that can be kept as models. */
export const keptRivals = (recipe: { kind: RecipeKind }): readonly RivalDefinition[] =>
  taskOf(recipe).rivals?.filter(({ keeps }) => keeps) ?? [];

export function taskOf({ kind }: { kind: RecipeKind }): AnyTask {
  const task = BY_RECIPE.get(kind);
  if (!task) throw new AppError('bad_input', { path: 'recipe.kind', problem: `there is no recipe ${String(kind)}` });
  return task;
}

/** What a model of a recipe writes a text from; `null` where it writes none. */
export function askedOf(recipe: Recipe): Asked | null {
  const { programs } = taskOf(recipe);
  return programs.form === 'writes' ? programs.asked(recipe) : null;
}

/** What makes the text of a row that a model of a recipe is given; `null` where it is given something else. */
export function textTemplate(recipe: Recipe): string | null {
  const { programs } = taskOf(recipe);
  switch (programs.form) {
    case 'writes': {
      const asked = programs.asked(recipe);
      return asked.by === 'messages' ? null : asked.template;
    }
    case 'reads':
    case 'searches':
      return programs.template(recipe);
    case 'recommends':
      return null;
  }
}

/**
 * Fills in what a request leaves open and checks it against a data set's columns.
 *
 * @throws AppError `column_unknown`, `recipe_…`, `template_…` with the offending column
 */
export const resolveRecipe = (request: RecipeRequest, columns: readonly Column[]): Recipe =>
  taskOf(request).resolve(request, columns);

/** Whether the host takes it: what it would refuse must not look ready. */
export function isAccepted(request: RecipeRequest, columns: readonly Column[]): boolean {
  try {
    resolveRecipe(request, columns);
    return true;
  } catch (thrown) {
    if (thrown instanceof AppError) return false;
    throw thrown;
  }
}

/** What can be trained to fill a column in, or to do what fills in none (`null`): what the columns are made for most comes first. */
export const proposals = (columns: readonly Column[], column: string | null): Proposal<RecipeRequest>[] =>
  ALL.flatMap((task) => task.propose(columns, columns.find(({ name }) => name === column) ?? null)).sort(
    (a, b) => b.fit - a.fit,
  );

/** The column that a request fills in; `null` where it fills in none. */
export const filledBy = (request: RecipeRequest): string | null => taskOf(request).fills(request);

/** Settings of a size where nothing is chosen, for a task. */
export const taskSettings = (task: TaskKind, size: SizeName): TrainingSettings => ({
  ...defaultSettings(size),
  ...(TASKS[task] as AnyTask).settings,
});

/** The split that is meant: what a task takes where none is chosen. */
export const meantSplit = (recipe: Recipe, split: Split): Split =>
  split.kind === 'auto' ? (taskOf(recipe).autoSplit?.(recipe) ?? split) : split;

/** All columns that are read or learned to be written, as far as a request names them. */
export const columnsOf = (recipe: RecipeRequest | Recipe): string[] => taskOf(recipe).columns(recipe);

/** Input columns whose values an answer has to contain; empty where it may say what it likes. */
export const wantedFields = (recipe: Recipe): string[] => taskOf(recipe).wanted?.(recipe) ?? [];

/** A request as it is meant, with what the rows answer of it. */
export const withFindings = <Q extends RecipeRequest>(
  request: Q,
  findings: Pick<RecipeFindings, 'mustContain'>,
): RecipeRequest => taskOf(request).withFindings?.(request, findings) ?? request;

/** The example that one row makes; of long texts, the first `most` UTF-16 units. */
export const renderExample = (recipe: Recipe, cell: Cell, most?: number): Example =>
  taskOf(recipe).example(recipe, cell, most);

/** What a row gives to the model to be measured by, and what it has itself. */
export const givenRow = (recipe: Recipe, cell: Cell): GivenRow => taskOf(recipe).heldOut(recipe, cell);

/** An option of the command line with the recipes that take it, of whichever tasks. */
export function recipeOptions(): RecipeOption[] {
  const byName = new Map<string, RecipeOption>();
  for (const option of ALL.flatMap(({ options }) => options)) {
    const known = byName.get(option.name);
    byName.set(option.name, known ? { ...known, of: [...known.of, ...option.of] } : option);
  }
  return [...byName.values()].map((option) => ({
    ...option,
    description: option.description.replace('{recipes}', option.of.map((kind) => `\`${kind}\``).join(', ')),
  }));
}

/**
 * The request that options of the command line make.
 *
 * @throws AppError `bad_input` with the option that is missing
 */
export const requestFromOptions = (kind: RecipeKind, given: GivenOptions): RecipeRequest =>
  taskOf({ kind }).requestOf(kind, given);
