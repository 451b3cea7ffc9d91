import { verdictOf } from '../../../../shared/domain/models/measureVerdict.ts';
import { defaultSettingsOn } from '../../../../shared/domain/runs/baseSettings.ts';
import { learnedPerStep } from '../../../../shared/domain/runs/learnedPerStep.ts';
import { MANY_EPOCHS } from '../../../../shared/domain/runs/recommend.ts';
import { type Evaluation, isGoing, type Run } from '../../../../shared/domain/runs/run.ts';
import { chosenBy, isFitted } from '../../../../shared/domain/runs/runSettings.ts';
import { defaultSettings } from '../../../../shared/domain/runs/training.ts';
import { agreeing } from './agreement.ts';
import type { Finding, When } from './finding.ts';
import { type MeasuredPoint, meanBetween } from './measured.ts';
import { linearTrend, mean, noiseOf, spikes, stretches, type Trend } from './trend.ts';

/** A point of the curve, as it was measured or thinned out. */
export interface InsightPoint extends MeasuredPoint {
  /** Before it was clipped. */
  grad_norm?: number;
  elapsedMs?: number;
}

export interface InsightInput {
  run: Pick<
    Run,
    | 'state'
    | 'size'
    | 'model'
    | 'budget'
    | 'settings'
    | 'recipe'
    | 'step'
    | 'best'
    | 'prepared'
    | 'endReason'
    | 'elapsedMs'
    | 'measures'
  >;
  /** Ascending. */
  losses: readonly InsightPoint[];
  /** Mean loss of the last steps, and how many they are, as the tiles tell it; `null` before the first step. */
  now: { loss: number; steps: number } | null;
  /** Ascending, all of them. */
  evaluations: readonly Evaluation[];
}

const MOST_FINDINGS = 3;
/** With fewer steps, or fewer points past the warm-up, no trend stands out from the noise. */
const LEAST_STEPS = 50;
const LEAST_POINTS = 15;
const MOST_POINTS = 2000;
/** A fall of less than this share of the loss over half of the run is flat: one does not hear it in the texts. */
const FLAT_SHARE = 0.02;
/** A curve that fell by less than this share since its first step has hardly learned which tokens are frequent. */
const LEARNED_SHARE = 0.1;
/** How far the training loss must be above its lowest stretch, as a share of it, to be called rising. */
const RISING_SHARE = 0.05;
/** Evaluations since the best one, and how far above it they are as a share, before we speak of overfitting. */
const OVERFITTING_EVALUATIONS = 3;
const OVERFITTING_SHARE = 0.01;
/** Validation is flat when its last third is not better than what was before by at least this share. */
const VALIDATION_FLAT_SHARE = 0.005;
const VALIDATION_FLAT_EVALUATIONS = 6;
const LEAST_SPIKES = 3;
const CLIPPED_SHARE = 0.9;

/**
 * What the curve says in plain words, the most important first, at most three findings, none of which says the opposite of another. A
 * trend counts when it is twice its standard error; what cannot be told from noise is called so. The losses that are told are means of
 * what was measured (`measured.ts`). Only the second half of the run past its warm-up is looked at for trends: the first steps fall in
 * every run.
 */
