import { Anchor, Text } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { toAppError } from '../../shared/errors/errors.ts';
import { ErrorAlert } from './ErrorAlert.tsx';
import { PageHeader } from './PageHeader.tsx';

/** A page whose subject is not there, or cannot be read: a heading that says so, why, and the way back. */
export function LoadFailed({
  error,
  missing,
  back,
  onRetry,
}: {
  error: unknown;
  missing: { title: string; text: string };
  back: { address: string; label: string };
  onRetry?: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const isMissing = toAppError(error).code === 'not_found';
  return (
    <>
      <PageHeader
        title={isMissing ? missing.title : t('errorTitle')}
        back={
          <Anchor component={Link} to={back.address} size="sm" w="fit-content">
            <IconArrowLeft size={14} aria-hidden /> {back.label}
          </Anchor>
        }
      />
      {isMissing ? <Text>{missing.text}</Text> : <ErrorAlert error={error} onRetry={onRetry} />}
    </>
  );
}
