import { lazy } from 'react';
import { defineView } from '../task.ts';
import { LABEL_DRAFT, type LabelDraft } from './recipe/labelDraft.ts';
import { TEXTS } from './texts.ts';

/** A text goes in, and bars of labels come out. */
export const textClassification = defineView<'text-classification', LabelDraft>({
  texts: TEXTS,
  draft: LABEL_DRAFT,
  Fields: lazy(async () => ({ default: (await import('./recipe/LabelFields.tsx')).LabelFields })),
  Results: lazy(async () => ({ default: (await import('./results/LabelResults.tsx')).LabelResults })),
  Playground: lazy(async () => ({ default: (await import('./playground/LabelBench.tsx')).LabelBench })),
});
