import { Button, Group, Stack, Table, Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/format.ts';
import type { Found } from './useSearch.ts';

/** Rows that were found, the most alike first. */
export function MatchTable({
  found: { matches, by, model, column, rows, tookMs },
  onRow,
  onLike,
}: {
  found: Found;
  /** Shows a row among the others. */
  onRow: (row: number) => void;
  /** Looks for rows like this text. */
  onLike: (text: string) => void;
}) {
  const { t } = useTranslation('search');
  const format = useFormat();
  const summary = t(by === 'words' ? 'foundByWords' : 'foundByMeaning', {
    ...{ count: rows, formatted: format.integer(rows), column, name: model ?? '' },
    ms: format.integer(Math.max(1, Math.round(tookMs))),
  });
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed" role="status">
        {matches.length === 0 ? t('none') : summary}
      </Text>
      {matches.length > 0 && (
        <Table.ScrollContainer minWidth={600} scrollAreaProps={{ tabIndex: 0 }}>
          <Table verticalSpacing="sm" aria-label={t('matches')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={100}>{t('score')}</Table.Th>
                <Table.Th>{column}</Table.Th>
                <Table.Th className="at-hand">
                  <VisuallyHidden>{t('actions')}</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {matches.map(({ row, score, text }) => (
                <Table.Tr key={row}>
                  <Table.Td style={{ fontVariantNumeric: 'tabular-nums' }}>{score.toFixed(2)}</Table.Td>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>{text}</Table.Td>
                  <Table.Td className="at-hand">
                    <Group gap="xs" wrap="nowrap" justify="end">
                      <Button
                        size="compact-md"
                        variant="light"
                        aria-label={t('likeNamed', { row: format.integer(row + 1) })}
                        onClick={() => onLike(text)}
                      >
                        {t('like')}
                      </Button>
                      <Button
                        size="compact-md"
                        variant="default"
                        aria-label={t('showNamed', { row: format.integer(row + 1) })}
                        onClick={() => onRow(row)}
                      >
                        {t('show')}
                      </Button>
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}
