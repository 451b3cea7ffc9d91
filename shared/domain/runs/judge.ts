import { z } from 'zod';
import { SizeName } from '../architectures/sizes.ts';
import { tooLittleData } from '../datasets/tooLittleData.ts';
import type { RecipeTokens } from '../tasks/recipeTokens.ts';
import type { RunShape } from './preflight.ts';
import { expectedExtent } from './preflight.ts';
import {
  epochsOf,
  FAR_TOO_MANY_EPOCHS,
  FEW_STEPS,
  FEW_TOO_LONG,
  GOOD_EPOCHS,
  GOOD_STEPS,
  MANY_EPOCHS,
  MANY_TOO_LONG,
  minutesFor,
  parametersOf,
  type Recommendation,
  stepTimeOf,
  type TrainingFacts,
  wantedSteps,
  wantedTokens,
} from './recommend.ts';
import type { StepTime } from './stepTime.ts';
import { Budget, GivenSettings, TruncationSide } from './training.ts';

/** `good`: nothing to say. `fair`: it works, and could be better. `poor`: what comes of it will hardly be of use. */
export const Level = z.enum(['good', 'fair', 'poor']);
export type Level = z.infer<typeof Level>;

/** Answers of a form, to be taken at a click. */
export const Use = z
  .object({
    size: SizeName,
    budget: Budget,
    context_length: GivenSettings.shape.context_length,
    per_device_train_batch_size: GivenSettings.shape.per_device_train_batch_size,
    truncation_side: TruncationSide,
  })
  .partial();
export type Use = z.infer<typeof Use>;

/** One thing that decides what comes of a run, with the figures that it is judged by. */
export const Judgement = z.intersection(
  z.discriminatedUnion('about', [
    z.object({ about: z.literal('steps'), steps: z.number().int(), wanted: z.number().int() }),
    z.object({ about: z.literal('epochs'), epochs: z.number(), often: z.boolean() }),
    z.object({
      ...{ about: z.literal('size'), tokens: z.number(), wanted: z.number(), parameters: z.number() },
      why: z.enum(['fits', 'little', 'larger', 'slow']),
    }),
    z.object({ about: z.literal('context'), tooLong: z.number().int(), documents: z.number().int() }),
    z.object({ about: z.literal('prompts'), withoutRoom: z.number().int(), documents: z.number().int() }),
  ]),
  z.object({ level: Level, use: Use.nullable() }),
);
export type Judgement = z.infer<typeof Judgement>;

/** What a form has chosen. */
export interface Choice extends RunShape {
  budget: Budget;
  truncation_side: TruncationSide;
}

export interface Verdict {
  /** That of the worst judgement. */
  level: Level;
  /** Best known first to last: the worst first. */
  judgements: Judgement[];
  /** What the budget comes to. */
  steps: number;
  epochs: number;
  step: StepTime;
}

/** @param counted the lengths of documents in the context that is chosen; `null` while they are being counted */
export function judge(
  choice: Choice,
  facts: TrainingFacts,
  recommended: Recommendation,
  counted: Pick<RecipeTokens, 'documents' | 'tooLong' | 'withoutRoom' | 'promptLimit'> | null,
): Verdict {
  const step = stepTimeOf(facts, choice);
  const { steps } = expectedExtent(choice.budget, { stepMs: step.stepMs, readyMs: null });
  const epochs = epochsOf(facts, choice, steps);
  const judgements = [
    ...ofTime(choice, facts, { steps, epochs, stepMs: step.stepMs }),
    ofSize(choice, facts, recommended),
    ...ofLengths(choice, recommended, counted),
  ];
  judgements.sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level));
  return { level: judgements[0]?.level ?? 'good', judgements, steps, epochs, step };
}

const LEVELS = Level.options;

