import { Button, Table, Title, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import type { LabelReport } from '../../../../shared/domain/models/labelReport.ts';
import { fillPlaceholders } from '../../../../shared/errors/errors.ts';
import { useLanguage } from '../../../i18n/index.ts';
import { useFormat } from '../../../ui/format.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { type Chosen, labelRows, type SortKey } from './labels.ts';
import classes from './results.module.css';

const KEYS = ['label', 'precision', 'recall', 'f1', 'support', 'wrong'] as const satisfies readonly SortKey[];
const HEIGHT = 420;

/** How well each label is told. The weakest first, unless asked otherwise. */
export function LabelTable({ report, onChoose }: { report: LabelReport; onChoose(chosen: Chosen): void }) {
  const { results: texts } = useOwnTexts(OWN_TEXTS);
  const format = useFormat();
  const language = useLanguage();
  const [{ key, descending }, setSort] = useState<{ key: SortKey; descending: boolean }>({
    ...{ key: 'f1', descending: false },
  });
  const share = (value: number) => `${format.number(100 * value, 1)}%`;
  const sortBy = (other: SortKey) =>
    setSort({ key: other, descending: other === key ? !descending : other !== 'label' });
  return (
    <>
      <Title order={3} size="h5" mt="md">
        {texts.perLabel}
      </Title>
      <Table.ScrollContainer minWidth={560} maxHeight={HEIGHT} scrollAreaProps={{ tabIndex: 0 }}>
        <Table aria-label={texts.perLabel} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              {KEYS.map((column) => {
                const sorted = column === key;
                const Icon = !sorted ? IconArrowsSort : descending ? IconArrowDown : IconArrowUp;
                return (
                  <Table.Th
                    key={column}
                    aria-sort={sorted ? (descending ? 'descending' : 'ascending') : 'none'}
                    title={texts.meanings[column]}
                  >
                    <UnstyledButton className={classes.sort} fz="sm" onClick={() => sortBy(column)}>
                      {texts.columns[column]}
                      <Icon size={14} aria-hidden />
                    </UnstyledButton>
                  </Table.Th>
                );
              })}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {labelRows(report, key, descending, language).map((row) => (
              <Table.Tr key={row.place}>
                <Table.Th scope="row" className={classes.break}>
                  {row.label}
                </Table.Th>
                {([row.precision, row.recall, row.f1] as const).map((value, index) => (
                  <Table.Td key={KEYS[index + 1]} className="tabular">
                    {share(value)}
                  </Table.Td>
                ))}
                <Table.Td className="tabular">{format.integer(row.support)}</Table.Td>
                <Table.Td className="tabular">
                  {row.wrong === 0 ? (
                    format.integer(0)
                  ) : (
                    <Button
                      variant="subtle"
                      size="compact-sm"
                      aria-label={fillPlaceholders(texts.wrongOf, {
                        count: format.integer(row.wrong),
                        label: row.label,
                      })}
                      onClick={() => onChoose({ actual: row.place, predicted: null })}
                    >
                      {format.integer(row.wrong)}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}
