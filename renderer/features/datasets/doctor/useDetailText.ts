import { useTranslation } from 'react-i18next';
import type { FindingDetail } from '../../../../shared/domain/datasets/doctor.ts';
import { useLanguage } from '../../../i18n/index.ts';
import { useFormat } from '../../../ui/format.ts';

/** Text of a passage that is shown; the whole of it is in the step. */
const MOST_TEXT = 160;

/** The words of a finding's details, in the language of the interface. */
export function useDetailText(): (detail: FindingDetail) => string {
  const { t } = useTranslation(['doctor', 'runs']);
  const format = useFormat();
  const language = useLanguage();
  const languageName = (code: string) => new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code;
  return (detail) => {
    switch (detail.about) {
      case 'column':
        return t('detail.column', { column: detail.column, cells: format.integer(detail.cells) });
      case 'language': {
        const { column, cells } = detail;
        return t('detail.language', { column, cells: format.integer(cells), language: languageName(detail.language) });
      }
      case 'passage': {
        const { column, cells } = detail;
        return t('detail.passage', { column, cells: format.integer(cells), text: detail.text.slice(0, MOST_TEXT) });
      }
      case 'bounds': {
        const [min, max] = [format.integer(detail.min), format.integer(detail.max)];
        return t('detail.bounds', { column: detail.column, min, max });
      }
      case 'category':
        return t(detail.commonest ? 'detail.commonest' : 'detail.category', {
          ...detail,
          ...{ count: detail.cells, cells: format.integer(detail.cells) },
        });
      case 'kept': {
        const { column, output } = detail;
        const [cells, rows] = [format.integer(detail.cells), format.integer(detail.rows)];
        return t('detail.kept', { column, output, cells, rows });
      }
      case 'personal': {
        const [spans, values] = [format.integer(detail.spans), format.integer(detail.values)];
        return t('detail.personal', { type: t(`type.${detail.type}`), spans, values });
      }
      case 'beyond_repair':
        return t('detail.beyond_repair', { cells: format.integer(detail.cells) });
      case 'split':
        return t('detail.split', { validationRows: format.integer(detail.validationRows), seed: detail.seed });
      case 'compared':
        return t('detail.compared', { rows: format.integer(detail.rows) });
      case 'tokens': {
        const [tokens, wanted] = [format.integer(detail.tokens), format.integer(detail.wanted)];
        return t('detail.tokens', { tokens, wanted, size: t(`runs:size.${detail.size}.title`) });
      }
      default:
        throw detail satisfies never;
    }
  };
}
