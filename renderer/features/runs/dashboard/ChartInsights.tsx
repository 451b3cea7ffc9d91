import { useMemo, useRef } from 'react';
import type { Chart } from '../../../../shared/domain/runs/chart.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { addedBy } from '../insights/added.ts';
import type { Way } from '../insights/agreement.ts';
import { CurveInsights } from '../insights/CurveInsights.tsx';
import { OverBase } from '../insights/OverBase.tsx';
import { lossNow } from './lossNow.ts';

/** What the whole curve says in plain words, whatever part of it is shown. */
export function ChartInsights({
  run,
  chart,
  isWhole,
  onWays,
}: {
  run: Run;
  chart: Chart;
  isWhole: boolean;
  onWays: (ways: readonly Way[]) => void;
}) {
  const latestWhole = useRef(chart);
  if (isWhole) latestWhole.current = chart;
  const whole = latestWhole.current;
  const { series } = whole;
  const now = useMemo(() => lossNow(whole), [whole]);
  const losses = useMemo(() => pointsOf(series), [series]);
  const evaluations = useMemo(
    () =>
      series.validationLoss.step.map((step, index) => ({
        step,
        validationLoss: series.validationLoss.value[index] as number,
      })),
    [series],
  );
  const added = addedBy(run, whole);
  return (
    <>
      {added && <OverBase added={added} />}
      <CurveInsights {...{ run, losses, now, evaluations, onWays }} />
    </>
  );
}

/** The points of the loss, with the gradient's norm where it is among those that are drawn. */
function pointsOf({ loss, grad_norm }: Chart['series']) {
  const norms = new Map(grad_norm.step.map((step, index) => [step, grad_norm.value[index] as number]));
  return loss.step.map((step, index) => {
    const norm = norms.get(step);
    return {
      step,
      loss: loss.value[index] as number,
      mean: loss.mean[index],
      elapsedMs: loss.elapsedMs[index] as number,
      ...(norm === undefined ? {} : { grad_norm: norm }),
    };
  });
}
