import { Alert, List, Stack, Text } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from '../runs.module.css';
import type { Verdict } from './comparison.ts';

/** By what the best run was found, or why the losses of these runs cannot be compared. */
export function CompareNotice({ verdict, bestName }: { verdict: Verdict; bestName: string | null }) {
  const { t } = useTranslation('compare');
  const { basis, barriers, otherRows } = verdict;
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
  return (
    <Text size="sm" c="dimmed">
      {bestName === null ? t('noBest') : t(`basis.${basis}`, { name: bestName })}
      {otherRows && ` ${t('otherRows')}`}
    </Text>
  );
}
