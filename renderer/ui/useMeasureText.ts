import { useTranslation } from 'react-i18next';
import { COPIED_SPAN } from '../../shared/domain/models/copiedSpan.ts';
import { type Measure, type MeasureName, type MeasureReport, spelledOf } from '../../shared/domain/models/measures.ts';
import { metricOf } from '../../shared/domain/runs/metrics.ts';
import { inFourDigits } from '../../shared/domain/tasks/fourDigits.ts';
import { useFormat } from './format.ts';
import { useMetricWords } from './useMetricWords.ts';

/** How measures are written and explained, the same wherever they stand. */
export function useMeasureText() {
  const { t } = useTranslation('measures');
  const format = useFormat();
  const words = useMetricWords();
  const value = (name: MeasureName, figure: number): string => {
    switch (metricOf(name).unit) {
      case 'share':
        return `${format.number(100 * figure, 1)}%`;
      case 'score':
        return format.fixed(figure, 1);
      case 'value':
        return format.number(inFourDigits(figure), 12);
      default:
        return format.fixed(figure, 3);
    }
  };
  return {
    name: (name: MeasureName) => words(name).label,
    /** A number in the unit of a figure. */
    figure: value,
    value: (name: MeasureName, measure: Measure) => value(name, measure.value),
    interval: (name: MeasureName, { low, high }: Measure) =>
      t('interval', { low: value(name, low), high: value(name, high) }),
    /** The interval where a heading says already what it is. */
    bounds: (name: MeasureName, { low, high }: Measure) =>
      t('bounds', { low: value(name, low), high: value(name, high) }),
    /** How names with new words fare; `null` where nobody looked. */
    newWords: ({ newWords, fields }: MeasureReport): string | null => {
      if (!newWords) return null;
      const { texts, kept, words } = newWords;
      if (texts === 0) return t('newWords.none', { fields: format.list(fields) });
      return t('newWords.some', {
        texts: format.integer(texts),
        kept: format.integer(kept),
        fields: format.list(fields),
        words: format.list(words),
      });
    },
    /** What a figure says; `null` report is of figures in general. */
    meaning: (name: MeasureName, report: MeasureReport | null): string => {
      const { referenceFidelity = null, bigramBitsPerByte = null } = report?.baselines ?? {};
      if (name === 'field_fidelity') {
        const { firstTry = null, tries = 1 } = report?.keeping ?? {};
        const hint =
          referenceFidelity === null
            ? (words(name).help ?? '')
            : t('hint.field_fidelity', {
                fields: format.list(report?.fields ?? []),
                baseline: value('field_fidelity', referenceFidelity),
              });
        const again = firstTry && t('hint.again', { tries: format.integer(tries), first: value(name, firstTry.value) });
        const spelled = spelledOf(report?.keeping);
        const counts =
          spelled &&
          t('hint.spelled', {
            first: format.integer(spelled.first),
            free: format.integer(spelled.free),
            freeTries: format.integer(spelled.freeTries),
            all: format.integer(spelled.all),
            of: format.integer(spelled.of),
          });
        return [hint, again, counts].filter(Boolean).join(format.gap);
      }
      if (name === 'bitsPerByte') {
        return bigramBitsPerByte === null
          ? (words(name).help ?? '')
          : t('hint.bitsPerByte', { baseline: value('bitsPerByte', bigramBitsPerByte) });
      }
      if (name === 'copied_spans') return t('hint.copied_spans', { length: format.integer(COPIED_SPAN) });
      return words(name).help ?? '';
    },
  };
}
