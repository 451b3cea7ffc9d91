import { lazy } from 'react';
import { defineView } from '../task.ts';
import type { TextDraft } from '../textDraft.ts';
import { MATCH_DRAFT } from './recipe/matchDraft.ts';
import { TEXTS } from './texts.ts';

/** A text goes in, and how near others are to it comes out. */
export const sentenceSimilarity = defineView<'sentence-similarity', TextDraft>({
  texts: TEXTS,
  draft: MATCH_DRAFT,
  Fields: lazy(async () => ({ default: (await import('./recipe/MatchFields.tsx')).MatchFields })),
  Playground: lazy(async () => ({ default: (await import('./playground/MatchBench.tsx')).MatchBench })),
});
