import { Button, Group, Pill } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RowFilter, RowView } from '../../../../shared/domain/datasets/datasetView.ts';
import { useFormat } from '../../../ui/format.ts';

/** The conditions of a view, each of which can be taken away. */
export function FilterPills({ view, onView }: { view: RowView; onView: (view: RowView) => void }) {
  const { t } = useTranslation('rows');
  const words = useFilterWords();
  if (view.filters.length === 0) return null;
  return (
    <Group gap="xs" role="group" aria-label={t('filter.active')}>
      {view.filters.map((filter, index) => (
        <Pill
          key={JSON.stringify(filter)}
          size="md"
          withRemoveButton
          onRemove={() => onView({ ...view, filters: view.filters.toSpliced(index, 1) })}
          removeButtonProps={{
            'aria-label': t('filter.remove', { filter: words(filter) }),
            'aria-hidden': false,
            tabIndex: 0,
          }}
        >
          {words(filter)}
        </Pill>
      ))}
      <Button size="compact-xs" variant="subtle" onClick={() => onView({ ...view, filters: [] })}>
        {t('filter.removeAll')}
      </Button>
    </Group>
  );
}

function useFilterWords(): (filter: RowFilter) => string {
  const { t } = useTranslation(['rows', 'doctor']);
  const format = useFormat();
  return (filter) => {
    if (filter.kind === 'rows') {
      const words = { title: t(`doctor:title.${filter.finding}`), shown: format.integer(filter.rows.length) };
      if (filter.rows.length === filter.count) return t('filter.words.finding', { ...words, count: filter.count });
      return t('filter.words.findingFirst', { ...words, total: format.integer(filter.count) });
    }
    const { column } = filter;
    switch (filter.kind) {
      case 'contains':
      case 'equals':
        return t(`filter.words.${filter.kind}`, { column, text: filter.text });
      case 'one_of':
        return t('filter.words.one_of', { column, text: format.list(filter.values) });
      case 'empty':
      case 'not_empty':
        return t(`filter.words.${filter.kind}`, { column });
      case 'length':
      case 'number': {
        const from = filter.from === null ? '…' : format.number(filter.from);
        const to = filter.to === null ? '…' : format.number(filter.to);
        return t(`filter.words.${filter.kind}`, { column, from, to });
      }
      default:
        throw filter satisfies never;
    }
  };
}
