import type { ConversationCounts } from '../../shared/domain/datasets/conversation.ts';
import { measuredText, withProvider } from '../../shared/domain/engines/engine.ts';
import { engineReasonText } from '../../shared/domain/engines/engineReason.ts';
import type { Execution } from '../../shared/domain/engines/execution.ts';
import type { BaseReference } from '../../shared/domain/models/base.ts';
import { togetherOf } from '../../shared/domain/models/together.ts';
import {
  type Evaluation,
  isGoing,
  isResumable,
  type Preparation,
  type PreparedData,
  type Run,
  type StepMetric,
} from '../../shared/domain/runs/run.ts';
import { isFitted } from '../../shared/domain/runs/runSettings.ts';
import type { Budget, TrainingSettings } from '../../shared/domain/runs/training.ts';
import { type AnyTask, columnsOf, lossUnit, taskOf, withFindings } from '../../shared/domain/tasks/index.ts';
import { AppError, isErrorCode } from '../../shared/errors/errors.ts';
import type { StartRun } from '../../shared/ipc/contract.ts';
import { badOption } from './badOption.ts';
import { findingNotes } from './findingNotes.ts';
import { keepHint } from './keepBaselineCommand.ts';
import { baselinesOf, measureLines, togetherJson } from './measureLines.ts';
import type { Output } from './output.ts';
import { chosenRecipe, type RecipeOptions, recipeRequest } from './recipeOptions.ts';
import { checkResumed, type GivenOption } from './resumeOptions.ts';
import type { Session } from './session.ts';
import { givenSettings } from './settingOptions.ts';
import { type SplitOptions, splitOf } from './splitOptions.ts';

/** Beside these, an option for each setting: see `givenSettings`. */
export interface TrainOptions extends SplitOptions, RecipeOptions {
  [setting: string]: unknown;
  dataset?: string;
  size: StartRun['size'];
  /** A model to start from. */
  base?: string;
  /** As `--tuning frozen`. */
  frozenBody?: boolean;
  steps?: number;
  minutes?: number;
  fidelityField?: string[];
  name?: string;
  /** A run to go on with, instead of a new one. */
  resume?: string;
  /** Step of the checkpoint to go on from. */
  fromStep?: number;
  /** Steps that come on top. */
  extend?: number;
}

const DEFAULT_MINUTES = 5;

/** @param given what of the options was typed in */
export async function train(
  session: Session,
  output: Output,
  options: TrainOptions,
  given: readonly GivenOption[],
): Promise<void> {
  const { run, losses, baseline } = await followRun(session, output, () => begin(session, output, options, given));
  printDone(output, run, losses, baseline);
}

/** Starts a run, or goes on with one. */
async function begin(
  { client, signal }: Session,
  output: Output,
  options: TrainOptions,
  given: readonly GivenOption[],
): Promise<Run> {
  const { resume: id, extend, dataset } = options;
  if (id !== undefined) {
    if (extend !== undefined && options.fromStep !== undefined) {
      throw badOption('--from-step', 'a run is extended from its last checkpoint');
    }
    checkResumed(given, await client.runs.get({ id }));
    if (extend !== undefined) return client.runs.extend({ id, add: { kind: 'steps', steps: extend } });
    return client.runs.resume({ id, learning_rate: givenSettings(options).learning_rate, fromStep: options.fromStep });
  }
  if (extend !== undefined) throw badOption('--extend', 'say which run with --resume');
  if (options.fromStep !== undefined) throw badOption('--from-step', 'say which run with --resume');
  if (dataset === undefined) throw badOption('--dataset', 'say what to learn from, or which run to --resume');
  const recipe = chosenRecipe(options);
  if (recipe === undefined) throw badOption('--recipe', 'say what to learn, or --task');
  const request = recipeRequest(options, recipe);
  const { base } = options;
  const found = await client.recipes.examine({ datasetId: dataset, recipe: request, base }, { signal });
  if (found.refusal) throw asAppError(found.refusal);
  for (const note of findingNotes(found)) output.note(note);
  return client.runs.start({
    datasetId: dataset,
    recipe: withFindings(request, found),
    size: options.size,
    base: options.base,
    budget: budget(options),
    settings: settingsOf(options),
    name: options.name,
    split: splitOf(options),
    fidelityFields: options.fidelityField,
  });
}

