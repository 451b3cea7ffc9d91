import { z } from 'zod';
import { countParameters, createConfig, DEFAULT_ARCHITECTURE } from '../architectures/index.ts';
import { SIZE_PRESETS, SizeName } from '../architectures/sizes.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { tooLittleData, WANTED_TOKENS } from '../datasets/tooLittleData.ts';
import type { EngineDevice, EngineName } from '../engines/engine.ts';
import { columnsOf, type RecipeRequest, taskOf, taskSettings, writesTexts } from '../tasks/index.ts';
import { contextFor, hasRoom } from '../tasks/promptRoom.ts';
import type { RecipeTokens } from '../tasks/recipeTokens.ts';
import { expectedExtent, type KnownSpeed, RunShape, roughTokens, tokensPerStep } from './preflight.ts';
import { type StepTime, stepTime } from './stepTime.ts';
import { defaultSettings, GivenSettings, TruncationSide } from './training.ts';

/** What the recommendation is founded on. Whatever is not known yet is left out, and the answer says that it is an estimate. */
export interface TrainingFacts {
  rows: number;
  /** Tokens of the columns that are learned from, roughly. */
  tokens: number;
  /** How long the documents are, by the tokenizer of a size; `null` before they were counted. */
  lengths:
    | (Pick<RecipeTokens, 'contextForMost' | 'longestPrompt'> &
        Partial<Pick<RecipeTokens, 'form' | 'meanTokens' | 'mostTokens'>> & { size: SizeName })
    | null;
  engine: { name: EngineName; device: EngineDevice };
  known: readonly KnownSpeed[];
  /** Of a task whose examples each stand by themselves: how many there are. `null` or left out where texts are packed one behind another. */
  apart?: Apart | null;
}

/** Examples of which a step takes `per_device_train_batch_size`, however long they are. */
export interface Apart {
  examples: number;
  /** What a step takes of them where nothing is chosen. */
  batch: Readonly<Record<SizeName, number>>;
}

export const Recommendation = z.object({
  size: SizeName,
  minutes: z.number().positive(),
  context_length: GivenSettings.shape.context_length,
  per_device_train_batch_size: GivenSettings.shape.per_device_train_batch_size,
  truncation_side: TruncationSide,
  /** Steps that the minutes come to, and how often each row is seen in them. */
  steps: z.number().int().positive(),
  epochs: z.number().nonnegative(),
  stepMs: z.number().positive(),
  source: z.enum(['measured', 'earlier', 'estimated']),
  /** Why this size: a larger one would memorize so little text; would take too long here; or it is the largest there is. */
  reason: z.enum(['data', 'time', 'largest']),
  tokens: z.number().nonnegative(),
  parameters: z.number().int().positive(),
});
export type Recommendation = z.infer<typeof Recommendation>;

/**
 * Steps within which a model learns to use what it is given, as measured on the sample (`describe`, 700 rows): nano wrote the given name
 * in none of its texts up to step 340, in 69 % at 425, in all from 765 on; small in none up to step 64, in 88 % at 322, in 96 % at 777.
 */
export const GOOD_STEPS = 900;
export const FEW_STEPS = 300;
/** Epochs from which on nearly every row was seen with nearly every one of its turns, and after which repeating pays less and less. */
export const GOOD_EPOCHS = 3;
/**
 * Up to about 4 epochs a repeated token is worth nearly a new one; beyond about 16 the worth falls away, and at 40 there is none.
 * Source: Muennighoff et al. 2023, "Scaling Data-Constrained Language Models".
 */
export const MANY_EPOCHS = 16;
/** Ten times as many as are of any worth: so few rows are learned by heart, whatever is chosen. */
export const FAR_TOO_MANY_EPOCHS = 400;
/** Nobody is told to wait longer for a first model. */
const MOST_MINUTES = 60;
/** Share of rows that may be longer than the context, and from which on the model misses much of the data. */
export const FEW_TOO_LONG = 0.01;
export const MANY_TOO_LONG = 0.2;
/** The largest context that is recommended: the memory of a step grows with its square. */
const MOST_CONTEXT = 1024;

/** Bytes of UTF-8 that a token stands for by the vocabulary of a size, in the sample data. */
const BYTES_PER_TOKEN: Record<SizeName, number> = { nano: 3.1, small: 3.5, base: 4 };

/** Budgets that people choose. */
const MINUTES = [1, 2, 3, 5, 8, 10, 15, 20, 30, 45, MOST_MINUTES] as const;

