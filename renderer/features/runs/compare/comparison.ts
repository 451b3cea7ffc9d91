import { learnedPerStep } from '../../../../shared/domain/runs/learnedPerStep.ts';
import type { Evaluation, Run } from '../../../../shared/domain/runs/run.ts';
import type { RunCurve } from '../../../../shared/domain/runs/runCurve.ts';
import { taskOf } from '../../../../shared/domain/tasks/index.ts';

export interface ComparedRun {
  run: Run;
  curve: RunCurve;
}

/** Why losses of runs say nothing about one another. */
export type Barrier = 'dataset' | 'recipe' | 'vocabulary';

/** What makes a comparison unfair although losses can be compared: one had more to learn with. */
export type Handicap = 'budget' | 'unfinished';

/** What losses are compared by; a row's is the sum over its tokens, which does not depend on how the text was cut into them. */
export type Basis = 'token' | 'row' | 'byte';

export interface Verdict {
  barriers: Barrier[];
  /** Each seed keeps other rows for validation, so that small differences mean nothing. */
  otherRows: boolean;
  /** `null` where there is none. */
  basis: Basis | null;
  /** Why none is called the best although their losses can be compared. */
  handicaps: Handicap[];
  /** The lowest loss, or bits per byte; `null` where they cannot be compared, or none has been evaluated. */
  lowest: string | null;
  /** `lowest`, where that is fair to say. */
  best: string | null;
}

/**
 * The validation loss that stands for a run: of the kept model where it has ended, which is on all validation rows; else of the best one
 * along the way, on the part of them that every evaluation of the run takes.
 */
export function bestEvaluation({ run, curve }: ComparedRun): Evaluation | null {
  const { best, validationLoss, step, endReason, settings } = run;
  if (endReason !== null && validationLoss !== null) {
    return { step: settings.load_best_model_at_end && best ? best.step : step, validationLoss };
  }
  if (best) return best;
  const lowest = curve.evaluations.reduce<Evaluation | null>(
    (best, evaluation) => (best && best.validationLoss <= evaluation.validationLoss ? best : evaluation),
    null,
  );
  return lowest ?? (run.validationLoss === null ? null : { step: run.step, validationLoss: run.validationLoss });
}

/**
 * Validation loss in nats per row. Only of recipes that learn every token: of a prompt's completion it is not known how many tokens it
 * has. The closing token of the validation file belongs to no row.
 */
export function lossPerRow(run: Run, loss: number): number | null {
  if (!taskOf(run.recipe).learnsWhole(run.recipe) || !run.prepared || run.prepared.validationDocuments === 0)
    return null;
  return (loss * (run.prepared.validationTokens - 1)) / run.prepared.validationDocuments;
}

/** Models of others have tokenizers of their own: of two of them, or of one and none, equal sizes mean nothing. */
const vocabulary = ({ model }: Run) => [model.config.vocab_size, model.base?.sha256 ?? null];

function barriersOf(runs: readonly Run[]): Barrier[] {
  const differ = (of: (run: Run) => unknown) => new Set(runs.map((run) => JSON.stringify(of(run)))).size > 1;
  return [
    ...(differ(({ datasetId, datasetVersion }) => [datasetId, datasetVersion]) ? (['dataset'] as const) : []),
    ...(differ(({ recipe }) => recipe) ? (['recipe'] as const) : []),
    ...(differ(vocabulary) ? (['vocabulary'] as const) : []),
  ];
}

/** A budget that is larger by more than this says by itself why its run came further. */
const FAIR_BUDGET = 1.25;

const hasEnded = ({ state }: Run): boolean => state === 'done' || state === 'stopped';

/** What makes it unfair to call `winner` the best. Who won with less than the others has won all the same. */
function handicapsOf(runs: readonly Run[], winner: Run | undefined): Handicap[] {
  const isOneKind = new Set(runs.map(({ budget }) => budget.kind)).size === 1;
  // Minutes and steps are held against each other by what was trained; and who was stopped did not have what was asked for.
  const byAsking = isOneKind && runs.every(({ state }) => state !== 'stopped');
  const asked = ({ budget }: Run) => (budget.kind === 'steps' ? budget.steps : budget.minutes);
  const had = (run: Run) => (byAsking ? asked(run) : Math.max(1, tokensAt(run, run.step)));
  const least = Math.min(...runs.map(had));
  return [
    ...(winner && had(winner) > FAIR_BUDGET * least ? (['budget'] as const) : []),
    ...(runs.every(hasEnded) ? [] : (['unfinished'] as const)),
  ];
}

/** Bits per byte of the kept model: comparable whatever the text was cut into. */
const bitsPerByteOf = (run: Run): number | null => run.measures?.metrics.bitsPerByte?.value ?? null;

/** Whether the losses of runs can be compared, by what, and which is the best then. */
export function compare(compared: readonly ComparedRun[]): Verdict {
  const runs = compared.map(({ run }) => run);
  const barriers = barriersOf(runs);
  const otherRows = new Set(runs.map(({ settings }) => settings.seed)).size > 1;
  const onlyVocabulary = barriers.length === 1 && barriers[0] === 'vocabulary';
  const perByte = onlyVocabulary && !otherRows && runs.every((run) => bitsPerByteOf(run) !== null);
  const perRow = onlyVocabulary && !otherRows && runs.every((run) => lossPerRow(run, 1) !== null);
  const basis = barriers.length === 0 ? 'token' : perByte ? 'byte' : perRow ? 'row' : null;
  const scores = compared.flatMap(({ run, curve }) => {
    const loss = bestEvaluation({ run, curve })?.validationLoss;
    if (loss === undefined || basis === null) return [];
    const score = basis === 'token' ? loss : basis === 'byte' ? bitsPerByteOf(run) : lossPerRow(run, loss);
    return { id: run.id, score: score ?? Number.POSITIVE_INFINITY };
  });
  const lowest = scores.reduce<(typeof scores)[number] | null>(
    (best, next) => (best && best.score <= next.score ? best : next),
    null,
  );
  // One that alone was evaluated has won against nobody.
  const winner = scores.length > 1 ? (lowest?.id ?? null) : null;
  const handicaps = handicapsOf(
    runs,
    runs.find(({ id }) => id === winner),
  );
  return { barriers, otherRows, basis, handicaps, lowest: winner, best: handicaps.length === 0 ? winner : null };
}

/** Tokens that a run has trained on by `step`; a token counts as often as it was seen. */
export const tokensAt = (run: Run, step: number): number => step * learnedPerStep(run);
