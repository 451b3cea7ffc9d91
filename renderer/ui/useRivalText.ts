import { useTranslation } from 'react-i18next';
import type { Measure, MeasureName } from '../../shared/domain/models/measures.ts';
import type { Contest } from '../../shared/domain/models/rivals.ts';
import { rivalOf, taskMetric } from '../../shared/domain/tasks/index.ts';
import { useLanguage } from '../i18n/index.ts';
import { useFormat } from './format.ts';
import { useMeasureText } from './useMeasureText.ts';

/** What cheap models are called, and how they are made. */
export function useRivalWords(): (name: string) => { label: string; help?: string } {
  const language = useLanguage();
  return (name) => {
    const { zh, ...words } = rivalOf(name);
    return language === 'zh-CN' ? zh : words;
  };
}

/** A difference of two figures: of shares in percentage points. */
export function useAmount(): (metric: MeasureName, amount: number) => string {
  const format = useFormat();
  const text = useMeasureText();
  return (metric, amount) =>
    taskMetric(metric).unit === 'share' ? format.fixed(100 * amount, 1) : text.figure(metric, amount);
}

/** A name that ends in Latin letters or digits has a blank before Chinese that follows it (NDCG@10 高). */
const spaced = (name: string) => (/[\w%²]$/.test(name) ? `${name} ` : name);

/** Of what is worse, a difference is told from the other side. */
export const toldFrom = (outcome: Contest['outcome'], { value, low, high }: Measure): Measure =>
  outcome === 'worse' ? { value: -value, low: -high, high: -low } : { value, low, high };

/** How a model stands to the best of the cheap ones, in a sentence. */
export function useContestText(): (contest: Contest) => string {
  const { t } = useTranslation('measures');
  const amount = useAmount();
  const text = useMeasureText();
  const words = useRivalWords();
  const language = useLanguage();
  const beforeChinese = (name: string) => (language === 'zh-CN' ? spaced(name) : name);
  return ({ rival, outcome, metric, gain }) => {
    const { unit, lowerIsBetter } = taskMetric(metric);
    const { value, low, high } = toldFrom(outcome, gain);
    const by = unit === 'share' ? 'points' : outcome === 'same' ? 'difference' : lowerIsBetter ? 'less' : 'more';
    const said = outcome === 'same' && unit === 'share' ? 'pointsDifference' : by;
    return t(`rivals.${outcome}`, {
      by: t(`rivals.by.${said}`, { metric: beforeChinese(text.name(metric)), amount: amount(metric, value) }),
      rival: words(rival.name).label,
      interval: t('interval', { low: amount(metric, low), high: amount(metric, high) }),
    });
  };
}
