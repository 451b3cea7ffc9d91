import { Paper, SimpleGrid, Stack, Title } from '@mantine/core';
import { memo, useCallback, useDeferredValue, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Chart } from '../../../../shared/domain/runs/chart.ts';
import { isGoing, type Run } from '../../../../shared/domain/runs/run.ts';
import { isFitted } from '../../../../shared/domain/runs/runSettings.ts';
import { taskOf, writesTexts } from '../../../../shared/domain/tasks/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { baseLoss } from '../insights/added.ts';
import type { Way } from '../insights/agreement.ts';
import { ChartInsights } from './ChartInsights.tsx';
import { ChartToolbar, type Zoom } from './ChartToolbar.tsx';
import type { Scale } from './chartData.ts';
import { useChartPreferences } from './chartPreferences.ts';
import classes from './charts.module.css';
import { LossPanel } from './LossPanel.tsx';
import { MetricChart } from './MetricChart.tsx';
import { mayBeMissing, SMALL_CHARTS, saysSomething } from './metrics.ts';
import { RunTiles } from './RunTiles.tsx';
import { SampleTexts } from './SampleTexts.tsx';
import { useRunChart } from './useRunChart.ts';
import { moved, type StepRange, zoomedIn, zoomedOut } from './zoom.ts';

interface Props {
  run: Run;
  /** See `useRunView`. */
  episode: number;
  /** Of what is done before the first step; `null` where nothing says it. */
  remainingMs: number | null;
  /** So far, of the same. */
  elapsedMs: number | null;
  /** See `CurveInsights`. */
  onWays: (ways: readonly Way[]) => void;
}

/**
 * What came of the training so far. The curve comes first; where there is room the figures stand beside it, so that both are in view on a
 * small screen without scrolling. While a run goes on a new chart comes several times a second: what it does not change is not drawn again.
 */
export const RunDashboard = memo(function RunDashboard({ run, episode, remainingMs, elapsedMs, onWays }: Props) {
  const { t } = useTranslation('runs');
  const titleId = useId();
  const [part, setPart] = useState<StepRange | null>(null);
  const [picked, setPicked] = useState<number | null>(null);
  const { chart, turn, followed } = useRunChart(run.id, part, episode);
  const axis = useChartPreferences((preferences) => preferences.axis);
  const tokensPerStep = chart?.tokensPerStep ?? 1;
  const scale = useMemo((): Scale => ({ axis, tokensPerStep }), [axis, tokensPerStep]);
  const lastStep = chart?.lastStep ?? 0;
  const whole = useMemo(() => ({ from: 0, to: lastStep }), [lastStep]);
  const shown = part ?? whole;
  const now = useRef({ shown, whole });
  now.current = { shown, whole };
  const zoom = useCallback((how: Zoom) => setPart(zoomed(how, now.current)), []);
  const newest = chart?.newestSamples[0]?.step ?? null;
  // At the newest texts, those to come are followed again.
  const pick = useCallback((step: number) => setPicked(step === newest ? null : step), [newest]);
  // What stands below the curve comes after it, so that it is there at once.
  // A later part of the curve begins after it.
  const base = useRef<number | null>(null);
  if (chart) base.current = baseLoss(run, chart) ?? base.current;
  const isBelowDue = useDeferredValue(chart !== null, false);
  if (!chart) return followed.error ? <ErrorAlert error={followed.error} /> : <LoadingState />;

  const sampleStep = shownSample(chart, picked);
  const shared = { run, chart, scale, whole, onZoom: setPart };
  return (
    <>
      {followed.error && <ErrorAlert error={followed.error} />}
      <div className={classes.dashboard}>
        <div>
          <Paper withBorder p="md" h="100%">
            <LossPanel {...shared} base={base.current} sampleStep={sampleStep} onSampleStep={pick} />
            <SampleTexts
              runId={run.id}
              writes={writesTexts(taskOf(run.recipe).kind)}
              isFitted={isFitted(run)}
              isOver={!isGoing(run.state)}
              step={sampleStep}
              newest={chart.newestSamples}
              onShowNewest={sampleStep === newest ? null : () => setPicked(null)}
            />
            {isBelowDue && (
              <ChartToolbar
                run={run}
                canZoomIn={shown.to - shown.from > 8}
                isFirst={shown.from <= 0}
                isLast={shown.to >= lastStep}
                isEmpty={lastStep === 0}
                onZoom={zoom}
              />
            )}
            {isBelowDue && <ChartInsights run={run} chart={chart} isWhole={part === null} onWays={onWays} />}
          </Paper>
        </div>
        <div>
          <RunTiles run={run} chart={chart} {...{ remainingMs, elapsedMs }} beside />
        </div>
      </div>
      {isBelowDue && (
        <Stack component="section" gap="sm" aria-labelledby={titleId}>
          <Title order={2} size="h3" id={titleId}>
            {t('chart.figures')}
          </Title>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
            {SMALL_CHARTS.filter(
              (metric) =>
                saysSomething(metric, run.recipe) && (!mayBeMissing(metric) || chart.series[metric].step.length > 0),
            ).map((metric, index) => (
              <MetricChart key={metric} metric={metric} isTurn={turn % TURNS === index % TURNS} {...shared} />
            ))}
          </SimpleGrid>
        </Stack>
      )}
    </>
  );
});

/** A small chart draws one in so many of the charts that come: all of them at once would hold up the page. */
const TURNS = 6;

function zoomed(how: Zoom, { shown, whole }: { shown: StepRange; whole: StepRange }): StepRange | null {
  switch (how) {
    case 'zoomIn':
      return zoomedIn(shown, whole);
    case 'zoomOut':
      return zoomedOut(shown, whole);
    case 'earlier':
      return moved(shown, whole, -1);
    case 'later':
      return moved(shown, whole, 1);
    case 'zoomReset':
      return null;
    default:
      throw how satisfies never;
  }
}

/** The step whose texts are shown: the one that was picked, as long as it is in view, and the last one else. */
function shownSample({ sampleSteps, newestSamples, from, to }: Chart, picked: number | null): number | null {
  if (picked !== null && picked >= from && picked <= to) return picked;
  return sampleSteps.at(-1) ?? newestSamples[0]?.step ?? null;
}
