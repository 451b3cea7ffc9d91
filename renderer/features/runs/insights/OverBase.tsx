import { Box, Text, Title } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/format.ts';
import type { Added } from './added.ts';

/** In plain words, what training has added to the model that it started from. */
export function OverBase({ added }: { added: Added }) {
  const { t } = useTranslation('bases');
  const format = useFormat();
  const titleId = useId();
  const { base: name, loss, bitsPerByte } = added;
  if (loss === null) return null;
  const isBetter = loss.to < loss.from;
  const words = { name, from: format.loss(loss.from), to: format.loss(loss.to) };
  return (
    <Box component="section" aria-labelledby={titleId} mt="sm">
      <Title order={3} size="h5" id={titleId} mb={4}>
        {t('over.title')}
      </Title>
      <Text size="sm">
        {isBetter
          ? t('over.better', { ...words, share: format.percent(1 - loss.to / loss.from) })
          : t('over.nothing', words)}
        {isBetter &&
          bitsPerByte &&
          `${format.gap}${t('over.bits', {
            from: format.fixed(bitsPerByte.from, 3),
            to: format.fixed(bitsPerByte.to, 3),
          })}`}
      </Text>
    </Box>
  );
}