function ofTime(
  choice: Choice,
  facts: TrainingFacts,
  { steps, epochs, stepMs }: { steps: number; epochs: number; stepMs: number },
): Judgement[] {
  const wanted = wantedSteps(facts, choice);
  const minutes = minutesFor(wanted, stepMs);
  const isMinutes = choice.budget.kind === 'minutes';
  const budget: Budget = isMinutes ? { kind: 'minutes', minutes } : { kind: 'steps', steps: wanted };
  const before = choice.budget.kind === 'minutes' ? choice.budget.minutes : choice.budget.steps;
  const after = budget.kind === 'minutes' ? budget.minutes : budget.steps;
  const more = after > before ? { budget } : null;
  const less = after < before ? { budget } : null;
  const stepLevel: Level = steps >= GOOD_STEPS ? 'good' : steps >= FEW_STEPS ? 'fair' : 'poor';
  const often = epochs > MANY_EPOCHS && steps > 3 * GOOD_STEPS;
  // Little data needs so many epochs to learn to use what is given, and is memorized meanwhile: both are true, so it is never good.
  const isRepeated = epochs > MANY_EPOCHS;
  // Whatever time is chosen: the steps that it takes to learn anything are as many.
  const isHopeless = isRepeated && epochsOf(facts, choice, wanted) > FAR_TOO_MANY_EPOCHS;
  const epochLevel: Level =
    isRepeated || epochs < GOOD_EPOCHS ? ((epochs < 1 && steps < GOOD_STEPS) || isHopeless ? 'poor' : 'fair') : 'good';
  // One button for both: the budget is one answer.
  return [
    { about: 'steps', level: stepLevel, steps, wanted: GOOD_STEPS, use: stepLevel === 'good' ? null : more },
    {
      ...{ about: 'epochs' as const, level: epochLevel, epochs, often },
      use: often ? less : stepLevel === 'good' && epochs < GOOD_EPOCHS ? more : null,
    },
  ];
}

function ofSize({ size, context_length }: Choice, facts: TrainingFacts, recommended: Recommendation): Judgement {
  const figures = {
    about: 'size' as const,
    tokens: facts.tokens,
    wanted: wantedTokens(size),
    parameters: parametersOf(size, context_length),
  };
  const use = size === recommended.size ? null : { size: recommended.size };
  if (tooLittleData(facts, size)) {
    // Never poor: what came of it was no worse, only slower (see `recommendSize`). At the smallest size only more rows help.
    return { ...figures, why: 'little', level: 'fair', use };
  }
  const order = SizeName.options;
  if (order.indexOf(size) > order.indexOf(recommended.size)) return { ...figures, why: 'slow', level: 'fair', use };
  return use ? { ...figures, why: 'larger', level: 'fair', use } : { ...figures, why: 'fits', level: 'good', use };
}

function ofLengths(
  { context_length, truncation_side }: Choice,
  recommended: Recommendation,
  counted: Parameters<typeof judge>[3],
): Judgement[] {
  if (!counted || counted.documents === 0) return [];
  const { documents, tooLong, withoutRoom, promptLimit } = counted;
  const { context_length: wanted, per_device_train_batch_size } = recommended;
  // With the batch that belongs to it: a step keeps its size.
  const larger = wanted > context_length ? { context_length: wanted, per_device_train_batch_size } : null;
  const share = tooLong / documents;
  const context: Judgement = {
    ...{ about: 'context', tooLong, documents },
    level: share <= FEW_TOO_LONG ? 'good' : share <= MANY_TOO_LONG ? 'fair' : 'poor',
    use: share <= FEW_TOO_LONG ? null : larger,
  };
  if (withoutRoom === 0 || promptLimit !== null) return [context];
  const cut =
    recommended.truncation_side === 'left' && truncation_side === 'none' ? { truncation_side: 'left' as const } : {};
  const use = { ...larger, ...cut };
  return [
    context,
    {
      ...{ about: 'prompts', withoutRoom, documents },
      level: withoutRoom / documents > FEW_TOO_LONG ? 'poor' : 'fair',
      use: Object.keys(use).length > 0 ? use : { truncation_side: 'left' },
    },
  ];
}
