import { z } from 'zod';
import type { BodyKind } from '../architectures/architecture.ts';
import type { ModelConfig } from '../architectures/index.ts';
import type { Column } from '../columns.ts';
import type { Split } from '../datasets/split.ts';
import type { HistoryEntry, TextSource } from '../models/generation.ts';
import type { TrainingSettings } from '../runs/training.ts';
import type { Programs } from './programs.ts';
import type { RecipeFindings } from './recipeFindings.ts';

/** One training example as the model sees it: what it is given, which carries no loss and may be empty, and what it learns. */
export const Example = z.object({ prompt: z.string(), completion: z.string() });
export type Example = z.infer<typeof Example>;

/** An example as it is shown. */
export const ShownExample = Example.extend({
  /** Place of the row in the data set, from 0. */
  row: z.number().int().nonnegative(),
  /** Whether these are only the beginnings of its texts. */
  cut: z.boolean(),
});
export type ShownExample = z.infer<typeof ShownExample>;

/** What a row that was held out gives to the model, and what it has itself. A list and not a record: a column may be called `__proto__`. */
export const GivenRow = z.object({
  inputs: z.array(z.object({ column: z.string(), value: z.string() })),
  /** What the model is given. */
  prompt: z.string(),
  /** What the row itself has. */
  reference: z.string(),
});
export type GivenRow = z.infer<typeof GivenRow>;

/**
 * One thing that a recipe says. Its name is the same in the task's texts, where its label is. The form says how it is read: `recipe` is the kind of a
 * recipe, which the window has a title for; `choice` one of several values, which the task has words for; `template` a text to be shown as
 * it is written.
 */
export type Fact<N extends string = string> =
  | { name: N; form: 'recipe' | 'column' | 'choice' | 'template'; value: string }
  | { name: N; form: 'columns'; value: readonly string[] };

/**
 * Of how many rows a text has the values letter by letter: the first one; one of the free ones; one of all, of which the last begins with them.
 */
export interface Spelled {
  first: number;
  free: number;
  freeTries: number;
  all: number;
  of: number;
}

/** What a figure is said with, each as it is written where it stands. */
export interface MetricContext {
  /** The columns that were chosen to be measured by. */
  fields: string;
  /** Where texts that lacked them were written again: how often at most, the figure of the first ones, and what they were chosen by. */
  again: { tries: number; firstTry: string; spelled: Spelled | null } | null;
  /** A figure to hold it against, in the metric's unit; `null` where it was not measured. */
  baseline(name: string): string | null;
}

/** A figure that says how good a model is at its task. */
export interface MetricDefinition {
  name: string;
  /**
   * `share`: 0 to 1. `score`: 0 to 100. `bits`: for each byte of UTF-8. `value`: in the unit of the column that is learned. `coefficient`: a
   * number without a unit, at most 1.
   */
  unit: 'share' | 'score' | 'bits' | 'value' | 'coefficient';
  /** When it is measured. */
  at: 'step' | 'evaluation';
  /** Its name in charts and tables. */
  label: string;
  /** What it says, in a sentence. */
  help?: string;
  /** The same in Chinese. */
  zh: { label: string; help?: string };
  /** Less of it is better; without it, more. */
  lowerIsBetter?: true;
  /** What a model is held against cheap ones by. */
  decides?: true;
  /** A share of right answers, to be held against always giving the commonest one. */
  hits?: true;
  /** Says so much at a glance that the run's page has it among its numbers. */
  tile?: true;
  /** Its line of the command line, in English, around the figure and its interval; without it, the label. */
  line?(context: MetricContext): { before: string; after: string };
  /** What it says, in English, in the card that goes with a model; without it, `help`. */
  meaning?(context: MetricContext): string;
}

/** A cheap model that any other has to beat, trained in seconds on the same rows. */
export interface RivalDefinition {
  /** No two tasks share one. */
  name: string;
  /** What it is called in tables. */
  label: string;
  /** How it is made. */
  help?: string;
  /** It can be kept as a model of its own. */
  keeps?: true;
  /** What it is called in a sentence of the command line and of a model's card, in English. */
  words: string;
  /** The same in Chinese. */
  zh: { label: string; help?: string };
}

/** An option of the command line that says a part of a request. Tasks may share one: what `value` it takes is then the same. */
export interface RecipeOption {
  /** As it is written after `--`. */
  name: string;
  value: 'text' | 'column' | 'columns';
  /** `{recipes}` stands for the recipes that take it. */
  description: string;
  /** The kinds of recipes that take it. */
  of: readonly string[];
}
/** What was given, by the options' names. */
export type GivenOptions = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Writes a text of the user's into the language of a document: a name in a line, and a text that stands for itself. */
export interface Markup {
  name(text: string): string;
  block(text: string): string;
}