export function findings(input: InsightInput): Finding[] {
  const { run } = input;
  const measured = input.losses.filter(({ loss }) => Number.isFinite(loss));
  const losses = thinned(measured);
  const steps = losses.at(-1)?.step ?? 0;
  const recent = losses.filter(({ step }) => step >= Math.max(steps / 2, warmupSteps(input, losses)));
  const trend = linearTrend(recent);
  const when = whenOf(run.state);
  const told: Told = {
    since: recent[0]?.step ?? 0,
    now: input.now?.loss ?? measured.at(-1)?.loss ?? 0,
    steps: input.now?.steps ?? 1,
    between: (from, to) => meanBetween(measured, from, to),
  };
  // A head that was fitted: its few passes are all there are to be.
  if (isFitted(run)) return agreeing(measuredOf(input));
  if (steps < LEAST_STEPS || recent.length < LEAST_POINTS || !trend)
    return agreeing([...measuredOf(input), { code: 'too_early' as const, steps, when }]);

  const overfitting = overfittingOf(input, losses);
  const rising = risingOf(input, losses, told);
  const jumps = spikesOf(input, recent);
  const flat = rising ? null : flatOf(input, losses, trend, steps, told);
  const clipped = isFalling(trend) ? null : clippedOf(input, recent);
  const problems = [
    ...measuredOf(input),
    earlyStoppedOf(input, steps),
    rising,
    jumps,
    run.endReason === 'early_stopping' ? null : overfitting,
    // The gradients are the cause, and the flat loss what comes of it; but for a learning rate that is low for its size.
    ...(isCautious(input) ? [flat, clipped] : [clipped, flat]),
    overfitting || flat || rising ? null : validationFlatOf(input, trend),
    overfitting || flat ? null : stillFallingOf(input, trend, told),
    tooLittleDataOf(input, steps),
  ].filter((finding) => finding !== null);
  if (problems.length > 0) return agreeing(problems).slice(0, MOST_FINDINGS);
  return [isFalling(trend) ? { code: 'healthy', when } : { code: 'noisy' }];
}

/** What is said of losses, in means of those that the run had. */
interface Told {
  /** Step from which on trends are looked for. */
  since: number;
  /** Of the last `steps` steps. */
  now: number;
  steps: number;
  between: (from: number, to: number) => number | null;
}

function whenOf(state: Run['state']): When {
  if (state === 'queued') return 'queued';
  if (isGoing(state)) return 'going';
  return state === 'paused' || state === 'interrupted' ? 'paused' : 'ended';
}

/** What the measures of the kept model say. Of a run that goes on they are not there yet, or of an earlier end. */
function measuredOf({ run }: InsightInput): Finding[] {
  if (whenOf(run.state) !== 'ended' || !run.measures) return [];
  const verdict = verdictOf(run.measures);
  const { grade, copied } = verdict;
  return [
    ...(grade === 'good' ? [{ code: 'task_done' as const, verdict }] : []),
    ...(grade === 'partly' || grade === 'poor' ? [{ code: 'task_missed' as const, grade, verdict }] : []),
    ...(copied === null ? [] : [{ code: 'copied' as const, share: copied }]),
  ];
}

/** A curve of at most `MOST_POINTS` points with the same end: what is asked of it costs a few milliseconds whatever its length. */
function thinned(losses: readonly InsightPoint[]): readonly InsightPoint[] {
  const stride = Math.ceil(losses.length / MOST_POINTS);
  return stride <= 1 ? losses : losses.filter((_, index) => (losses.length - 1 - index) % stride === 0);
}

const isFalling = ({ change, error }: Trend) => change < -2 * error;

/** Steps over which the learning rate rises; where the budget is minutes, by the share of them that is used up. */
function warmupSteps({ run }: InsightInput, losses: readonly InsightPoint[]): number {
  const { budget, settings } = run;
  const last = losses.at(-1);
  if (budget.kind === 'steps') return settings.warmup_ratio * budget.steps;
  const elapsedMs = last?.elapsedMs ?? run.elapsedMs;
  const share = Math.min(1, elapsedMs / (budget.minutes * 60_000));
  return share === 0 ? 0 : (settings.warmup_ratio * (last?.step ?? 0)) / share;
}

/**
 * Evaluations that can be compared with one another: all of them, but in runs of earlier versions, which name no best one. There the last
 * one is of all rows kept for validation, while those along the way are of a part of them.
 */
function comparable({ run, evaluations }: InsightInput): readonly Evaluation[] {
  const ended = run.state === 'done' || run.state === 'stopped';
  const last = evaluations.at(-1);
  const isOther = run.best === null && ended && evaluations.length > 2 && last !== undefined && last.step >= run.step;
  return isOther ? evaluations.slice(0, -1) : evaluations;
}

