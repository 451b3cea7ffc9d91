import { Text, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SearchIndexState } from '../../../../shared/domain/datasets/datasetView.ts';
import { useFollow } from '../../../api/index.ts';
import { useFormat } from '../../../ui/format.ts';
import classes from './rows.module.css';

const TYPING_MS = 250;

/** Searches all columns. Below it stands how far the index is that makes this fast. */
export function SearchField({
  datasetId,
  search,
  onSearch,
}: {
  datasetId: string;
  /** What is searched for at first. */
  search: string;
  onSearch: (search: string) => void;
}) {
  const { t } = useTranslation('rows');
  const format = useFormat();
  const [text, setText] = useState(search);
  const [index, setIndex] = useState<SearchIndexState | null>(null);
  useFollow(datasetId, (studio, signal) => studio.datasets.searchIndex({ id: datasetId }, { signal }), setIndex);
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => input.current?.focus()]]);
  const searchLater = useDebouncedCallback(onSearch, TYPING_MS);
  return (
    <div className={classes.search}>
      <TextInput
        ref={input}
        type="search"
        size="sm"
        aria-label={t('search.label')}
        aria-keyshortcuts="/"
        placeholder={t('search.label')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          searchLater(event.currentTarget.value);
        }}
      />
      {index?.state === 'building' && (
        <Text size="xs" c="dimmed" className="tabular">
          {t('search.building', { share: format.percent(index.total > 0 ? index.done / index.total : 0) })}
        </Text>
      )}
      {index?.state === 'failed' && (
        <Text size="xs" c="dimmed" title={index.reason}>
          {t('search.failed')}
        </Text>
      )}
    </div>
  );
}
