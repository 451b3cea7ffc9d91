import { Alert, List } from '@mantine/core';
import { IconZoomQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ImportDoubt } from '../../../shared/domain/datasets/importOptions.ts';
import { useFormat } from '../../ui/format.ts';
import { useDelimiterName } from './useDelimiterName.ts';

/** What was guessed of a file, each in a sentence that names the field where it can be changed. */
export function DoubtList({ doubts }: { doubts: readonly ImportDoubt[] }) {
  const { t } = useTranslation('datasets');
  const text = useDoubtText();
  if (doubts.length === 0) return null;
  return (
    <Alert color="yellow" icon={<IconZoomQuestion aria-hidden />} title={t('wizard.doubts')}>
      <List size="sm">
        {doubts.map((doubt) => (
          <List.Item key={doubt.kind}>{text(doubt)}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

function useDoubtText(): (doubt: ImportDoubt) => string {
  const { t } = useTranslation('datasets');
  const format = useFormat();
  const list = (items: readonly string[]) => items.join(t('wizard.listMark'));
  const delimiterName = useDelimiterName();
  return (doubt) => {
    switch (doubt.kind) {
      case 'encoding': {
        const others = list(doubt.others.map((other) => other.toUpperCase()));
        const encoding = doubt.encoding.toUpperCase();
        return others === '' ? t('doubt.encodingAlone', { encoding }) : t('doubt.encoding', { encoding, others });
      }
      case 'delimiter': {
        const others = list(doubt.others.map(delimiterName));
        return t('doubt.delimiter', { delimiter: delimiterName(doubt.delimiter), others });
      }
      case 'skipped_rows':
        return t('doubt.skipped_rows', { count: doubt.rows, text: doubt.text });
      case 'header':
        return t('doubt.header', { count: doubt.rows });
      case 'joined_rows':
        return t('doubt.joined_rows', { line: format.integer(doubt.line), lines: format.integer(doubt.lines) });
      case 'comments':
        return t('doubt.comments', { count: doubt.comments, text: doubt.text });
      case 'repeated_header':
        return t('doubt.repeated_header', { count: doubt.rows });
      case 'rare_columns':
        return t('doubt.rare_columns', { columns: list(doubt.columns) });
      case 'mostly_rejected': {
        const rejected = format.integer(doubt.rejected);
        return t('doubt.mostly_rejected', { count: doubt.rows, rejected });
      }
      case 'tables':
        return t('doubt.tables', { table: doubt.table, tables: list(doubt.tables) });
      case 'merged_cells':
        return t('doubt.merged_cells');
      case 'formulas':
        return t('doubt.formulas', { count: doubt.cells });
      case 'padded_rows':
        return t('doubt.padded_rows');
      case 'text_unit':
        return t('doubt.text_unit');
      default:
        throw doubt satisfies never;
    }
  };
}