/** Of the lowest validation loss. */
function lowestOf(input: InsightInput): Evaluation | null {
  if (input.run.best && chosenBy(input.run) === null) return input.run.best;
  return comparable(input).reduce<Evaluation | null>(
    (best, evaluation) => (best && best.validationLoss <= evaluation.validationLoss ? best : evaluation),
    null,
  );
}

function earlyStoppedOf(input: InsightInput, steps: number): Finding | null {
  const { run } = input;
  const best = run.best ?? lowestOf(input);
  if (run.endReason !== 'early_stopping' || !best) return null;
  const patience = run.settings.early_stopping_patience;
  return { code: 'early_stopped', step: steps, bestStep: best.step, patience, metric: chosenBy(run) };
}

/** The end lies above the lowest stretch, by more than the noise of both explains. */
function risingOf({ run }: InsightInput, losses: readonly InsightPoint[], told: Told): Finding | null {
  const parts = stretches(losses, 20);
  const last = parts.at(-1);
  if (!last) return null;
  const lowest = parts.reduce((low, part) => (part.mean < low.mean ? part : low));
  const rise = last.mean - lowest.mean;
  // The lowest of twenty is low by chance, too: four standard errors instead of two.
  if (rise < Math.max(RISING_SHARE * lowest.mean, 4 * Math.hypot(last.error, lowest.error))) return null;
  const learningRate = lower(run.settings.learning_rate);
  const from = told.between(lowest.begin, lowest.step) ?? lowest.mean;
  // Of a curve that was thinned out to extremes, these alone may have risen.
  if (told.now <= from) return null;
  return { code: 'rising', sinceStep: lowest.step, from, to: told.now, learningRate };
}

function spikesOf({ run }: InsightInput, recent: readonly InsightPoint[]): Finding | null {
  const found = spikes(recent);
  const lastStep = found.at(-1)?.step;
  if (lastStep === undefined || found.length < LEAST_SPIKES) return null;
  return { code: 'spikes', count: found.length, lastStep, learningRate: lower(run.settings.learning_rate) };
}

function overfittingOf(input: InsightInput, losses: readonly InsightPoint[]): Finding | null {
  const { run, evaluations } = input;
  const best = lowestOf(input);
  if (!best) return null;
  const keptStep = run.best?.step ?? best.step;
  // What the task is judged by got better although the loss rose, and may yet.
  if (keptStep > best.step && isGoing(run.state)) return null;
  const since = evaluations.filter(({ step }) => step > best.step);
  const compared = comparable(input).filter(({ step }) => step > best.step);
  const last = (compared.at(-1) ?? since.at(-1))?.validationLoss;
  if (last === undefined || since.length < OVERFITTING_EVALUATIONS) return null;
  const noise = noiseOf(comparable(input).map(({ validationLoss }) => validationLoss));
  // The best of many is the best by chance, too: it takes four standard deviations, and a way that leads upwards.
  if (last - best.validationLoss < Math.max(OVERFITTING_SHARE * best.validationLoss, 4 * noise)) return null;
  const way = linearTrend(since.map(({ step, validationLoss }) => ({ step, loss: validationLoss })));
  if (!way || way.change < way.error) return null;
  const after = linearTrend(losses.filter(({ step }) => step >= best.step));
  // Training that gets worse, too, is no learning by heart.
  if (!after || after.change >= 0) return null;
  return {
    code: 'overfitting',
    evaluations: since.length,
    bestStep: best.step,
    keptStep,
    bestLoss: best.validationLoss,
    lastLoss: last,
    next: isGoing(run.state) ? 'stop' : run.settings.load_best_model_at_end ? 'best_kept' : 'last_kept',
  };
}

/** What it is meant to be trained with. */
const usualRate = ({ size, model, settings }: InsightInput['run']) =>
  (model.base ? defaultSettingsOn(model, size, settings.tuning) : defaultSettings(size)).learning_rate;
const isCautious = ({ run }: Pick<InsightInput, 'run'>) => run.settings.learning_rate < usualRate(run);

