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
});
export type EventDraft = z.infer<typeof EventDraft>;

/** As suggested; else columns that are called so. */
function guess(columns: readonly Column[], suggested?: RecommendRequest): EventDraft {
  if (suggested) return { user: suggested.user, item: suggested.item, time: suggested.time ?? null };
  const [user, item, time] = guessed(columns);
  return { user, item, time };
}

/** Without columns that are not there. */
function fit({ user, item, time }: EventDraft, columns: readonly Column[]): EventDraft {
  const names = columns.map(({ name }) => name);
  const there = [user, item, time].every((name) => name === null || names.includes(name));
  return there && user !== null && item !== null ? { user, item, time } : guess(columns);
}

/** `null` while the form lacks an answer that nobody can guess. */
const toRequest = ({ user, item, time }: EventDraft): RecommendRequest | null =>
  user === null || item === null ? null : { kind: 'recommend', user, item, time };

export const EVENT_DRAFT: DraftDefinition<'recommendation', EventDraft> = {
  schema: EventDraft,
  guess,
  fromRun: ({ recipe: { user, item, time } }, columns) => fit({ user, item, time }, columns),
  fit,
  kindOf: () => 'recommend',
  withKind: (draft) => draft,
  toRequest,
  toFidelityFields: () => ({}),
};