export const parametersOf = (size: SizeName, contextLength = SIZE_PRESETS[size].max_position_embeddings): number =>
  countParameters(createConfig(DEFAULT_ARCHITECTURE, size, contextLength));

/** Size, minutes and context for data on this machine. It never depends on what the form has chosen so far. */
export function recommend(facts: TrainingFacts): Recommendation {
  const { size, reason } = recommendSize(facts);
  const { context_length, truncation_side } = recommendContext(facts, size);
  const shape = shapeOf(size, context_length, facts.apart);
  const { per_device_train_batch_size } = shape;
  const { stepMs, source } = stepTimeOf(facts, shape);
  const minutes = minutesFor(wantedSteps(facts, shape), stepMs);
  const { steps } = expectedExtent({ kind: 'minutes', minutes }, { stepMs, readyMs: null });
  const epochs = epochsOf(facts, shape, steps);
  const { tokens } = facts;
  return {
    ...{ size, minutes, context_length, per_device_train_batch_size, truncation_side },
    ...{ steps, epochs, stepMs, source, reason, tokens },
    parameters: parametersOf(size, context_length),
  };
}

/**
 * The largest size for which there is enough text by the doctor's rule of thumb, and which sees all of it in time; the smallest where none
 * has both. Below the rule a larger one brought nothing: on the sample 97 of 100 texts of nano (2 minutes) had the given name, 96 of small
 * (3 minutes), with 90 % and 88 % of their characters copied.
 */
export function recommendSize(facts: TrainingFacts): Pick<Recommendation, 'size' | 'reason'> {
  let reason: Recommendation['reason'] = 'largest';
  for (const size of [...SizeName.options].reverse()) {
    if (size === SizeName.options[0]) return { size, reason };
    const shape = shapeOf(size, recommendContext(facts, size).context_length, facts.apart);
    const steps = Math.max(GOOD_STEPS, stepsOfEpochs(facts, shape, 1));
    const { stepMs } = stepTimeOf(facts, shape);
    if (tooLittleData(facts, size)) reason = 'data';
    else if (timeOf(steps, stepMs) > MOST_MINUTES) reason = 'time';
    else return { size, reason };
  }
  throw new Error('unreachable: the loop ends with the smallest size');
}

/** The size's own context where nearly all rows fit; else the smallest in which they do, as far as one is affordable. */
function recommendContext(
  { lengths }: TrainingFacts,
  size: SizeName,
): Pick<Recommendation, 'context_length' | 'truncation_side'> {
  const own = SIZE_PRESETS[size].max_position_embeddings;
  if (!lengths) return { context_length: own, truncation_side: 'none' };
  const scale = BYTES_PER_TOKEN[lengths.size] / BYTES_PER_TOKEN[size];
  const scaled = (context: number | null) => context && (scale === 1 ? context : contextFor(context * scale));
  const context_length = Math.max(own, Math.min(scaled(lengths.contextForMost) ?? MOST_CONTEXT, MOST_CONTEXT));
  // By the longest prompt, not by those without room in the context that is chosen: the answer must not change once it was taken.
  const truncation_side = hasRoom(lengths.longestPrompt * scale, context_length) ? 'none' : 'left';
  return { context_length, truncation_side };
}

/** Steps that are worth their time: enough to learn what is given, and a few epochs. */
export const wantedSteps = (facts: TrainingFacts, shape: RunShape): number =>
  Math.max(GOOD_STEPS, stepsOfEpochs(facts, shape, GOOD_EPOCHS));

const stepsOfEpochs = (facts: TrainingFacts, shape: RunShape, epochs: number) =>
  Math.ceil(epochs * stepsOfEpoch(facts, shape));

export function epochsOf(facts: TrainingFacts, shape: RunShape, steps: number): number {
  const whole = stepsOfEpoch(facts, shape);
  return whole > 0 ? steps / whole : 0;
}

/** Steps that see every row once, not rounded. */
const stepsOfEpoch = ({ tokens, apart }: TrainingFacts, shape: RunShape): number =>
  apart
    ? apart.examples / (shape.per_device_train_batch_size * shape.gradient_accumulation_steps)
    : tokens / tokensPerStep(shape);

/**
 * How much longer rows are than their texts in the mean, as training pads them (`main/ml/rowGroups.ts`): 1.13 to 1.39 of real questions, reviews
 * and descriptions.
 */
const PADDING = 1.4;
/** Lengths of rows are multiples of it. */
const ROW_STEP = 8;

