import { Group, List, Stack, Text, Title } from '@mantine/core';
import { fillPlaceholders } from '../../../../shared/errors/errors.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import type { Recommended } from './useItems.ts';

interface Props {
  recommended: Recommended | null;
  isPending: boolean;
  error: Error | null;
  /** What the user really came to; `null` where the history is nobody's. */
  own: string | null;
}

/** Ten items, the likeliest first, each with what it is near to in the history. */
export function ItemList({ recommended, isPending, error, own }: Props) {
  const { playground: texts } = useOwnTexts(OWN_TEXTS);
  const format = useFormat();
  if (error) return <ErrorAlert title={texts.failed} error={error} />;
  const place = recommended?.items.findIndex(({ item }) => item === own) ?? -1;
  return (
    <Stack gap="sm" aria-busy={isPending}>
      <Title order={2} size="h4">
        {texts.result}
      </Title>
      {!recommended && (
        <Text c="dimmed" role="status">
          {isPending ? texts.loading : texts.idle}
        </Text>
      )}
      {recommended && (
        <List type="ordered" spacing="xs">
          {recommended.items.map(({ item, probability, because }) => (
            <List.Item key={item}>
              <Group gap="xs" align="baseline">
                <Text fw={item === own ? 700 : 500} style={{ overflowWrap: 'anywhere' }}>
                  {item}
                </Text>
                <Text size="sm" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums' }}>
                  {format.chance(probability)}
                </Text>
              </Group>
              {because.length > 0 && (
                <Text size="sm" c="dimmed">
                  {fillPlaceholders(texts.because, { items: format.list(because.map((near) => near.item)) })}
                </Text>
              )}
            </List.Item>
          ))}
        </List>
      )}
      {recommended && own !== null && (
        <Text size="sm" role="status" style={{ overflowWrap: 'anywhere' }}>
          {fillPlaceholders(texts.own, { item: own })} (
          {place < 0 ? texts.notAmong : fillPlaceholders(texts.among, { place: place + 1 })})
        </Text>
      )}
      {recommended && recommended.unknown.length > 0 && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {fillPlaceholders(texts.unknown, { items: format.list(recommended.unknown) })}
        </Text>
      )}
    </Stack>
  );
}