function settingsOf(options: TrainOptions): Partial<TrainingSettings> {
  const given = givenSettings(options);
  if (!options.frozenBody) return given;
  if (given.tuning !== undefined && given.tuning !== 'frozen') {
    throw badOption('--frozen-body', `--tuning ${given.tuning} trains the body`);
  }
  return { ...given, tuning: 'frozen' };
}

/** Follows a run from its start to its end. Ctrl-C stops it and keeps the model. Throws when the run failed. */
export async function followRun(
  { client, signal }: Session,
  output: Output,
  start: () => Promise<Run>,
): Promise<{ run: Run; losses: number[]; baseline: Evaluation | null }> {
  let run = await start();
  const stop = () => {
    // Before its head is fitted, a frozen body has no model to keep.
    output.note(isFitted(run) ? 'stopping' : 'stopping; the model is kept');
    // A run that has just ended by itself needs no stopping.
    client.runs.stop({ id: run.id }).catch(() => {});
  };
  signal.addEventListener('abort', stop, { once: true });
  const losses: number[] = [];
  let baseline: Evaluation | null = null;
  // What an earlier attempt reported is not told again.
  for await (const event of client.runs.watch({ id: run.id, fromStep: run.step })) {
    switch (event.event) {
      case 'run':
        printChanges(output, run, event.run);
        run = event.run;
        break;
      case 'preparation':
        if (run.state === 'training') tellReading(output, event.preparation);
        else output.progress(`preparing: ${event.preparation.phase}`);
        break;
      case 'step':
        losses.push(event.metric.loss);
        output.event({ event: 'step', ...event.metric });
        output.progress(progressLine(event.metric));
        break;
      case 'evaluation':
        if (event.evaluation.step === 0) baseline = event.evaluation;
        output.event({ event: 'evaluation', ...event.evaluation });
        break;
      case 'sample':
        output.event({ event: 'sample', ...event.sample });
        break;
      case 'rewound':
        output.note(`resuming from the checkpoint of step ${event.step}`);
        output.event({ event: 'resumed', resumedFromStep: event.step });
        break;
      case 'resources':
        break;
      default:
        throw event satisfies never;
    }
  }
  signal.removeEventListener('abort', stop);
  if (isResumable(run) && run.modelId === null)
    output.note(`the run stands at step ${run.step}; resume it with: train --resume ${run.id}`);
  if (run.error) throw asAppError(run.error);
  if (isGoing(run.state) || run.modelId === null) throw new AppError('cancelled');
  return { run, losses, baseline };
}

/** What training does before its first step: a frozen body reads the texts, which may take minutes. */
function tellReading(output: Output, preparation: Preparation): void {
  const { phase, done, total, remainingMs } = preparation;
  output.event({ event: 'preparation', ...preparation });
  if (phase === 'vectors' && done === 0) output.note('reading the texts: the frozen model makes a vector of each');
  const left = remainingMs === undefined ? '' : `, ${Math.ceil(remainingMs / 1000)} s to go`;
  output.progress(total ? `reading the texts: ${Math.floor((100 * done) / total)}%${left}` : 'fitting the head');
}

/** What has come to be known about the run since. */
function printChanges(output: Output, before: Run, run: Run): void {
  if (run.prepared && !before.prepared && run.prepared.promptsTooLong > 0)
    output.note(promptsLine(run.prepared, taskOf(run.recipe)));
  if (run.prepared?.conversations && !before.prepared)
    for (const line of conversationLines(run.prepared.conversations, run)) output.note(line);
  // First of all, so that whoever reads knows whom the rest is about.
  if (run.workerPid !== null && run.workerPid !== before.workerPid) {
    output.event({ event: 'started', run: run.id, workerPid: run.workerPid, attempt: run.attempts });
  }
  if (run.settings.per_device_train_batch_size !== before.settings.per_device_train_batch_size) {
    const { per_device_train_batch_size: size, gradient_accumulation_steps: count } = run.settings;
    output.note(`memory ran out; continuing with ${count} batches of ${size} for each step`);
  }
  if (run.engine && run.workerPid !== null && run.state === 'training' && before.state !== 'training') {
    printEngine(output, run);
  }
  if (run.execution && run.execution !== before.execution && !isSame(run.execution, before.execution)) {
    printExecution(output, run.execution);
  }
  const added = run.checkpoints.filter(({ step }) => !before.checkpoints.some((known) => known.step === step));
  for (const { step } of added) output.event({ event: 'checkpoint', step });
}

