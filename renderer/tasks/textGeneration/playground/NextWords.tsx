import { Button, Paper, Progress, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { NextWord } from '../../../../shared/domain/models/generation.ts';
import classes from '../../../features/playground/playground.module.css';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';

interface Props {
  words: readonly NextWord[];
  error: Error | null;
  /** Goes on with one of them; without it, the text is not the user's to go on with. */
  onChoose?: ((word: string) => void) | undefined;
}

/** The likeliest next words with their probabilities. */
export function NextWords({ words, error, onChoose }: Props) {
  const { t } = useTranslation('playground');
  const format = useFormat();
  return (
    <Paper withBorder p="md" className={classes.output} component="section" aria-labelledby="next-words">
      <Title order={2} size="h4" mb="xs" id="next-words">
        {t('nextWords.title')}
      </Title>
      {error && <ErrorAlert title={t('nextWords.failed')} error={error} />}
      {words.length > 0 && (
        <Table verticalSpacing={4} aria-labelledby="next-words">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('nextWords.word')}</Table.Th>
              <Table.Th colSpan={2}>{t('nextWords.probability')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {words.map(({ text, probability }) => (
              <Table.Tr key={text}>
                <Table.Td>
                  {text.trim() === '' || !onChoose ? (
                    <Text size="sm">{shownWord(text) || t(text === '' ? 'nextWords.end' : 'nextWords.blank')}</Text>
                  ) : (
                    <Button variant="subtle" size="compact-sm" onClick={() => onChoose(text)}>
                      {shownWord(text)}
                    </Button>
                  )}
                </Table.Td>
                <Table.Td ta="right">{format.number(100 * probability, 1)}%</Table.Td>
                <Table.Td w="50%">
                  <Progress value={100 * probability} aria-hidden />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {onChoose && words.length > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('nextWords.hint')}
        </Text>
      )}
    </Paper>
  );
}

const shownWord = (text: string): string => text.trim();
