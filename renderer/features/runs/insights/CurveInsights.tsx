import { Box, Group, List, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconBulb, IconCircleCheck, IconHourglass } from '@tabler/icons-react';
import { useEffect, useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Evaluation, Run } from '../../../../shared/domain/runs/run.ts';
import { useFormat } from '../../../ui/format.ts';
import { useMeasureText } from '../../../ui/useMeasureText.ts';
import { type Way, waysOf } from './agreement.ts';
import type { Finding } from './finding.ts';
import classes from './insights.module.css';
import { findings, type InsightInput, type InsightPoint } from './insights.ts';
import { useReasonText, useVerdictTitle } from './RunVerdict.tsx';

interface Props {
  run: Run;
  losses: readonly InsightPoint[];
  now: InsightInput['now'];
  evaluations: readonly Evaluation[];
  /** Told what the findings come to, whenever that is something else. */
  onWays: (ways: readonly Way[]) => void;
}

/** What the loss curve says, and what to do about it, in plain words. */
export function CurveInsights({ run, losses, now, evaluations, onWays }: Props) {
  const { t } = useTranslation('insights');
  const titleId = useId();
  const found = useMemo(() => findings({ run, losses, now, evaluations }), [run, losses, now, evaluations]);
  const ways = found.flatMap(waysOf).join(' ');
  useEffect(() => onWays(ways.split(' ').filter(Boolean) as Way[]), [ways, onWays]);
  if (found.length === 0) return null;
  return (
    <Box component="section" aria-labelledby={titleId} mt="sm">
      <Title order={3} size="h5" id={titleId} mb={4}>
        {t('title')}
      </Title>
      <List listStyleType="none" spacing="xs" p={0}>
        {found.map((finding) => (
          <List.Item key={finding.code}>
            <FindingText finding={finding} onBase={run.model.base !== null} />
          </List.Item>
        ))}
      </List>
    </Box>
  );
}

const ICONS = { problem: IconAlertTriangle, hint: IconBulb, good: IconCircleCheck, waiting: IconHourglass };

function kindOf({ code }: Finding): keyof typeof ICONS {
  switch (code) {
    case 'healthy':
    case 'task_done':
      return 'good';
    case 'too_early':
    case 'noisy':
      return 'waiting';
    case 'still_falling':
    case 'early_stopped':
    case 'too_little_data':
    case 'copied':
      return 'hint';
    default:
      return 'problem';
  }
}

function FindingText({ finding, onBase }: { finding: Finding; onBase: boolean }) {
  const { text, advice } = useFindingTexts(finding, onBase);
  const title = useFindingTitle()(finding);
  const format = useFormat();
  const kind = kindOf(finding);
  const Icon = ICONS[kind];
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <Icon size={18} className={classes.icon} data-kind={kind} aria-hidden />
      <Text size="sm" component="p" m={0}>
        <Text span inherit fw={600}>
          {title}
        </Text>
        {' · '}
        {text}
        {format.gap}
        <span className={classes.advice}>{advice}</span>
      </Text>
    </Group>
  );
}

/** What was measured has the title that the end of the run has. */
function useFindingTitle(): (finding: Finding) => string {
  const { t } = useTranslation('insights');
  const verdictTitle = useVerdictTitle();
  return (finding) => ('verdict' in finding ? verdictTitle(finding.verdict) : t(`${finding.code}.title`));
}

/**
 * The sentences of a finding, its numbers written as the language writes them. On top of a model of others there is no size to choose:
 * the rank of what is learned has its part.
 */
