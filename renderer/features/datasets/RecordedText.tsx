import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type MeasureVerdict, verdictOf } from '../../../shared/domain/models/measureVerdict.ts';
import { taskOf, writesTexts } from '../../../shared/domain/tasks/index.ts';
import { SAMPLE_TASKS, type TaskId } from '../../../shared/domain/tasks/sampleTask.ts';
import { useFormat } from '../../ui/format.ts';
import classes from './import.module.css';
import { type Recorded, recordedOf } from './recorded.ts';

/** What a model of the smallest size wrote or told for a row that it had not seen, and how many such answers were right: recorded, and said to be. */
export function RecordedText({ task }: { task: TaskId }) {
  const { t } = useTranslation('datasets');
  const format = useFormat();
  const recorded = recordedOf(task);
  const said = useRecordedWords();
  if (!recorded) return null;
  const { written, steps, elapsedMs } = recorded;
  const writes = writesTexts(taskOf(SAMPLE_TASKS[task].recipe).kind);
  const figures = { steps: format.integer(steps), time: format.duration(elapsedMs) };
  return (
    <section className={classes.recorded} aria-label={t('recorded.title')}>
      <Text size="sm" c="dimmed">
        <strong>{t('recorded.title')}</strong> {t(writes ? 'recorded.text' : 'recorded.answer', figures)}
      </Text>
      {written.given.length > 0 && (
        <Text size="sm" lineClamp={2}>
          <span className={classes.side}>{t('firstRun.given')}</span> {written.given.join(' · ')}
        </Text>
      )}
      <Text size="sm" lineClamp={3}>
        <span className={classes.side}>{t(writes ? 'recorded.wrote' : 'recorded.told')}</span> {written.output}
      </Text>
      <Text size="sm">
        {said(recorded)}
        {format.gap}
        <Text span inherit c="dimmed">
          {t('recorded.hint')}
        </Text>
      </Text>
    </section>
  );
}

/** Its measures in a sentence or two, in plain words where they are poor. */
function useRecordedWords(): (recorded: Recorded) => string {
  const { t } = useTranslation('datasets');
  const format = useFormat();
  const figure = ({ reason }: MeasureVerdict) => {
    if (!('kept' in reason)) return t('recorded.measured.nothing');
    const counts = { kept: format.integer(reason.kept), texts: format.integer(reason.texts) };
    switch (reason.by) {
      case 'field_fidelity':
        return t('recorded.measured.fields', { ...counts, fields: format.list(reason.fields) });
      case 'exact_match':
        return t('recorded.measured.same', counts);
      case 'labels':
        return t('recorded.measured.labels', { ...counts, commonest: format.percent(reason.commonest) });
      default:
        throw reason satisfies never;
    }
  };
  return ({ report }) => {
    const verdict = verdictOf({ ...REST, ...report });
    const { grade, copied } = verdict;
    return [
      figure(verdict),
      ...(grade === 'poor' || grade === 'partly' ? [t(`recorded.measured.${grade}`)] : []),
      ...(copied === null ? [] : [t('recorded.measured.copied', { share: format.percent(copied) })]),
    ].join(format.gap);
  };
}

/** What a verdict does not look at. */
const REST = { rows: 0, seed: 0, temperature: 0, notMeasured: {}, newWords: null, createdAt: '' };
