import { Button, Chip, Group, TextInput } from '@mantine/core';
import { IconChartLine, IconSearch, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { MOST_COMPARED } from '../../../../shared/domain/runs/runCurve.ts';
import { type RunFilter, runOptions } from './runList.ts';

interface Props {
  filter: RunFilter;
  tags: readonly string[];
  selected: readonly Run[];
  onFilter: (filter: RunFilter) => void;
  onRemove: () => void;
}

/** Finds runs, and says what can be done with those that are ticked. */
export function RunFilterBar({ filter, tags, selected, onFilter, onRemove }: Props) {
  const { t } = useTranslation('runs');
  const common = useTranslation('common').t;
  const oldestFirst = selected.map(({ id }) => id).reverse();
  const comparable = selected.length >= 2 && selected.length <= MOST_COMPARED;
  const compareProps = { variant: 'default', leftSection: <IconChartLine size={18} aria-hidden /> };
  return (
    <Group justify="space-between" gap="sm">
      <Group gap="sm">
        <TextInput
          w={{ base: '100%', xs: 300 }}
          aria-label={t('filter.text')}
          placeholder={t('filter.text')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={filter.text}
          onChange={(event) => onFilter({ ...filter, text: event.currentTarget.value })}
        />
        {tags.length > 0 && (
          <Chip.Group multiple value={[...filter.tags]} onChange={(chosen) => onFilter({ ...filter, tags: chosen })}>
            <Group gap={6} role="group" aria-label={t('filter.tags')}>
              {tags.map((tag) => (
                <Chip key={tag} value={tag} size="xs">
                  {tag}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        )}
      </Group>
      <Group gap="xs">
        {comparable ? (
          <Button {...compareProps} component={Link} to={`/runs/compare?ids=${oldestFirst.join(',')}`}>
            {t('action.compare')}
          </Button>
        ) : (
          <Button {...compareProps} disabled title={t('filter.compareHint', { most: MOST_COMPARED })}>
            {t('action.compare')}
          </Button>
        )}
        {selected.some((run) => runOptions(run).remove) && (
          <Button variant="default" leftSection={<IconTrash size={18} aria-hidden />} onClick={onRemove}>
            {common('remove')} ({selected.length})
          </Button>
        )}
      </Group>
    </Group>
  );
}