/** What the playground keeps of a prediction. */
export type Remembered = Omit<HistoryEntry, 'id' | 'modelId' | 'modelName' | 'createdAt'>;

/** Follows one prediction, so that it can be kept. */
export interface Recorder<E> {
  take(event: E): void;
  /** @param cancelledMs milliseconds after which it was given up; `null` at its end. Gives `null` where there is nothing to keep. */
  entry(cancelledMs: number | null): Remembered | null;
}

/** What a model makes of one of many texts. */
export interface Answer {
  /** Place of the text among those that were given. */
  index: number;
  /** As a program reads it. */
  json: z.core.util.JSONType;
  /** As people read it, line by line. */
  lines: readonly string[];
  /** As a row of a table, by column. */
  cells: Readonly<Record<string, string>>;
}

/** A request that fills a column in, or none. */
export interface Proposal<Q> {
  request: Q;
  /** How plainly the columns are made for it, from 0 to 1: the first proposal of all tasks is the one that they are made for most. */
  fit: number;
  /** Another name of the task's that it goes by: see `alsoCalled`. */
  as?: string;
}

/** The text of a row's cell by the name of its column. */
export type Cell = (column: string) => string;

/**
 * What a model can be trained for. `K` is Hugging Face's pipeline tag; `Q` is what is asked for, `R` what is stored with a run and its model.
 * Requests and recipes are told apart by their `kind`, over all tasks.
 * Source of tags: https://huggingface.co/docs/hub/models-tasks
 */
export interface TaskDefinition<
  K extends string,
  Q extends z.ZodType<{ kind: string }>,
  R extends z.ZodType<{ kind: string }>,
  M extends readonly MetricDefinition[],
  F extends string,
  I extends z.ZodType<{ task: string }>,
  E extends z.ZodType<{ event: string }>,
