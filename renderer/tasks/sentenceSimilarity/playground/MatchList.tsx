import { Group, List, Stack, Text, Title } from '@mantine/core';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import type { Compared } from './useMatches.ts';

interface Props {
  compared: Compared | null;
  isPending: boolean;
  error: Error | null;
  /** The text that really belongs to it; `null` where that is not known. */
  own: string | null;
}

/** Texts, the nearest first, each with its cosine. */
export function MatchList({ compared, isPending, error, own }: Props) {
  const { playground: texts } = useOwnTexts(OWN_TEXTS);
  const format = useFormat();
  if (error) return <ErrorAlert title={texts.failed} error={error} />;
  return (
    <Stack gap="sm" aria-busy={isPending}>
      <Title order={2} size="h4">
        {texts.result}
      </Title>
      {!compared && (
        <Text c="dimmed" role="status">
          {isPending ? texts.loading : texts.idle}
        </Text>
      )}
      {compared && (
        <List type="ordered" spacing="xs">
          {compared.matches.map(({ index, text, score }) => (
            <List.Item key={index}>
              <Text fw={text === own ? 700 : 400} style={{ overflowWrap: 'anywhere' }}>
                {text}
              </Text>
              <Group gap="xs">
                <Text size="sm" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums' }}>
                  {format.fixed(score, 3)}
                </Text>
                {text === own && <Text size="sm">{texts.own}</Text>}
              </Group>
            </List.Item>
          ))}
        </List>
      )}
      <Text size="sm" c="dimmed">
        {texts.whole}
      </Text>
    </Stack>
  );
}
