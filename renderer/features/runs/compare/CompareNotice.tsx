import { Alert, List, Stack, Text } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/format.ts';
import classes from '../runs.module.css';
import type { Verdict } from './comparison.ts';

/** By what the best run was found, or why the losses of these runs cannot be compared. */
export function CompareNotice({ verdict, lowestName }: { verdict: Verdict; lowestName: string | null }) {
  const { t } = useTranslation('compare');
  const format = useFormat();
  const { basis, barriers, otherRows, handicaps } = verdict;
  if (basis === null) {
    return (
      <Alert
        color="yellow"
        icon={<IconScale aria-hidden />}
        title={t('barrier.title')}
        classNames={{ title: classes.warning ?? '' }}
      >
        <Stack gap={4}>
          <List size="sm">
            {barriers.map((barrier) => (
              <List.Item key={barrier}>{t(`barrier.${barrier}`)}</List.Item>
            ))}
          </List>
          <Text size="sm">{t('barrier.text')}</Text>
        </Stack>
      </Alert>
    );
  }
  if (lowestName !== null && handicaps.length > 0) {
    return (
      <Alert
        color="yellow"
        icon={<IconScale aria-hidden />}
        title={t('handicap.title')}
        classNames={{ title: classes.warning ?? '' }}
      >
        <Stack gap={4}>
          <List size="sm">
            {handicaps.map((handicap) => (
              <List.Item key={handicap}>{t(`handicap.${handicap}`)}</List.Item>
            ))}
          </List>
          <Text size="sm">
            {t(`lowest.${basis}`, { name: lowestName })}
            {otherRows && `${format.gap}${t('otherRows')}`}
          </Text>
        </Stack>
      </Alert>
    );
  }
  return (
    <Text size="sm" c="dimmed">
      {lowestName === null ? t('noBest') : t(`basis.${basis}`, { name: lowestName })}
      {otherRows && `${format.gap}${t('otherRows')}`}
    </Text>
  );
}
