import { Badge } from '@mantine/core';
import { IconTrophy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from '../runs.module.css';

export function BestBadge() {
  const { t } = useTranslation('compare');
  return (
    <Badge
      color="green"
      variant="light"
      tt="none"
      style={{ flexShrink: 0 }}
      leftSection={<IconTrophy size={12} aria-hidden />}
      classNames={{ label: classes.good ?? '' }}
    >
      {t('best')}
    </Badge>
  );
}
