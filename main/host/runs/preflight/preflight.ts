import { statfs } from 'node:fs/promises';
import { createConfig, type ModelConfig } from '../../../../shared/domain/architectures/index.ts';
import { SizeName } from '../../../../shared/domain/architectures/sizes.ts';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import type { EngineInfo } from '../../../../shared/domain/engines/engine.ts';
import type { BaseReference } from '../../../../shared/domain/models/base.ts';
import {
  type KnownSpeed,
  type Preflight,
  RunShape,
  roughTokens,
  tokensPerStep,
} from '../../../../shared/domain/runs/preflight.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { earlierSpeeds } from '../../../../shared/domain/runs/stepTime.ts';
import { defaultSettings, type TrainingSettings } from '../../../../shared/domain/runs/training.ts';
import type { TaskKind } from '../../../../shared/domain/tasks/index.ts';
import { AppError } from '../../../../shared/errors/errors.ts';
import type { HostContext } from '../../services/context.ts';
import { baseExtent, diskBytes, type Extent, leastMemory, memoryBesideSteps, usableMemory } from './footprint.ts';
import { offerInstead } from './offer.ts';
import type { TrialOutcome, Trials } from './trials.ts';

export interface Plan {
  /** Learned from; `null` while there is none. */
  dataset: Dataset | null;
  size: RunShape['size'];
  settings: TrainingSettings;
  /** What for: heads differ. */
  task: TaskKind;
  /** The model that it starts from; `null` starts from random weights of the size. */
  base: { reference: BaseReference; config: ModelConfig } | null;
}

type Needs = Pick<Preflight, 'memoryBytes' | 'availableMemoryBytes' | 'diskBytes' | 'freeDiskBytes'>;

/** A run may need this much more than the lower bound; what is offered instead has to fit for certain. */
const CERTAIN = 1.5;

/** A whole run's peak over that of its trial, for the texts that it writes (measured: small 901 MB, base 1857 MB). */
const OVER_TRIAL = 1.1;

/** Says what a run would take before it is started, and refuses what cannot fit. */
export class Preflights {
  readonly #context: HostContext;
  readonly #trials: Trials;
  readonly #availableMemory: () => Promise<number>;
  readonly #isBusy: () => boolean;
  readonly #closing = new AbortController();

  constructor(
    context: HostContext,
    options: { trials: Trials; availableMemory: () => Promise<number>; isBusy: () => boolean },
  ) {
    this.#context = context;
    this.#trials = options.trials;
    this.#availableMemory = options.availableMemory;
    this.#isBusy = options.isBusy;
    void this.#yieldToRuns();
  }

  /** Tries a few steps, unless that is known already, cannot fit or would disturb a run. */
  async check(plan: Plan, signal: AbortSignal): Promise<Preflight> {
    await this.#context.engine.settled(signal);
    const { engine } = await this.#context.engine.selection();
    await this.#makeRoom(plan, trialKey(plan, engine));
    const needs = await this.#needs(plan, engine);
    return this.#answer(plan, engine, needs, await this.#outcome(plan, engine, needs, signal));
  }

  async #outcome(plan: Plan, engine: EngineInfo, needs: Needs, signal: AbortSignal): Promise<TrialOutcome> {
    const key = trialKey(plan, engine);
    const known = this.#trials.known(key);
    if (known) return known;
    // A frozen body takes no steps that could be tried.
    if (this.#isBusy() || problemOf(needs) || plan.settings.tuning === 'frozen') return { kind: 'given_up' };
    const { size, settings, task, base } = plan;
    const config = base?.config ?? createConfig(settings.architecture, size, settings.context_length);
    const job = { config, settings, task, base: base?.reference ?? null };
    return await this.#trials.take(key, job, signal);
  }