/** Even at the near end of what noise allows, the fall is too small to matter. */
function flatOf(
  { run }: InsightInput,
  losses: readonly InsightPoint[],
  trend: Trend,
  steps: number,
  told: Told,
): Finding | null {
  if (-trend.change + 2 * trend.error >= FLAT_SHARE * trend.from) return null;
  const first = losses[0]?.loss ?? told.now;
  if (first - trend.to >= LEARNED_SHARE * first) {
    const next = isTired(run, steps) ? 'rows' : 'longer';
    return { code: 'flat', fromStep: told.since, last: told.between(told.since, steps) ?? told.now, next };
  }
  // What the size is meant to be trained with, unless that is what did not work.
  const learningRate = isCautious({ run }) ? usualRate(run) : rounded(3 * run.settings.learning_rate);
  return { code: 'hardly_learns', first, last: told.now, learningRate };
}

function validationFlatOf(input: InsightInput, trend: Trend): Finding | null {
  const evaluations = comparable(input);
  if (evaluations.length < VALIDATION_FLAT_EVALUATIONS || !isFalling(trend)) return null;
  const cut = Math.ceil((evaluations.length * 2) / 3);
  const lowest = (part: readonly Evaluation[]) => Math.min(...part.map(({ validationLoss }) => validationLoss));
  const [before, after] = [lowest(evaluations.slice(0, cut)), lowest(evaluations.slice(cut))];
  if (before - after >= VALIDATION_FLAT_SHARE * before) return null;
  return { code: 'validation_flat', sinceStep: evaluations[cut - 1]?.step ?? 0, loss: Math.min(before, after) };
}

/**
 * The gradient is cut at nearly every step. Optimizers that divide by the gradient's size hardly mind by themselves, so this is told only
 * of a loss that does not fall.
 */
function clippedOf({ run }: InsightInput, recent: readonly InsightPoint[]): Finding | null {
  const norms = recent.flatMap(({ grad_norm }) => (grad_norm === undefined ? [] : grad_norm));
  if (norms.length < LEAST_POINTS) return null;
  const share = mean(norms.map((norm) => (norm > run.settings.max_grad_norm ? 1 : 0)));
  return share < CLIPPED_SHARE ? null : { code: 'clipped', share, learningRate: lower(run.settings.learning_rate) };
}

/** At its end both losses were on their way down. Without evaluations nobody knows whether the fall was worth anything. */
function stillFallingOf(input: InsightInput, trend: Trend, { since, now, steps, between }: Told): Finding | null {
  const { state } = input.run;
  if (isGoing(state) || state === 'failed' || !isFalling(trend)) return null;
  const evaluations = comparable(input);
  const [last, earlier] = [evaluations.at(-1), evaluations.findLast(({ step }) => step <= 0.8 * input.run.step)];
  if (!last || !earlier || last.step !== lowestOf(input)?.step) return null;
  if (earlier.validationLoss - last.validationLoss < VALIDATION_FLAT_SHARE * earlier.validationLoss) return null;
  const from = between(since, since + steps - 1);
  // A fall that the losses themselves do not show is none to go on for.
  if (from === null || now >= from) return null;
  return { code: 'still_falling', fromStep: since, from, to: now, lastSteps: steps };
}

/** How often a run has gone through its training rows by a step; `null` before they are counted. */
export function epochsOf(run: Learned, steps: number): number | null {
  const { prepared } = run;
  return prepared && prepared.trainTokens > 0 ? (steps * learnedPerStep(run)) / prepared.trainTokens : null;
}
type Learned = Parameters<typeof learnedPerStep>[0];

/** Whether its rows were seen so often that they teach hardly more. */
const isTired = (run: Learned, steps: number) => (epochsOf(run, steps) ?? 0) >= MANY_EPOCHS;

function tooLittleDataOf({ run }: InsightInput, steps: number): Finding | null {
  const epochs = epochsOf(run, steps);
  return epochs === null || !isTired(run, steps) ? null : { code: 'too_little_data', epochs };
}

/** Less by a factor that makes a difference and is still worth training with. */
const lower = (learningRate: number) => rounded(learningRate / 3);
const rounded = (learningRate: number) => Number(learningRate.toPrecision(2));
