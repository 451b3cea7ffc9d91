import { Thresholds } from '../../../shared/domain/tasks/thresholds.ts';

/** Where earlier versions kept what was chosen in this browser. */
const earlierKey = (modelId: string): string => `kindling.thresholds.${modelId}`;

/** Once the home has them. */
export const forgetEarlier = (storage: Pick<Storage, 'removeItem'>, modelId: string): void =>
  storage.removeItem(earlierKey(modelId));

/** What an earlier version kept here: whatever of it is a threshold. */
export function readEarlier(
  storage: Pick<Storage, 'getItem'>,
  modelId: string,
  labels: readonly string[],
): Thresholds | null {
  const text = storage.getItem(earlierKey(modelId));
  if (text === null) return null;
  try {
    const known = Thresholds.safeParse(JSON.parse(text)).data ?? {};
    const own = Object.entries(known).filter(([label]) => labels.includes(label));
    return own.length === 0 ? null : Object.fromEntries(own);
  } catch {
    return null;
  }
}
