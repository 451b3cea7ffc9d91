import { useRef } from 'react';
import type { SizeName } from '../../../../shared/domain/architectures/sizes.ts';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import type { EngineDevice, EngineName } from '../../../../shared/domain/engines/engine.ts';
import { type Choice, judge, type Verdict } from '../../../../shared/domain/runs/judge.ts';
import type { KnownSpeed, Preflight } from '../../../../shared/domain/runs/preflight.ts';
import {
  examplesApart,
  learnedTokens,
  type Recommendation,
  recommend,
  type TrainingFacts,
  withoutLeftOut,
} from '../../../../shared/domain/runs/recommend.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { earlierSpeeds } from '../../../../shared/domain/runs/stepTime.ts';
import type { RecipeRequest } from '../../../../shared/domain/tasks/index.ts';
import type { RecipeFindings } from '../../../../shared/domain/tasks/recipeFindings.ts';
import type { RecipeTokens } from '../../../../shared/domain/tasks/recipeTokens.ts';
import { useEngineStatus, useRuns } from '../../../api/index.ts';

export interface Advice {
  recommended: Recommendation;
  /** Whether the lengths of the recipe's documents are known, or could not be counted: before that the context is the size's own. */
  isCounted: boolean;
  /** Whether the verdict has yet to say what fits into the context: the rows are being counted. */
  isCounting: boolean;
  /** Of what the form has chosen; `null` while it is not complete. */
  verdict: Verdict | null;
}

const UNKNOWN_ENGINE: { name: EngineName; device: EngineDevice } = { name: 'tensorflow', device: 'cpu' };

/** What is known of a data set and the machine before anything was counted or tried. */
export function factsOf(
  dataset: Dataset,
  request: RecipeRequest | null,
  engine: { name: EngineName; device: EngineDevice } | undefined,
  runs: readonly Run[] | undefined,
): TrainingFacts {
  const used = engine ?? UNKNOWN_ENGINE;
  const known = earlierSpeeds(runs ?? [], used.name);
  const apart = examplesApart(dataset, request);
  return { tokens: learnedTokens(dataset, request), rows: dataset.rows, lengths: null, engine: used, known, apart };
}

/** What is recommended for the data, and what to make of what was chosen: by all that is known so far, and again with each answer. */
export function useAdvice({
  dataset,
  request,
  size,
  choice,
  tokens,
  cannotCount,
  preflight,
  findings,
}: {
  dataset: Dataset;
  request: RecipeRequest | null;
  size: SizeName;
  choice: Choice | null;
  /** Counted for this size and recipe; `null` while they are being counted. */
  tokens: RecipeTokens | null;
  cannotCount: boolean;
  preflight: Preflight | undefined;
  /** Of the rows, for this recipe. */
  findings: RecipeFindings | undefined;
}): Advice {
  const engine = useEngineStatus().data?.engine;
  const facts = withoutLeftOut(factsOf(dataset, request, engine, useRuns().data), findings?.warnings ?? []);
  // While other answers are tried out, what was measured before still holds.
  const speeds = useRef<readonly KnownSpeed[]>([]);
  if (preflight) speeds.current = preflight.speeds;
  const known = speeds.current.length > 0 ? speeds.current : facts.known;
  // The recipe's lengths, and not another one's. They do not depend on the context, so those there are hold while another one is tried.
  const recipe = JSON.stringify(request);
  const counted = useRef<{ recipe: string; lengths: NonNullable<TrainingFacts['lengths']> } | null>(null);
  if (tokens) counted.current = { recipe, lengths: { ...tokens, size } };
  const lengths = counted.current?.recipe === recipe ? counted.current.lengths : null;
  const all = { ...facts, known, lengths };
  const recommended = recommend(all);
  return {
    recommended,
    isCounted: lengths !== null || cannotCount,
    isCounting: tokens === null && !cannotCount,
    verdict: choice && judge(choice, all, recommended, tokens),
  };
}
