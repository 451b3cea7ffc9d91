import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RunState } from '../../../shared/domain/runs/run.ts';

const COLORS: Record<RunState, string> = {
  queued: 'gray',
  preparing: 'blue',
  training: 'blue',
  saving: 'blue',
  paused: 'yellow',
  interrupted: 'yellow',
  done: 'green',
  stopped: 'gray',
  failed: 'red',
};

export function RunStateBadge({ state }: { state: RunState }) {
  const { t } = useTranslation('runs');
  return (
    <Badge color={COLORS[state]} variant="light" tt="none" miw="max-content">
      {t(`state.${state}`)}
    </Badge>
  );
}