> {
  readonly kind: K;
  /** Hugging Face's tag where the kind has none of its own. */
  readonly pipelineTag?: string;
  /** The kinds of its recipes. */
  readonly recipes: readonly z.output<R>['kind'][];
  /** Other tasks of Hugging Face's that a recipe of it is, by their names. */
  readonly alsoCalled?: Readonly<Record<string, z.output<R>['kind']>>;
  readonly request: Q;
  readonly recipe: R;
  /** What a model is asked for one prediction, told apart by `task`, and what comes of it. */
  readonly input: I;
  /** No two tasks share an `event`. */
  readonly event: E;
  readonly metrics: M;
  /** Cheap models that are trained beside, from the simplest on; without it, none. */
  readonly rivals?: readonly RivalDefinition[];
  readonly options: readonly RecipeOption[];
  /** Settings with another default than usual. */
  readonly settings?: Partial<TrainingSettings>;
  /** The same for runs on top of a model. */
  readonly settingsOnBase?: Partial<TrainingSettings>;

  /**
   * Fills in what a request leaves open and checks it against a data set's columns: the form, the command line and the host ask here.
   *
   * @throws AppError `column_unknown`, `recipe_…`, `template_…` with the offending column
   */
  resolve(request: z.output<Q>, columns: readonly Column[]): z.output<R>;
  /** Input columns whose values an answer has to contain; without it, none. */
  wanted?(recipe: z.output<R>): string[];
  /** A request as it is meant where what was found in the rows answers what it leaves open; without it, it leaves nothing open. */
  withFindings?(request: z.output<Q>, findings: Pick<RecipeFindings, 'mustContain'>): z.output<Q>;
  /** A request that makes sense for the columns; `null` where there is nothing to learn from. */
  suggest(columns: readonly Column[]): z.output<Q> | null;
  /** The column that a request fills in; `null` where it fills in none. */
  fills(request: z.output<Q>): string | null;
  /** What can be trained to fill a column in; `null` asks what can be done that fills in none. */
  propose(columns: readonly Column[], column: Column | null): readonly Proposal<z.output<Q>>[];
  /**
   * The request that options of the command line make.
   *
   * @throws AppError `bad_input` with the option that is missing
   */
  requestOf(kind: z.output<R>['kind'], given: GivenOptions): z.output<Q>;
  /** All columns that it reads or learns to write, as far as a request names them. */
  columns(recipe: z.output<Q> | z.output<R>): string[];
  /** Columns that the model is given of a row that it is measured on. */
  inputs(recipe: z.output<R>): string[];
  /** One list for the run's summary, the comparison, the model's page and the command line. */
  facts(recipe: z.output<R>): readonly Fact<F>[];
  /** What it learns to write: models that learn the same can be held against one another, whatever they are given. */
  target(recipe: z.output<R>): z.core.util.JSONType;
  /** Whether every token of a document is learned, and nothing is only given. */
  learnsWhole(recipe: z.output<R>): boolean;
  /** Whether an answer is written after what is given, for which the context must have room. */
  readonly answers: boolean;
  /** Whether it can start from a model of others. */
  readonly takesBase: boolean;
  /** Whether a head of its own can be fitted on a model that stays as it is. */
  readonly freezes?: boolean;
  /** Bodies that it can stand on. */
  readonly bodies: readonly BodyKind[];
  /** The split where none is chosen; without it, one row in twenty is held out. */
  autoSplit?(recipe: z.output<R>): Split;

  /** The example that one row makes; of long texts, the first `most` UTF-16 units. */
  example(recipe: z.output<R>, cell: Cell, most?: number): Example;
  /** What a row gives to the model to be measured by, and what it has itself to hold the answer against. */
  heldOut(recipe: z.output<R>, cell: Cell): GivenRow;
  /** What the model is shown with while it trains, always the same in a run: made of the first rows' examples. Empty where there is nothing to show. */
  samplePrompts(recipe: z.output<R>, examples: readonly Example[]): string[];
  /**
   * The prompt that values of input columns make, as in training.
   *
   * @throws AppError `model_has_no_inputs`, `prompt_inputs_missing`, `column_unknown`
   */
  prompt(recipe: z.output<R>, inputs: readonly { column: string; value: string }[]): string;
  /** Labels are decided one by one, each from a probability on that can be chosen (`thresholds.ts`). */
  readonly thresholds?: true;
  /** Words and a straight line can join in with a model (`together` of its measures). */
  readonly joinsWords?: true;
  /** Answers many texts in one go, each with a word or two; without it, it does not: what it writes is as long as it is. */
  readonly many?: {
    /** Texts in one go. */
    readonly most: number;
    /** Columns of the table that answers make. */
    readonly columns: readonly string[];
    input(texts: readonly TextSource[]): z.output<I>;
    /** `null` for an event that is none. */
    answer(event: z.output<E>): Answer | null;
  };
  /** Follows a prediction for the playground's history; without it, none is kept. */
  recorder?(input: z.output<I>): Recorder<z.output<E>>;

  /** What such a model is called in its card, and by others. */
  readonly model: {
    /** In English, after "a". */
    noun: string;
    /** What a loss is the mean over. */
    target: string;
    /** What a loss is, in English; without it, cross-entropy in nats. */
    loss?: { name: string; unit: string };
    /** What the model hesitates between, so many of them as its perplexity says, in English. Without it, a loss has no perplexity. */
    choices?: string;
    /** The same in Chinese, and what a loss is in. */
    zh: { lossUnit: string; choices?: string };
    /** Hugging Face's class of a model with this body. */
    className(config: ModelConfig): string;
    /** Programs that load its folder; without it, all that load the body's own. */
    loaders?: readonly string[];
  };
  /** What programs do with an exported model. */
  readonly programs: Programs<z.output<R>>;
  /** What the model does, in English, for the card that goes with it. */
  describe(recipe: z.output<R>, markup: Markup, as?: DescribedAs): string;
  /**
   * A Python program for transformers that uses the model as it was trained.
   *
   * @param folder where the exported files are; the program stands beside them where it is left out
   */
  pythonExample(recipe: z.output<R>, folder?: string, made?: MadeAs): string;
}

/** What a card has to know of a model and its files besides the recipe. */
export interface DescribedAs {
  /** What of a base was trained, where there is one. */
  tuning?: string | undefined;
  /** Whether the files are a part of a package whose function writes a text again that lacks what it has to contain, as the studio does. */
  writesAgain?: boolean | undefined;
}

/** How a model was made, where a program that uses it depends on that. */
export interface MadeAs {
  /** What of a base was trained, where there is one. */
  tuning?: string | undefined;
  /** What defines `model` where transformers has no class of it: see `ArchitectureDefinition`. */
  model?: string | undefined;
}

/** A definition with the types of what it says. */
export const defineTask = <
  const K extends string,
  Q extends z.ZodType<{ kind: string }>,
  R extends z.ZodType<{ kind: string }>,
  const M extends readonly MetricDefinition[],
  F extends string,
  I extends z.ZodType<{ task: string }>,
  E extends z.ZodType<{ event: string }>,
>(
  task: TaskDefinition<K, Q, R, M, F, I, E>,
): TaskDefinition<K, Q, R, M, F, I, E> => task;
