import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RunState } from '../../../shared/domain/run.ts';
import classes from './runs.module.css';

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

/** Colours whose own text is too pale on the light ground. */
const LABELS: Record<string, string | undefined> = { green: classes.good, yellow: classes.warning };

export function RunStateBadge({ state }: { state: RunState }) {
  const { t } = useTranslation('runs');
  return (
    <Badge
      color={COLORS[state]}
      variant="light"
      tt="none"
      miw="max-content"
      classNames={{ label: LABELS[COLORS[state]] ?? '' }}
    >
      {t(`state.${state}`)}
    </Badge>
  );
}
