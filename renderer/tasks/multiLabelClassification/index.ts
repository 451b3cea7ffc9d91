import { lazy } from 'react';
import { defineView } from '../task.ts';
import { TAG_DRAFT, type TagDraft } from './recipe/tagDraft.ts';
import { TEXTS } from './texts.ts';

/** A text goes in, and bars of labels come out, each by itself. */
export const multiLabelClassification = defineView<'multi-label-classification', TagDraft>({
  texts: TEXTS,
  draft: TAG_DRAFT,
  Fields: lazy(async () => ({ default: (await import('./recipe/TagFields.tsx')).TagFields })),
  Playground: lazy(async () => ({ default: (await import('./playground/TagBench.tsx')).TagBench })),
  Results: lazy(async () => ({ default: (await import('./results/TagResults.tsx')).TagResults })),
});
