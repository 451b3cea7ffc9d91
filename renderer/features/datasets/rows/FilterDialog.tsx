import { Button, Group, Modal, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from '../../../../shared/domain/columns.ts';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import type { RowFilter } from '../../../../shared/domain/datasets/datasetView.ts';
import { type FilterDraft, filterOf, KINDS, usualKind } from './filterDraft.ts';
import { ValuesField } from './ValuesField.tsx';

/** Asks for a condition on one column. */
export function FilterDialog({
  dataset,
  column,
  onAdd,
  onClose,
}: {
  dataset: Dataset;
  /** The column that is offered first. */
  column: Column;
  onAdd: (filter: RowFilter) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(['rows', 'common']);
  const [draft, setDraft] = useState<FilterDraft>({
    ...{ column: column.name, kind: usualKind(column.type), text: '', values: [], from: '', to: '' },
  });
  const { columns } = dataset;
  const set = (patch: Partial<FilterDraft>) => setDraft((before) => ({ ...before, ...patch }));
  const filter = filterOf(draft);
  const { kind } = draft;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (filter) onAdd(filter);
  };
  return (
    <Modal opened onClose={onClose} title={t('filter.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form onSubmit={submit}>
        <Stack>
          <Select
            label={t('filter.column')}
            data={columns.map(({ name }) => name)}
            value={draft.column}
            allowDeselect={false}
            onChange={(name) => {
              const chosen = columns.find((candidate) => candidate.name === name);
              // What was asked of the column before says nothing of this one.
              if (chosen) set({ column: chosen.name, kind: usualKind(chosen.type), values: [] });
            }}
          />
          <Select
            label={t('filter.condition')}
            data={KINDS.map((value) => ({ value, label: t(`filter.kind.${value}`) }))}
            value={kind}
            allowDeselect={false}
            onChange={(value) => value !== null && set({ kind: value as FilterDraft['kind'] })}
          />
          {(kind === 'contains' || kind === 'equals') && (
            <TextInput
              data-autofocus
              label={t('filter.text')}
              value={draft.text}
              onChange={(event) => set({ text: event.currentTarget.value })}
            />
          )}
          {kind === 'one_of' && (
            <ValuesField
              key={draft.column}
              dataset={dataset}
              column={columns.find(({ name }) => name === draft.column)}
              values={draft.values}
              onChange={(values) => set({ values })}
            />
          )}
          {(kind === 'length' || kind === 'number') && (
            <Group grow>
              <NumberInput
                data-autofocus
                label={t('filter.from')}
                value={draft.from}
                onChange={(from) => set({ from })}
              />
              <NumberInput label={t('filter.to')} value={draft.to} onChange={(to) => set({ to })} />
            </Group>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" disabled={!filter}>
              {t('filter.add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
