import { Loader, RingProgress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isGoing } from '../../../../shared/domain/runs/run.ts';
import { useRuns } from '../../../api/index.ts';
import { useFormat } from '../../../ui/format.ts';
import classes from './pill.module.css';
import { useProgress } from './progressStore.ts';

/** Seconds would stand still between two percents. */
const wholeMinutes = (milliseconds: number) =>
  milliseconds < 60_000 ? milliseconds : Math.ceil(milliseconds / 60_000) * 60_000;

/** On every page: the run that trains, how far it is and what waits behind it. Leads to the run. */
export function TrainingPill() {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const going = useRuns().data?.filter(({ state }) => isGoing(state)) ?? [];
  const run = going.find(({ state }) => state !== 'queued') ?? going[0];
  const progress = useProgress((store) => store.progress);
  if (!run) return null;
  const waiting = going.filter(({ state, id }) => state === 'queued' && id !== run.id).length;
  const known = run.state === 'training' && progress?.runId === run.id ? progress : null;
  const state = known ? format.percent(known.share) : t(`state.${run.state}`);
  const parts = [
    state,
    known?.remainingMs != null && t('pill.left', { time: format.duration(wholeMinutes(known.remainingMs)) }),
    waiting > 0 && t('pill.waiting', { count: waiting, formatted: format.integer(waiting) }),
  ].filter((part) => typeof part === 'string');
  return (
    <Link
      to={`/runs/${run.id}`}
      className={classes.pill}
      aria-label={t('pill.label', { name: run.name, state: parts.join(', ') })}
      title={run.name}
    >
      {known ? (
        <RingProgress size={22} thickness={3} sections={[{ value: 100 * known.share, color: 'ember' }]} aria-hidden />
      ) : (
        <Loader size={14} aria-hidden />
      )}
      <span className={classes.state}>{parts[0]}</span>
      {parts.length > 1 && <span className={classes.more}>{parts.slice(1).join(' · ')}</span>}
    </Link>
  );
}
