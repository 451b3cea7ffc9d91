import { Text } from '@mantine/core';
import { ErrorAlert } from './ErrorAlert.tsx';
import type { Work } from './useWork.ts';

interface Props {
  work: Work<unknown>;
  cancelled: string;
  failed: string;
}

/** How work ended that has no result. */
export function WorkEnd({ work, cancelled, failed }: Props) {
  if (work.state === 'failed') return <ErrorAlert title={failed} error={work.error} />;
  return work.state === 'cancelled' ? (
    <Text size="sm" role="status">
      {cancelled}
    </Text>
  ) : null;
}
