import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Chart } from '../../../../shared/domain/runs/chart.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { chosenBy } from '../../../../shared/domain/runs/runSettings.ts';
import { lossUnit, taskOf, writesTexts } from '../../../../shared/domain/tasks/index.ts';
import { useLanguage } from '../../../i18n/index.ts';
import { useFormat } from '../../../ui/format.ts';
import { useMeasureText } from '../../../ui/useMeasureText.ts';
import { ChartPanel } from './ChartPanel.tsx';
import { chartRows, type Scale, xAt } from './chartData.ts';
import { useChartPreferences } from './chartPreferences.ts';
import type { LineStyle } from './LinePlot.tsx';
import { lossNow } from './lossNow.ts';
import { SampleScrubber } from './SampleScrubber.tsx';
import { useWhileInView } from './useWhileInView.ts';
import type { StepRange } from './zoom.ts';

const HEIGHT = 276;

interface Props {
  run: Run;
  chart: Chart;
  scale: Scale;
  whole: StepRange;
  /** Validation loss of the model that the run started from; `null` where it started from nothing. */
  base: number | null;
  onZoom: (range: StepRange) => void;
  /** The step whose texts are shown; `null` while there are none. */
  sampleStep: number | null;
  onSampleStep: (step: number) => void;
}

/** Training loss, raw and smoothed, with the validation losses, and the slider that goes through what the model wrote. */
export const LossPanel = memo(function LossPanel({
  run,
  chart: newest,
  scale,
  whole,
  base,
  onZoom,
  sampleStep,
  onSampleStep,
}: Props) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const language = useLanguage();
  const { smoothing, logarithmic, focused } = useChartPreferences();
  const { ref, seen: chart } = useWhileInView(newest, newest);
  const { loss, validationLoss } = chart.series;
  const rows = useMemo(
    () => chartRows({ series: loss, smoothing, validation: validationLoss, base }, scale),
    [loss, validationLoss, smoothing, base, scale],
  );
  const { evaluationShare: share } = run;
  const validationLabel =
    share === null || share === 1 ? t('chart.validation') : t('chart.validationPart', { share: format.percent(share) });
  const lines = useMemo(
    (): LineStyle[] => [
      { name: 'raw', label: t('chart.training'), color: 'var(--curve-raw)', width: 1, opacity: 0.8 },
      { name: 'smoothed', label: t('chart.smoothed'), color: 'var(--curve-smoothed)', width: 2 },
      { name: 'validation', label: validationLabel, color: 'var(--curve-validation)', width: 2, dashed: true },
      ...(base === null
        ? []
        : [{ name: 'base' as const, label: t('chart.base'), color: 'var(--curve-base)', width: 1.5, dashed: true }]),
    ],
    [t, validationLabel, base],
  );
  const places = useMemo(
    () => chart.sampleSteps.map((step) => ({ step, x: xAt(rows, step, scale) })),
    [chart.sampleSteps, rows, scale],
  );
  const kept = run.best;
  const by = chosenBy(run);
  const measured = useMeasureText();
  const best = useMemo(() => {
    if (kept === null) return undefined;
    const label =
      by === null || kept.measured === undefined
        ? t('chart.best', { loss: format.loss(kept.validationLoss) })
        : t('chart.bestBy', { metric: measured.name(by), value: measured.figure(by, kept.measured) });
    return { x: xAt(rows, kept.step, scale), y: kept.validationLoss, label };
  }, [kept, by, measured, rows, scale, format, t]);
  const value = (number: number | undefined) => (number === undefined ? t('tile.nothing') : format.loss(number));
  const now = lossNow(chart);
  const ends = { first: value(loss.value[0]), validation: value(validationLoss.value.at(-1)) };
  const told =
    chart.from > 0 || chart.to < chart.lastStep
      ? t('chart.partSummary', {
          ...ends,
          from: format.integer(chart.from),
          to: format.integer(chart.to),
          last: value(rows.findLast(({ smoothed }) => smoothed !== undefined)?.smoothed),
        })
      : t('chart.summary', {
          ...ends,
          steps: format.integer(chart.latest?.step ?? 0),
          last: value(now?.loss),
          count: now?.steps ?? 1,
        });
  const summary = base === null ? told : `${told}${format.gap}${t('chart.baseSummary', { loss: format.loss(base) })}`;

  return (
    <div ref={ref}>
      <ChartPanel
        large
        title={t('chart.loss')}
        runName={run.name}
        height={HEIGHT}
        unit={lossUnit(run.recipe, language)}
        best={best}
        formatValue={format.number}
        exactValue={format.exact}
        marker={sampleStep === null ? undefined : xAt(rows, sampleStep, scale)}
        onPickStep={(step) => {
          const nearest = [...chart.sampleSteps].sort((a, b) => Math.abs(a - step) - Math.abs(b - step))[0];
          if (nearest !== undefined) onSampleStep(nearest);
        }}
        {...{ summary, rows, lines, scale, logarithmic, focused, whole, onZoom }}
      >
        {(domain) =>
          sampleStep !== null &&
          places.length > 0 && (
            <SampleScrubber
              {...{ places, domain, step: sampleStep, onChange: onSampleStep }}
              writes={writesTexts(taskOf(run.recipe).kind)}
            />
          )
        }
      </ChartPanel>
    </div>
  );
});
