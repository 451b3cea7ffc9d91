import { lazy } from 'react';
import { defineView } from '../task.ts';
import { EVENT_DRAFT, type EventDraft } from './recipe/eventDraft.ts';
import { TEXTS } from './texts.ts';

/** A history goes in, and ten items come out. */
export const recommendation = defineView<'recommendation', EventDraft>({
  texts: TEXTS,
  draft: EVENT_DRAFT,
  Fields: lazy(async () => ({ default: (await import('./recipe/EventFields.tsx')).EventFields })),
  Playground: lazy(async () => ({ default: (await import('./playground/ItemBench.tsx')).ItemBench })),
});
