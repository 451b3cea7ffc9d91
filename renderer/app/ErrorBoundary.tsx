import { Stack } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorAlert } from '../ui/ErrorAlert.tsx';
import { PageHeader } from '../ui/PageHeader.tsx';

/** Keeps a failure inside one page: the navigation around it goes on working. */
export class ErrorBoundary extends Component<{ children: ReactNode; onRetry: () => void }, { failed?: unknown }> {
  override state: { failed?: unknown } = {};

  static getDerivedStateFromError(failed: unknown) {
    return { failed };
  }

  override render() {
    if (!('failed' in this.state)) return this.props.children;
    return <CrashPage error={this.state.failed} onRetry={this.props.onRetry} />;
  }
}

function CrashPage({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation('app');
  return (
    <Stack>
      <PageHeader title={t('crash.title')} subtitle={t('crash.text')} />
      <ErrorAlert error={error} onRetry={onRetry} />
    </Stack>
  );
}
