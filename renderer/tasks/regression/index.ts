import { lazy } from 'react';
import { defineView } from '../task.ts';
import type { TextDraft } from '../textDraft.ts';
import { SCORE_DRAFT } from './recipe/scoreDraft.ts';
import { TEXTS } from './texts.ts';

/** A text goes in, and a number comes out. */
export const regression = defineView<'regression', TextDraft>({
  texts: TEXTS,
  draft: SCORE_DRAFT,
  Fields: lazy(async () => ({ default: (await import('./recipe/ScoreFields.tsx')).ScoreFields })),
  Playground: lazy(async () => ({ default: (await import('./playground/ScoreBench.tsx')).ScoreBench })),
  Results: lazy(async () => ({ default: (await import('./results/PredictedAgainstTrue.tsx')).PredictedAgainstTrue })),
});