function useFindingTexts(finding: Finding, onBase: boolean): { text: string; advice: string } {
  const { t } = useTranslation('insights');
  const format = useFormat();
  const reasonText = useReasonText();
  const measured = useMeasureText();
  const rate = (value: number) => format.number(value, 8);
  switch (finding.code) {
    case 'early_stopped': {
      const { step, bestStep, patience, metric } = finding;
      const details = {
        step: format.integer(step),
        bestStep: format.integer(bestStep),
        patience: format.integer(patience),
      };
      return {
        text:
          metric === null
            ? t('early_stopped.text', details)
            : t('early_stopped.byTask', { ...details, metric: measured.name(metric) }),
        advice: t(onBase ? 'early_stopped.onBase' : 'early_stopped.advice'),
      };
    }
    case 'rising': {
      const { sinceStep, from, to, learningRate } = finding;
      const details = { sinceStep: format.integer(sinceStep), from: format.loss(from), to: format.loss(to) };
      return {
        text: t('rising.text', details),
        advice: t('rising.advice', { learningRate: rate(learningRate) }),
      };
    }
    case 'spikes': {
      const { count, lastStep, learningRate } = finding;
      return {
        text: t('spikes.text', { count, lastStep: format.integer(lastStep) }),
        advice: t('spikes.advice', { learningRate: rate(learningRate) }),
      };
    }
    case 'overfitting': {
      const details = {
        evaluations: format.integer(finding.evaluations),
        bestStep: format.integer(finding.bestStep),
        keptStep: format.integer(finding.keptStep),
        bestLoss: format.loss(finding.bestLoss),
        lastLoss: format.loss(finding.lastLoss),
      };
      const { next } = finding;
      const advice =
        onBase && next !== 'last_kept'
          ? t(`overfitting.onBase.${next}`, details)
          : t(`overfitting.advice.${next}`, details);
      return { text: t('overfitting.text', details), advice };
    }
    case 'validation_flat': {
      const details = { sinceStep: format.integer(finding.sinceStep), loss: format.loss(finding.loss) };
      return { text: t('validation_flat.text', details), advice: t('validation_flat.advice') };
    }
    case 'hardly_learns': {
      const { first, last, learningRate } = finding;
      return {
        text: t('hardly_learns.text', { first: format.loss(first), last: format.loss(last) }),
        advice: t('hardly_learns.advice', { learningRate: rate(learningRate) }),
      };
    }
    case 'flat': {
      const details = { fromStep: format.integer(finding.fromStep), last: format.loss(finding.last) };
      return {
        text: t('flat.text', details),
        advice: onBase && finding.next === 'longer' ? t('flat.onBase') : t(`flat.advice.${finding.next}`),
      };
    }
    case 'clipped': {
      const { share, learningRate } = finding;
      return {
        text: t('clipped.text', { share: format.percent(share) }),
        advice: t('clipped.advice', { learningRate: rate(learningRate) }),
      };
    }
    case 'still_falling': {
      const { fromStep, from, to, lastSteps } = finding;
      const details = {
        fromStep: format.integer(fromStep),
        from: format.loss(from),
        to: format.loss(to),
        lastSteps: format.integer(lastSteps),
      };
      return { text: t('still_falling.text', details), advice: t('still_falling.advice') };
    }
    case 'too_little_data':
      return {
        text: t('too_little_data.text', { epochs: format.integer(finding.epochs) }),
        advice: t('too_little_data.advice'),
      };
    case 'noisy':
      return { text: t('noisy.text'), advice: t('noisy.advice') };
    case 'healthy':
      return { text: t(`healthy.text.${finding.when}`), advice: t(`healthy.advice.${finding.when}`) };
    case 'task_done':
      return { text: reasonText(finding.verdict.reason), advice: t('task_done.advice') };
    case 'task_missed':
      return { text: reasonText(finding.verdict.reason), advice: t(`task_missed.advice.${finding.grade}`) };
    case 'copied':
      return { text: t('copied.text', { share: format.percent(finding.share) }), advice: t('copied.advice') };
    case 'too_early': {
      const { when, steps } = finding;
      return {
        text: t(`too_early.text.${when}`, { count: steps, steps: format.integer(steps) }),
        advice: t(`too_early.advice.${when}`),
      };
    }
    default:
      throw finding satisfies never;
  }
}
