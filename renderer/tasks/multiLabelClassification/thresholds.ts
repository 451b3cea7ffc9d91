import { useLocalStorage } from '@mantine/hooks';
import { z } from 'zod';
import { USUAL_THRESHOLD } from '../../../shared/domain/tasks/labelList.ts';

/** By label; one that is left out has the usual one. */
export type Thresholds = Readonly<Record<string, number>>;

const Stored = z.record(z.string(), z.number().min(0).max(1));

/** The thresholds that were chosen for a model's labels, in the browser's own storage. */
export function useThresholds(modelId: string): [Thresholds, (thresholds: Thresholds) => void] {
  const [stored, set] = useLocalStorage<Thresholds>({
    key: `kindling.thresholds.${modelId}`,
    defaultValue: {},
    deserialize: (text) => {
      try {
        return Stored.safeParse(JSON.parse(text ?? '{}')).data ?? {};
      } catch {
        return {};
      }
    },
  });
  return [stored, set];
}

export const thresholdOf = (thresholds: Thresholds, label: string, usual = USUAL_THRESHOLD): number =>
  Object.hasOwn(thresholds, label) ? (thresholds[label] as number) : usual;