/** How long a step of a shape takes with the rows that there are: each alone, they are padded to rows of a few lengths, and not to the context. */
export function stepTimeOf({ apart, lengths, known, engine }: TrainingFacts, shape: RunShape): StepTime {
  const { form, meanTokens, mostTokens } = lengths ?? {};
  // Histories of items, of which a row always has room for all.
  if (!apart || !lengths || !meanTokens || !mostTokens || form === 'recommends') return stepTime(shape, known, engine);
  const scale = BYTES_PER_TOKEN[lengths.size] / BYTES_PER_TOKEN[shape.size];
  const tokens = Math.min(PADDING * meanTokens, mostTokens) * scale;
  return stepTime(shape, known, engine, Math.min(shape.context_length, ROW_STEP * Math.ceil(tokens / ROW_STEP)));
}

/** Minutes that steps take, with the share of a budget that evaluations get. */
const timeOf = (steps: number, stepMs: number) =>
  expectedExtent({ kind: 'steps', steps }, { stepMs, readyMs: null }).milliseconds / 60_000;

/** The next of the usual budgets in which that many steps fit, and the longest one where none does. */
export const minutesFor = (steps: number, stepMs: number): number =>
  MINUTES.find((minutes) => minutes >= timeOf(steps, stepMs)) ?? MOST_MINUTES;

/**
 * Sequences for a step of about as many tokens as with the size's own context: half of them for twice the context. Texts are packed, so a
 * longer context alone would make every step take in more of them, and the steps that it takes to learn take longer than there is need for.
 * Examples apart are no more in a longer context, but may be as long as it is.
 */
function batchFor(size: SizeName, context_length: number, usual: number): number {
  const doublings = Math.round(Math.log2(context_length / SIZE_PRESETS[size].max_position_embeddings));
  return Math.max(1, Math.round(usual / 2 ** Math.max(0, doublings)));
}

/** A size as it is meant to be trained, with a context. */
export function shapeOf(size: SizeName, context_length: number, apart?: Pick<Apart, 'batch'> | null): RunShape {
  const usual = apart?.batch[size] ?? SIZE_PRESETS[size].per_device_train_batch_size;
  const per_device_train_batch_size = batchFor(size, context_length, usual);
  return RunShape.parse({ ...defaultSettings(size), size, context_length, per_device_train_batch_size });
}

/** Tokens of which a model of this size has enough. */
export const wantedTokens = (size: SizeName): number => Math.round(parametersOf(size) * WANTED_TOKENS);

/** Tokens that a recipe learns from, roughly; of all text while no column is named. */
export function learnedTokens(dataset: Pick<Dataset, 'bytes' | 'columns'>, request: RecipeRequest | null): number {
  const columns = request ? columnsOf(request) : [];
  return roughTokens(dataset, columns.length > 0 ? columns : undefined);
}

/** What a recipe's examples are where each stands by itself; `null` where texts are packed, and while no recipe is known. */
export function examplesApart(
  { rows, columns }: Pick<Dataset, 'rows' | 'columns'>,
  request: RecipeRequest | null,
): Apart | null {
  const task = request && taskOf(request).kind;
  if (!request || !task || writesTexts(task)) return null;
  const batchOf = (size: SizeName) => taskSettings(task, size).per_device_train_batch_size;
  // Events of one user are one history.
  const users = request.kind === 'recommend' ? columns.find(({ name }) => name === request.user)?.distinct : null;
  return {
    examples: users ?? rows,
    batch: { nano: batchOf('nano'), small: batchOf('small'), base: batchOf('base') },
  };
}

/** The same facts where rows are left out of training for what their text lacks: what remains is what is learned from, and comes again sooner. */
export function withoutLeftOut<F extends Pick<TrainingFacts, 'rows' | 'tokens' | 'apart'>>(
  facts: F,
  findings: readonly { code: string; details: Readonly<Record<string, unknown>> }[],
): F {
  const { kept, rows } = findings.find(({ code }) => code === 'rows_left_out')?.details ?? {};
  if (typeof kept !== 'number' || typeof rows !== 'number' || rows === 0) return facts;
  const share = Math.min(1, kept / rows);
  const { apart } = facts;
  return {
    ...facts,
    ...{ rows: Math.round(facts.rows * share), tokens: Math.round(facts.tokens * share) },
    ...(apart && { apart: { ...apart, examples: Math.round(apart.examples * share) } }),
  };
}