  /**
   * For a run that is about to be started, whoever starts it.
   *
   * @throws AppError `run_does_not_fit`, `nothing_fits`
   */
  async refuseWhatCannotFit(plan: Plan): Promise<void> {
    const selection = await this.#context.engine.selection().catch(() => null);
    // Without an engine the run fails, and says why.
    if (!selection) return;
    await this.#makeRoom(plan, null);
    const needs = await this.#needs(plan, selection.engine);
    const problem = problemOf(needs);
    if (!problem) return;
    const [neededBytes, availableBytes] =
      problem === 'memory' ? [needs.memoryBytes, needs.availableMemoryBytes] : [needs.diskBytes, needs.freeDiskBytes];
    const [needed, available] = [formatBytes(neededBytes), formatBytes(availableBytes)];
    const offer = offerFor(plan, selection.engine, needs, CERTAIN);
    if (!offer)
      throw new AppError('nothing_fits', { needed, available, resource: problem, neededBytes, availableBytes });
    const { size, per_device_train_batch_size, gradient_accumulation_steps, context_length } = offer;
    throw new AppError('run_does_not_fit', {
      ...{ needed, available, resource: problem, neededBytes, availableBytes },
      ...{ size, per_device_train_batch_size, gradient_accumulation_steps, context_length },
    });
  }

  /**
   * What another trial has in memory, or a process that wrote with the model and is idle, is given back before it is counted what there is: both may
   * hold the very model that is about to be read once more.
   */
  async #makeRoom({ base }: Plan, key: string | null): Promise<void> {
    await this.#trials.cancel(key);
    if (base) await this.#context.infer.giveBack();
  }

  /** Resolves once nothing is tried any more, so that a run has the machine for itself. */
  cancel(): Promise<void> {
    return this.#trials.cancel();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.cancel();
  }

  /** Runs begin by themselves, too: when another one has ended, or when one is resumed. */
  async #yieldToRuns(): Promise<void> {
    for await (const event of this.#context.events.subscribe(this.#closing.signal)) {
      if (event.event === 'changed' && event.what === 'runs' && this.#isBusy()) await this.cancel();
    }
  }

  async #needs(plan: Plan, engine: EngineInfo): Promise<Needs> {
    const [extent, tokens] = [extentOf(plan), tokensOf(plan)];
    const [available, disk] = await Promise.all([this.#availableMemory(), statfs(this.#context.paths.home)]);
    return {
      memoryBytes: leastMemory(extent, engine.name) + memoryBesideSteps(extent, tokens),
      availableMemoryBytes: usableMemory(available + this.#takenByRun(engine), engine.name),
      diskBytes: diskBytes(extent, tokens),
      freeDiskBytes: disk.bavail * disk.bsize,
    };
  }

  /** What the run that trains will have given back when it is the next one's turn. */
  #takenByRun(engine: EngineInfo): number {
    if (!this.#isBusy()) return 0;
    const [training] = this.#context.stores.runs.inStates('training');
    return training ? leastMemory(extentOfRun(training), engine.name) : 0;
  }

  #answer(plan: Plan, engine: EngineInfo, bound: Needs, outcome: TrialOutcome): Preflight {
    const shape = shapeOf(plan);
    const report = outcome.kind === 'measured' ? outcome.report : null;
    const needs = { ...bound };
    if (report)
      needs.memoryBytes =
        Math.round(OVER_TRIAL * report.peakRssBytes) + memoryBesideSteps(extentOf(plan), tokensOf(plan));
    // It ended for want of memory, so it takes more than there was.
    if (outcome.kind === 'no_memory') needs.memoryBytes = Math.max(bound.memoryBytes, bound.availableMemoryBytes);
    const factor = (outcome.kind === 'no_memory' ? CERTAIN : 1) * (needs.memoryBytes / bound.memoryBytes);
    const problem = outcome.kind === 'no_memory' ? 'memory' : problemOf(needs);
    const stepMs = report?.stepMs ?? this.#earlierStepMs(plan, engine);
    return {
      measured: report !== null,
      busy: this.#isBusy(),
      tooSlow: outcome.kind === 'too_slow',
      stepMs,
      tokensPerSecond: stepMs === null ? null : (1000 * tokensPerStep(shape)) / stepMs,
      readyMs: report?.readyMs ?? null,
      ...needs,
      problem,
      offer: problem ? offerFor(plan, engine, needs, Math.max(CERTAIN, factor)) : null,
      speeds: this.#speeds(plan, engine),
    };
  }

  /** `null` where no run of this size was: a guess would mislead. */
  #earlierStepMs({ size, settings, base }: Plan, engine: EngineInfo): number | null {
    if (base) return null;
    const speed = this.#earlier(engine).find(
      (earlier) => earlier.size === size && earlier.architecture === settings.architecture,
    );
    return speed ? (speed.stepMs * tokensPerStep(settings)) / tokensPerStep(speed) : null;
  }

  #earlier = (engine: EngineInfo) => earlierSpeeds(this.#context.stores.runs.list(), engine.name);

  /** What was tried of this shape, of each size as it is meant to be trained, and of them with this context; and the newest run of each. */
  #speeds(plan: Plan, engine: EngineInfo): KnownSpeed[] {
    if (plan.base) return [];
    const { precision, architecture, context_length } = plan.settings;
    const own = SizeName.options.map((size) => ({
      size,
      settings: { ...defaultSettings(size), precision, architecture },
      ...{ task: plan.task, base: null },
    }));
    const alike = own.map(({ settings, ...other }) => ({ ...other, settings: { ...settings, context_length } }));
    const plans = new Map([...own, ...alike, plan].map((one) => [trialKey(one, engine), one]));
    const measured = [...plans].flatMap(([key, one]): KnownSpeed[] => {
      const outcome = this.#trials.known(key);
      if (outcome?.kind !== 'measured') return [];
      return [{ ...shapeOf(one), stepMs: outcome.report.stepMs, source: 'measured' }];
    });
    return [...measured, ...this.#earlier(engine)];
  }
}

