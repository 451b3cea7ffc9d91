import { useTranslation } from 'react-i18next';
import type { Contest } from '../../shared/domain/models/rivals.ts';
import { useFormat } from './format.ts';
import { useMeasureText } from './useMeasureText.ts';

/** A difference of two shares in percentage points. */
export function usePoints(): (share: number) => string {
  const format = useFormat();
  return (share) => format.fixed(100 * share, 1);
}

/** How a model stands to the best of the cheap ones, in a sentence. */
export function useContestText(): (contest: Contest) => string {
  const { t } = useTranslation('measures');
  const points = usePoints();
  const text = useMeasureText();
  return ({ rival, outcome, metric, gain: { value, low, high } }) => {
    // Of a model that is worse, the difference is told from the other side.
    const [least, most] = outcome === 'worse' ? [-high, -low] : [low, high];
    return t(`rivals.${outcome}`, {
      points: points(outcome === 'same' ? value : Math.abs(value)),
      metric: text.name(metric),
      rival: t(`rivals.${rival.name}`),
      interval: t('interval', { low: points(least), high: points(most) }),
    });
  };
}
