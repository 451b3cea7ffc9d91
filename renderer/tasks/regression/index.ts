import { lazy } from 'react';
import { defineView } from '../task.ts';
import { SCORE_DRAFT, type ScoreDraft } from './recipe/scoreDraft.ts';
import { TEXTS } from './texts.ts';

/** A text goes in, and a number comes out. */
export const regression = defineView<'regression', ScoreDraft>({
  texts: TEXTS,
  draft: SCORE_DRAFT,
  Fields: lazy(async () => ({ default: (await import('./recipe/ScoreFields.tsx')).ScoreFields })),
  Playground: lazy(async () => ({ default: (await import('./playground/ScoreBench.tsx')).ScoreBench })),
  Results: lazy(async () => ({ default: (await import('./results/PredictedAgainstTrue.tsx')).PredictedAgainstTrue })),
});
