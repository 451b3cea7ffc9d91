import { Thresholds } from '../../../shared/domain/tasks/thresholds.ts';

/** Where earlier versions kept what was chosen in this browser. */
const earlierKey = (modelId: string): string => `kindling.thresholds.${modelId}`;

/** What an earlier version kept here, once: whatever of it is a threshold. */
export function takeEarlier(
  storage: Pick<Storage, 'getItem' | 'removeItem'>,
  modelId: string,
  labels: readonly string[],
): Thresholds | null {
  const text = storage.getItem(earlierKey(modelId));
  if (text === null) return null;
  storage.removeItem(earlierKey(modelId));
  try {
    const known = Thresholds.safeParse(JSON.parse(text)).data ?? {};
    const own = Object.entries(known).filter(([label]) => labels.includes(label));
    return own.length === 0 ? null : Object.fromEntries(own);
  } catch {
    return null;
  }
}
