import { Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/format.ts';
import type { Usage } from './chatStore.ts';

/** How much of the context the conversation takes, and what happens once it is full. */
export function ContextUse({ usage: { tokens, contextLength, dropped } }: { usage: Usage }) {
  const { t } = useTranslation('playground');
  const format = useFormat();
  const used = t('chat.used', { tokens: format.integer(tokens), limit: format.integer(contextLength) });
  return (
    <div>
      <Progress value={(100 * tokens) / contextLength} size="sm" aria-label={used} />
      <Text size="xs" c="dimmed" mt={4} role="status">
        {used}
        {dropped > 0 && format.gap}
        {dropped > 0 && t('chat.dropped', { count: dropped, formatted: format.integer(dropped) })}
      </Text>
    </div>
  );
}