const isSame = (one: Execution, other: Execution | null) => JSON.stringify(one) === JSON.stringify(other);

/** The end of a run that made a model. */
export function printDone(
  output: Output,
  run: Run,
  losses: readonly number[],
  baseline: Evaluation | null = null,
): void {
  const { base } = run.model;
  output.result(
    {
      event: 'done',
      run: run.id,
      model: run.modelId,
      firstLoss: run.firstLoss ?? losses[0] ?? null,
      lastLoss: run.lastLoss ?? losses.at(-1) ?? null,
      valLoss: run.validationLoss,
      valShare: run.validationShare,
      testLoss: run.testLoss,
      bitsPerByte: run.measures?.metrics.bitsPerByte?.value ?? null,
      metrics: run.measures?.metrics ?? {},
      ...(run.measures?.keeping && { keeping: run.measures.keeping }),
      notMeasured: run.measures?.notMeasured ?? {},
      baselines: run.measures ? baselinesOf(run.measures) : [],
      ...(run.measures?.together && { together: togetherJson(run.measures) }),
      measuredTexts: run.measures?.texts ?? 0,
      fidelityFields: run.measures?.fields ?? [],
      tokensPerSecond: run.tokensPerSecond,
      engine: run.engine?.name ?? null,
      engineVersion: run.engine?.version ?? null,
      device: run.engine?.device ?? null,
      engineReason: run.engine?.reason ? engineReasonText(run.engine.reason) : null,
      execution: run.execution?.mode ?? null,
      precision: run.execution?.precision ?? null,
      weightsSha256: run.weightsSha256,
      resumedFromStep: run.resumedFromStep,
      endReason: run.endReason,
      bestStep: run.best?.step ?? null,
      parameters: run.parameters,
      trainableParameters: run.trainableParameters ?? run.parameters,
      ...(base && {
        ...{ base: base.id, tuning: run.settings.tuning, baseValLoss: baseline?.validationLoss ?? null },
        baseBitsPerByte: baseline?.metrics?.bitsPerByte?.value ?? null,
      }),
      ...(run.prepared ?? {}),
      steps: run.step,
      state: run.state,
    },
    [
      ...(run.prepared ? [preparedLine(run.prepared)] : []),
      workLine(run),
      `Loss ${run.firstLoss?.toFixed(3)} → ${run.lastLoss?.toFixed(3)}, validation ${run.validationLoss?.toFixed(3) ?? 'not measured'}${run.testLoss === null ? '' : `, test ${run.testLoss.toFixed(3)}`} ${lossUnit(run.recipe)}.`,
      ...(base ? [baseLine(base, run, baseline)] : []),
      ...(run.measures ? measureLines(run.measures) : []),
      ...keepHint(run),
      ...joinHint(run),
      `The model's id is ${run.modelId}.`,
    ].join('\n'),
  );
}

function workLine(run: Run): string {
  const speed = `at ${Math.round(run.tokensPerSecond ?? 0)} tokens/s`;
  if (isFitted(run))
    return `Read the texts ${speed} and fitted a head in ${run.step} passes over all rows: ${Math.round(run.elapsedMs / 1000)} s.`;
  return `Trained ${run.step} steps (${run.parameters.toLocaleString('en')} parameters) ${speed}.`;
}

function baseLine(
  { name }: BaseReference,
  { settings: { tuning }, trainableParameters }: Run,
  baseline: Evaluation | null,
): string {
  const trained = `${(trainableParameters ?? 0).toLocaleString('en')} parameters trained (${tuning})`;
  const before =
    baseline === null ? '' : `; ${name} alone has a validation loss of ${baseline.validationLoss.toFixed(3)}`;
  return `On top of ${name}: ${trained}${before}.`;
}

