import { z } from 'zod';
import type { Column } from '../../../../shared/domain/columns.ts';
import type { RecommendRequest } from '../../../../shared/domain/tasks/recommendation/recipe.ts';
import { guessed } from '../../../../shared/domain/tasks/recommendation/resolve.ts';
import type { DraftDefinition } from '../../task.ts';

export const EventDraft = z.object({
  user: z.string().nullable(),
  item: z.string().nullable(),
  /** `null` takes the order of the rows. */
  time: z.string().nullable(),
  /** `null` counts every event. */
  rating: z.string().nullable().default(null),
  /** Ratings from here on are of something liked; `null` takes the middle of their range. */
  least: z.number().nullable().default(null),
});
export type EventDraft = z.infer<typeof EventDraft>;

/** As suggested; else columns that are called so. */
function guess(columns: readonly Column[], suggested?: RecommendRequest): EventDraft {
  if (suggested) return draftOf(suggested);
  const [user, item, time, rating] = guessed(columns);
  return { user, item, time, rating, least: null };
}

const draftOf = ({ user, item, time = null, rating }: RecommendRequest): EventDraft => ({
  ...{ user, item, time, rating: rating?.column ?? null, least: rating?.least ?? null },
});

/** Without columns that are not there. */
function fit(draft: EventDraft, columns: readonly Column[]): EventDraft {
  const { user, item, time, rating } = draft;
  const names = columns.map(({ name }) => name);
  const there = [user, item, time, rating].every((name) => name === null || names.includes(name));
  return there && user !== null && item !== null ? draft : guess(columns);
}

/** `null` while the form lacks an answer that nobody can guess. */
const toRequest = ({ user, item, time, rating, least }: EventDraft): RecommendRequest | null =>
  user === null || item === null
    ? null
    : { kind: 'recommend', user, item, time, rating: rating === null ? null : { column: rating, least } };

export const EVENT_DRAFT: DraftDefinition<'recommendation', EventDraft> = {
  schema: EventDraft,
  guess,
  fromRun: ({ recipe }, columns) => fit(draftOf(recipe), columns),
  fit,
  kindOf: () => 'recommend',
  withKind: (draft) => draft,
  toRequest,
  toFidelityFields: () => ({}),
};
