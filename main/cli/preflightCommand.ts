import { type Judgement, judge } from '../../shared/domain/runs/judge.ts';
import { expectedExtent, type Preflight, RunShape } from '../../shared/domain/runs/preflight.ts';
import {
  examplesApart,
  learnedTokens,
  type Recommendation,
  recommend,
  withoutLeftOut,
} from '../../shared/domain/runs/recommend.ts';
import { type Budget, defaultSettings, TrainingSettings } from '../../shared/domain/runs/training.ts';
import { taskOf, taskSettings, writesTexts } from '../../shared/domain/tasks/index.ts';
import type { RecipeFindings } from '../../shared/domain/tasks/recipeFindings.ts';
import type { PreflightRequest } from '../../shared/ipc/contract.ts';
import { findingNotes } from './findingNotes.ts';
import type { Output } from './output.ts';
import { chosenRecipe, type RecipeOptions, recipeRequest } from './recipeOptions.ts';
import type { Session } from './session.ts';
import { givenSettings } from './settingOptions.ts';

/** Beside these, an option for each setting that changes what a step costs. */
export interface PreflightOptions extends RecipeOptions {
  [setting: string]: unknown;
  dataset?: string;
  size: PreflightRequest['size'];
  /** A model to start from. */
  base?: string;
  steps?: number;
  minutes?: number;
}

const DEFAULT_MINUTES = 5;
/** Of tasks whose rows are not packed: the rows that will be there are not known before they are prepared. */
const FILLED = 'That is of rows that fill the context: shorter ones take less, but each length is compiled once.';

/** Tries a few steps of a run, says what it would take, and what to choose instead. */
export async function preflightCommand(session: Session, output: Output, options: PreflightOptions): Promise<void> {
  const { client, signal } = session;
  const settings = givenSettings(options);
  output.progress('trying a few steps');
  const chosen = chosenRecipe(options);
  const task = chosen && taskOf({ kind: chosen }).kind;
  const shape = { datasetId: options.dataset, size: options.size, base: options.base, settings };
  const found = await client.runs.preflight({ ...shape, ...(task && { task }) }, { signal });
  const budget: Budget =
    options.steps === undefined
      ? { kind: 'minutes', minutes: options.minutes ?? DEFAULT_MINUTES }
      : { kind: 'steps', steps: options.steps };
  const { stepMs, readyMs } = found;
  const extent = stepMs === null ? null : expectedExtent(budget, { stepMs, readyMs });
  const { warnings: findings, mustContain } = await examineRows(session, options);
  for (const note of findingNotes({ warnings: findings, mustContain })) output.note(note);
  const advice = await advise(session, options, { settings, budget, found, findings });
  output.result(
    {
      ...found,
      expectedSteps: extent?.steps ?? null,
      expectedMs: extent?.milliseconds ?? null,
      recommendation: advice?.recommended ?? null,
      judgements: advice?.judgements ?? null,
      findings,
    },
    [
      stepMs === null || !extent
        ? 'The time of a step is unknown.'
        : `A step takes about ${Math.round(stepMs)} ms: about ${extent.steps} steps in ${Math.round(extent.milliseconds / 1000)} s.`,
      ...(stepMs !== null && task && !writesTexts(task) ? [FILLED] : []),
      `Memory: ${found.measured ? 'about' : 'at least'} ${megabytes(found.memoryBytes)}, ${megabytes(found.availableMemoryBytes)} are free.`,
      `Disk: about ${megabytes(found.diskBytes)}, ${megabytes(found.freeDiskBytes)} are free.`,
      ...problemLines(found),
      ...(advice ? adviceLines(advice) : []),
    ].join('\n'),
  );
}

