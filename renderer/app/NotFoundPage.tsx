import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useDocumentTitle } from '../ui/documentTitle.ts';
import { EmptyState } from '../ui/EmptyState.tsx';

export function NotFoundPage() {
  const { t } = useTranslation('app');
  const { pathname } = useLocation();
  useDocumentTitle(t('notFound.title'));
  return (
    <EmptyState
      icon={<IconMapOff />}
      title={t('notFound.title')}
      text={t('notFound.text', { path: pathname })}
      headingOrder={1}
    >
      <Button component={Link} to="/datasets">
        {t('notFound.home')}
      </Button>
    </EmptyState>
  );
}