function printEngine(output: Output, run: Run): void {
  const { engine } = run;
  if (!engine) return;
  const why = engine.reason ? `; not a faster one because ${engineReasonText(engine.reason)}` : '';
  const measured = engine.measured ? `; measured, a step: ${measuredText(engine)}` : '';
  output.note(
    `training on ${withProvider(engine.name, engine)} ${engine.version}, ${engine.device} (${engine.deviceName})${why}${measured}`,
  );
  const { engineBefore: before } = run;
  if (before)
    output.note(
      `resumed with another engine: earlier steps were computed by ${withProvider(before.name, before)} ${before.version} on ${before.deviceName}, so the result is not bit for bit that of one engine`,
    );
  // Words as they always were, and the codes beside them.
  const { reason: reasons, ...rest } = engine;
  output.event({ event: 'engine', ...rest, reason: reasons && engineReasonText(reasons), reasons });
}

function printExecution(output: Output, execution: Execution): void {
  const { mode, problem } = execution;
  const refused =
    mode === 'eager' ? 'because it could not be compiled' : 'by the processor, as what was chosen could not run them';
  const why = problem ? ` ${refused}: ${problem}` : '';
  output.note(`steps are ${mode}, matrix products in ${execution.precision}${why}`);
  output.event({ event: 'execution', ...execution });
}

function preparedLine({
  trainDocuments,
  trainTokens,
  validationDocuments,
  testDocuments,
  leftOut,
}: PreparedData): string {
  const [documents, tokens, kept, tested] = [trainDocuments, trainTokens, validationDocuments, testDocuments].map((n) =>
    n.toLocaleString('en'),
  );
  const test = testDocuments === 0 ? '' : ` and ${tested} for testing`;
  const left =
    leftOut === undefined
      ? ''
      : ` ${leftOut.toLocaleString('en')} more were left out of training: their text lacks what is to be kept.`;
  return `Trained on ${documents} rows (${tokens} tokens); ${kept} were held out for validation${test}.${left}`;
}

function promptsLine({ promptsTooLong, promptLimit }: PreparedData, { answers }: Pick<AnyTask, 'answers'>): string {
  const rows = promptsTooLong.toLocaleString('en');
  if (!answers)
    return `the texts of ${rows} rows are longer than the context and cut at their ${promptLimit === null ? 'ends' : 'beginnings'}; a larger --context-length helps`;
  return promptLimit === null
    ? `the prompts of ${rows} rows leave no room for an answer; a larger --context-length or --truncation-side left helps`
    : `the prompts of ${rows} rows are cut to their last ${promptLimit} tokens`;
}

function conversationLines(
  { template, cut, leftOut }: ConversationCounts,
  { recipe, settings }: Pick<Run, 'recipe' | 'settings'>,
): string[] {
  const [column = ''] = columnsOf(recipe);
  const whose = template === 'model' ? 'that of the model' : 'the default one, which goes with the model';
  return [
    `the chat template that messages are written by is ${whose}`,
    ...(cut > 0 ? [new AppError('conversations_cut', { rows: cut, limit: settings.context_length }).message] : []),
    ...leftOut.map(({ reason, value, row, rows }) => {
      const shown = value === '' ? '' : `(${value})`;
      return new AppError('conversations_left_out', { column, rows, row: row + 1, flaw: reason, value: shown }).message;
    }),
  ];
}

function progressLine(metric: StepMetric): string {
  const remaining = metric.remainingMs === null ? '' : `, ${Math.ceil(metric.remainingMs / 1000)} s to go`;
  return `step ${metric.step}: loss ${metric.loss.toFixed(3)}, ${Math.round(metric.tokensPerSecond)} tokens/s${remaining}`;
}

function budget(options: TrainOptions): Budget {
  if (options.steps !== undefined && options.minutes !== undefined) {
    throw badOption('--minutes', 'give either --steps or --minutes');
  }
  if (options.steps !== undefined) return { kind: 'steps', steps: options.steps };
  return { kind: 'minutes', minutes: options.minutes ?? DEFAULT_MINUTES };
}

function asAppError(error: NonNullable<Run['error']>): AppError {
  return isErrorCode(error.code)
    ? new AppError(error.code, error.details)
    : new AppError('internal', { message: error.message });
}

/** How to let words join in, where both together are plainly better than the model alone. */
function joinHint({ measures, modelId }: Run): string[] {
  const contest = measures && togetherOf(measures);
  if (!contest || contest.used || contest.outcome !== 'better') return [];
  return [`Let words join in from now on: kindling join-words --model ${modelId}`];
}