/** @param factor how much more than the lower bound a run takes, as far as that is known */
function offerFor(plan: Plan, engine: EngineInfo, needs: Needs, factor: number): RunShape | null {
  const tokens = tokensOf(plan);
  const fits = (shape: RunShape) => {
    const extent = { ...extentOf(plan), shape };
    const memory = factor * leastMemory(extent, engine.name) + memoryBesideSteps(extent, tokens);
    return memory <= needs.availableMemoryBytes && diskBytes(extent, tokens) <= needs.freeDiskBytes;
  };
  return offerInstead(shapeOf(plan), fits, { hasBase: plan.base !== null });
}

const shapeOf = ({ size, settings }: Pick<Plan, 'size' | 'settings'>): RunShape =>
  RunShape.parse({ size, ...settings });
const extentOf = (plan: Pick<Plan, 'size' | 'settings' | 'base'>): Extent => ({
  shape: shapeOf(plan),
  base: plan.base && baseExtent(plan.base.config, plan.settings),
  optim: plan.settings.optim,
});
const extentOfRun = ({ size, settings, model }: Run) =>
  extentOf({ size, settings, base: model.base && { reference: model.base, config: model.config } });
const tokensOf = ({ dataset }: Plan): number => (dataset ? roughTokens(dataset) : 0);

function problemOf(needs: Needs): Preflight['problem'] {
  if (needs.memoryBytes > needs.availableMemoryBytes) return 'memory';
  return needs.diskBytes > needs.freeDiskBytes ? 'disk' : null;
}

/** What a trial's result depends on. */
function trialKey(
  { size, settings, task, base }: Pick<Plan, 'size' | 'settings' | 'task' | 'base'>,
  { name, version, device }: EngineInfo,
): string {
  const { per_device_train_batch_size, gradient_accumulation_steps, context_length } = settings;
  const { precision, architecture, optim, lstm_dropout, hidden_dropout_prob } = settings;
  const shape = [
    task,
    size,
    architecture,
    per_device_train_batch_size,
    gradient_accumulation_steps,
    context_length,
    precision,
    optim,
    // However much is dropped, it takes as long.
    ...[lstm_dropout > 0, hidden_dropout_prob > 0],
    ...(base ? [base.reference.sha256, ...tuningOf(settings)] : []),
  ];
  return JSON.stringify([name, version, device, ...shape]);
}

const tuningOf = ({ tuning, lora_rank, lora_dropout, target_modules, gradient_checkpointing }: TrainingSettings) => [
  ...[tuning, lora_rank, lora_dropout > 0, target_modules, gradient_checkpointing],
];

const formatBytes = (bytes: number) =>
  bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
