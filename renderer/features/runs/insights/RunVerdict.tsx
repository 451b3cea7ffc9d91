import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import {
  type Grade,
  type MeasureVerdict,
  type Reason,
  verdictOf,
} from '../../../../shared/domain/models/measureVerdict.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { isFitted } from '../../../../shared/domain/runs/runSettings.ts';
import { taskOf } from '../../../../shared/domain/tasks/index.ts';
import { useFormat } from '../../../ui/format.ts';
import { JoinWords } from '../../../ui/JoinWords.tsx';
import { useMeasureText } from '../../../ui/useMeasureText.ts';
import { useContestText } from '../../../ui/useRivalText.ts';
import { ExtendDialog } from '../page/ExtendDialog.tsx';
import { baselineToKeep, KeepBaseline } from '../page/KeepBaseline.tsx';
import classes from '../runs.module.css';
import { nextSteps, type Way } from './agreement.ts';
import { epochsOf } from './insights.ts';
import { verdictTitle as titleOf } from './verdictTitle.ts';

const COLORS = {
  good: 'green',
  partly: 'yellow',
  poor: 'orange',
  learned: 'blue',
  unknown: 'gray',
} as const satisfies Record<Grade, string>;

/**
 * What came of a run that made a model, in few lines: the curve that one has watched stays in view below. It is green only where the measures say that the model does its task.
 */
export function RunVerdict({
  run,
  ways,
  ending,
  actions,
}: {
  run: Run;
  /** What the findings on its curve come to. */
  ways: readonly Way[];
  ending: ReactNode;
  actions: ReactNode;
}) {
  const { t } = useTranslation('measures');
  const format = useFormat();
  const [extending, setExtending] = useState(false);
  const verdict = verdictOf(run.measures);
  const baseline = baselineToKeep(run);
  const { grade, reason, copied } = verdict;
  const reasonText = useReasonText();
  const verdictTitle = useVerdictTitle();
  const measureText = useMeasureText();
  // Beside the figure that it is about.
  const newWords = reason.by === 'field_fidelity' && run.measures ? measureText.newWords(run.measures) : null;
  const { firstTry = null, tries = 1 } = (reason.by === 'field_fidelity' && run.measures?.keeping) || {};
  const steps = nextSteps(
    verdict,
    {
      size: run.size,
      hasBase: run.model.base !== null,
      isFitted: isFitted(run),
      epochs: epochsOf(run, run.step),
    },
    ways,
  );
  const title =
    grade === 'good' ? classes.good : grade === 'unknown' || grade === 'learned' ? undefined : classes.warning;
  return (
    <Alert color={COLORS[grade]} title={verdictTitle(verdict)} {...(title && { classNames: { title } })}>
      <Stack gap="sm">
        <Text size="sm">
          {reasonText(reason)}
          {firstTry &&
            `${format.gap}${t('reason.again', {
              tries: format.integer(tries),
              first: measureText.value('field_fidelity', firstTry),
            })}`}
          {copied !== null && `${format.gap}${t('copied', { share: format.percent(copied) })}`}
          {newWords && `${format.gap}${newWords}`}
          {format.gap}
          {ending}
        </Text>
        <Group gap="xs">
          {actions}
          {steps.length > 0 && (
            <Text size="sm" fw={600} ml="md">
              {t('next.title')}
            </Text>
          )}
          {steps.map((step) =>
            step === 'rows' ? (
              <Button key={step} component={Link} to={`/datasets/${run.datasetId}`} size="compact-sm" variant="default">
                {t('next.rows')}
              </Button>
            ) : step === 'larger' ? (
              <Button
                key={step}
                component={Link}
                to={`/train/new?from=${run.id}&size=${run.size === 'nano' ? 'small' : 'base'}`}
                size="compact-sm"
                variant="default"
              >
                {t('next.larger')}
              </Button>
            ) : (
              <Button
                key={step}
                size="compact-sm"
                variant="default"
                disabled={run.checkpoints.length === 0}
                onClick={() => setExtending(true)}
              >
                {t('next.longer')}
              </Button>
            ),
          )}
        </Group>
        {baseline !== null && <KeepBaseline run={run} name={baseline} />}
        {run.modelId !== null && taskOf(run.recipe).joinsWords && run.measures?.together && (
          <JoinWords modelId={run.modelId} report={run.measures} />
        )}
        {extending && <ExtendDialog run={run} onClose={() => setExtending(false)} />}
      </Stack>
    </Alert>
  );
}

/** What a measurement comes to, in a few words. */
export function useVerdictTitle(): (verdict: MeasureVerdict) => string {
  const { t } = useTranslation('measures');
  return (verdict) => t(`verdict.${titleOf(verdict)}`);
}

/** The figure that a grade is by, as a sentence. */
export function useReasonText(): (reason: Reason) => string {
  const { t } = useTranslation('measures');
  const format = useFormat();
  const contestText = useContestText();
  return (reason) => {
    switch (reason.by) {
      case 'field_fidelity':
      case 'exact_match':
        return t(`reason.${reason.by}`, {
          count: reason.texts,
          formatted: format.integer(reason.texts),
          kept: format.integer(reason.kept),
          fields: reason.by === 'field_fidelity' ? format.list(reason.fields) : '',
        });
      case 'labels':
        if (reason.contest && reason.contest.rival.name !== 'commonest')
          return `${t('reason.right', {
            count: reason.texts,
            formatted: format.integer(reason.texts),
            kept: format.integer(reason.kept),
          })}${format.gap}${contestText(reason.contest)}`;
        return t('reason.labels', {
          count: reason.texts,
          formatted: format.integer(reason.texts),
          kept: format.integer(reason.kept),
          commonest: format.percent(reason.commonest),
        });
      case 'contest':
        return contestText(reason.contest);
      case 'base':
        return t('reason.base', {
          name: reason.name,
          before: format.fixed(reason.before, 3),
          after: format.fixed(reason.after, 3),
        });
      case 'bitsPerByte':
        return t('reason.bitsPerByte', {
          bits: format.number(reason.bits, 3),
          bigram: format.number(reason.bigram, 3),
        });
      default:
        return t('reason.nothing');
    }
  };
}