/** What the rows are like for the recipe that was chosen. Where it was not, or they cannot be looked at, the training says it. */
async function examineRows(
  { client, signal }: Session,
  options: PreflightOptions,
): Promise<Pick<RecipeFindings, 'warnings' | 'mustContain'>> {
  const { dataset: datasetId, base } = options;
  const chosen = chosenRecipe(options);
  if (datasetId === undefined || !chosen) return { warnings: [], mustContain: [] };
  const { refusal, warnings, mustContain } = await client.recipes.examine(
    { datasetId, recipe: recipeRequest(options, chosen), base },
    { signal },
  );
  return { warnings: refusal ? [refusal, ...warnings] : warnings, mustContain };
}

interface Advice {
  recommended: Recommendation;
  judgements: Judgement[];
}

/** By the same facts and rules as in the window; `null` without a data set. */
async function advise(
  { client, signal }: Session,
  options: PreflightOptions,
  {
    settings,
    budget,
    found,
    findings,
  }: { settings: PreflightRequest['settings']; budget: Budget; found: Preflight; findings: RecipeFindings['warnings'] },
): Promise<Advice | null> {
  const { dataset: datasetId, size, base } = options;
  // Sizes are recommended, and a model that others have trained has the size that it has.
  if (datasetId === undefined || base !== undefined) return null;
  const [dataset, { engine }] = await Promise.all([client.datasets.get({ id: datasetId }), client.engine.status({})]);
  const chosen = chosenRecipe(options);
  const recipe = chosen ? recipeRequest(options, chosen) : (dataset.suggestedRecipe ?? null);
  const tokens = recipe && (await client.recipes.tokens({ datasetId, recipe, size, settings, rows: 1 }, { signal }));
  const known = found.speeds;
  const whole = {
    rows: dataset.rows,
    tokens: learnedTokens(dataset, recipe),
    lengths: tokens && { ...tokens, size },
    engine,
    known,
    apart: examplesApart(dataset, recipe),
  };
  const facts = withoutLeftOut(whole, findings);
  const recommended = recommend(facts);
  const usual = recipe ? taskSettings(taskOf(recipe).kind, size) : defaultSettings(size);
  const all = TrainingSettings.parse({ ...usual, ...settings });
  const choice = { ...RunShape.parse({ ...all, size }), budget, truncation_side: all.truncation_side };
  return { recommended, judgements: judge(choice, facts, recommended, tokens).judgements };
}

function adviceLines({ recommended, judgements }: Advice): string[] {
  const { size, minutes, context_length, per_device_train_batch_size: batch, truncation_side } = recommended;
  const { steps, stepMs, source, epochs } = recommended;
  const cut = truncation_side === 'none' ? '' : ` --truncation-side ${truncation_side}`;
  return [
    `Recommended: --size ${size} --minutes ${minutes} --context-length ${context_length} --batch-size ${batch}${cut}`,
    `  about ${steps} steps of ${Math.round(stepMs)} ms (${source}), ${epochs.toPrecision(2)} epochs`,
    ...judgements.map((judgement) => `  ${judgement.level}: ${figures(judgement)}`),
  ];
}

function figures(judgement: Judgement): string {
  switch (judgement.about) {
    case 'steps':
      return `${judgement.steps} steps, ${judgement.wanted} are enough`;
    case 'epochs':
      return `${judgement.epochs.toPrecision(2)} epochs`;
    case 'size':
      return `about ${Math.round(judgement.tokens)} tokens for ${judgement.parameters} parameters, ${judgement.wanted} are enough`;
    case 'context':
      return `${judgement.tooLong} of ${judgement.documents} rows are longer than the context`;
    case 'prompts':
      return `${judgement.withoutRoom} of ${judgement.documents} prompts leave no room for an answer`;
    default:
      throw judgement satisfies never;
  }
}

function problemLines({ problem, offer }: Preflight): string[] {
  if (!problem) return [];
  const instead = offer
    ? `What fits: --size ${offer.size} --batch-size ${offer.per_device_train_batch_size} --gradient-accumulation-steps ${offer.gradient_accumulation_steps} --context-length ${offer.context_length}`
    : 'No smaller training fits either.';
  return [`There is too little ${problem} for this.`, instead];
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
