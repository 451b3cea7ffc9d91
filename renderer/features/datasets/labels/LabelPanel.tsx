import { Autocomplete, MultiSelect, SegmentedControl, Stack, TagsInput, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wordedColumns } from '../../../../shared/domain/columns.ts';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import { FEWEST_LABELLED } from '../../../../shared/domain/datasets/labelling.ts';
import { useStudio } from '../../../api/index.ts';
import { useFormat } from '../../../ui/format.ts';
import { DoubtPanel } from './DoubtPanel.tsx';
import { labelSet } from './pendingLabels.ts';
import { RowLabels } from './RowLabels.tsx';
import { useLabelling } from './useLabelling.ts';

const WAYS = ['label', 'doubt'] as const;
/** More values are no labels. */
const MOST_LABELS = 300;
/** UTF-16 units of a label, on the average. */
const LONGEST_LABEL = 40;

/** Columns that may have labels: few values, and short ones. */
const labelColumns = ({ columns }: Dataset): string[] =>
  columns
    .filter(({ distinct, meanLength }) => distinct !== null && distinct <= MOST_LABELS && meanLength <= LONGEST_LABEL)
    .map(({ name }) => name);

/** Gives rows their labels by keys, and looks for labels that are wrong. */
export function LabelPanel({ dataset, onRow }: { dataset: Dataset; onRow: (row: number) => void }) {
  const { t } = useTranslation('labelling');
  const format = useFormat();
  const known = labelColumns(dataset);
  const texts = wordedColumns(dataset.columns).toSorted((one, other) => other.meanLength - one.meanLength);
  const [column, setColumn] = useState(() => known.at(-1) ?? 'label');
  /** What stands in the field: a name that is still being written is no column. */
  const [written, setWritten] = useState(column);
  const [isListed, setListed] = useState(false);
  const [inputs, setInputs] = useState(() => texts.slice(0, 1).map(({ name }) => name));
  const [way, setWay] = useState<(typeof WAYS)[number]>('label');
  const name = column.trim();
  const chosen = inputs.filter((input) => input !== name);
  return (
    <Stack>
      <Text c="dimmed">{t('text', { count: FEWEST_LABELLED, formatted: format.integer(FEWEST_LABELLED) })}</Text>
      <MultiSelect
        label={t('inputs')}
        data={texts.map((one) => one.name).filter((one) => one !== name)}
        value={chosen}
        onChange={setInputs}
        maw="40rem"
      />
      <Autocomplete
        label={t('column')}
        description={t('columnHint')}
        data={known}
        value={written}
        onChange={setWritten}
        onOptionSubmit={setColumn}
        onBlur={() => setColumn(written)}
        dropdownOpened={isListed}
        onDropdownOpen={() => setListed(true)}
        onDropdownClose={() => setListed(false)}
        onKeyDown={({ key }) => {
          if (key !== 'Enter') return;
          setColumn(written);
          // It would lie over what comes next.
          setListed(false);
        }}
        maxLength={200}
        maw="40rem"
      />
      <SegmentedControl
        aria-label={t('way')}
        data={WAYS.map((value) => ({ value, label: t(`ways.${value}`) }))}
        value={way}
        onChange={(value) => setWay(WAYS.find((one) => one === value) ?? 'label')}
        w="fit-content"
      />
      {name !== '' && chosen.length > 0 && (
        <Labels
          key={`${name}\n${chosen.join('\n')}`}
          dataset={dataset}
          column={name}
          inputs={chosen}
          way={way}
          onRow={onRow}
        />
      )}
    </Stack>
  );
}

interface Props {
  dataset: Dataset;
  column: string;
  inputs: readonly string[];
  way: (typeof WAYS)[number];
  onRow: (row: number) => void;
}

function Labels({ dataset, column, inputs, way, onRow }: Props) {
  const { t } = useTranslation('labelling');
  const studio = useStudio();
  const labelling = useLabelling(dataset, column);
  const [names, setNames] = useState<string[] | null>(null);
  useEffect(() => {
    let isWanted = true;
    // A column that is not there yet has no values.
    studio.datasets
      .values({ id: dataset.id, column })
      .then((values) => values.map(({ value }) => value))
      .catch((): string[] => [])
      .then((found) => isWanted && setNames((before) => labelSet([...(before ?? []), ...found])));
    return () => {
      isWanted = false;
    };
  }, [studio, dataset.id, column]);
  if (names === null) return null;
  return (
    <Stack>
      {way === 'label' && (
        <TagsInput
          label={t('labels')}
          description={t('labelsHint')}
          placeholder={t('labelsPlaceholder')}
          value={names}
          onChange={(value) => setNames(labelSet(value))}
          maw="40rem"
        />
      )}
      {way === 'label' ? (
        <RowLabels dataset={dataset} question={{ column, inputs }} names={names} labelling={labelling} onRow={onRow} />
      ) : (
        <DoubtPanel dataset={dataset} question={{ column, inputs }} labelling={labelling} onRow={onRow} />
      )}
    </Stack>
  );
}
