import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Chart } from '../../../../shared/domain/runs/chart.ts';
import { METRICS } from '../../../../shared/domain/runs/metrics.ts';
import { openStores, type Stores } from '../../../db/stores.ts';
import { testMetric, testRun } from '../../../db/testing.ts';
import { takesLong } from '../../../setup/leftOut.ts';
import { gate, openStudio, type Studio, stepMetric, trainBySteps } from '../../testing/studio.ts';
import { ChartClock } from './chartClock.ts';
import { readChart } from './readChart.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

/** A run with a history, in a home that no host has open. */
function withHistory<T>(steps: number, work: (stores: Stores) => T): T {
  const stores = openStores(join(studio.folder, `history-${steps}.db`));
  try {
    stores.runs.insert(testRun({ state: 'done' }));
    stores.runs.appendSteps(
      'r1',
      Array.from({ length: steps }, (_, index) => testMetric(index + 1, index === 4321 ? 99 : 1 + 1 / (index + 1))),
    );
    return work(stores);
  } finally {
    stores.close();
  }
}

describe('a chart', () => {
  test('has at most 500 points of a figure, each of them exact, with both ends and every spike', () => {
    withHistory(20_000, (stores) => {
      for (let step = 0; step <= 20_000; step += 25) {
        stores.runs.appendEvaluation('r1', { step, validationLoss: 1000 - step / 100 });
        stores.runs.appendSample('r1', { step, prompt: 'a', text: String(step) });
        stores.runs.appendSample('r1', { step, prompt: 'b', text: String(step) });
        const usage = { step, elapsedMs: step * 100, cpuPercent: step / 200, rssBytes: 1e9 + step };
        stores.runs.appendResources('r1', { ...usage, gpuPercent: null, gpuMemoryBytes: null });
      }
      const chart = Chart.parse(readChart(stores, stores.runs.get('r1'), {}));
      const { series } = chart;
      expect([chart.from, chart.to, chart.lastStep, chart.latest?.step]).toEqual([0, 20_000, 20_000, 20_000]);
      expect(series.loss.step.length + series.validationLoss.step.length).toBeLessThanOrEqual(500);
      expect(series.loss.value[series.loss.step.indexOf(4322)]).toBe(99);
      for (const [index, step] of series.loss.step.entries()) {
        expect(series.loss.elapsedMs[index]).toBe(step * 100);
        expect(series.loss.value[index]).toBe(testMetric(step, step === 4322 ? 99 : 1 + 1 / step).loss);
      }
      for (const [index, step] of series.grad_norm.step.entries()) {
        expect(series.grad_norm.value[index]).toBe(testMetric(step).grad_norm);
      }
      expect([series.validationLoss.step[0], series.validationLoss.step.at(-1)]).toEqual([0, 20_000]);
      expect(series.cpuPercent.value.at(-1)).toBe(100);
      expect(series.gpuPercent.step).toEqual([]);
      expect([chart.sampleSteps.length, chart.sampleSteps[0], chart.sampleSteps.at(-1)]).toEqual([500, 0, 20_000]);
      expect(chart.recentLoss).toBeCloseTo(1 + 1 / 19_950, 6);
    });
  });

  test('takes a handful of queries, and the next picture no look-up of what is known', () => {
    withHistory(20_000, (stores) => {
      for (let step = 0; step <= 20_000; step += 500) stores.runs.appendEvaluation('r1', { step, validationLoss: 2 });
      const asked: number[][] = [];
      let calls = 0;
      const charts = new Proxy(stores.charts, {
        get(target, key) {
          const member = Reflect.get(target, key);
          if (typeof member !== 'function') return member;
          return (...input: unknown[]) => {
            calls++;
            if (key === 'elapsedAt' || key === 'elapsedOf') asked.push(input[1] as number[]);
            return member.apply(target, input);
          };
        },
      });
      const clock = new ChartClock(charts, 'r1');
      const counted = { runs: stores.runs, charts };
      const chart = readChart(counted, stores.runs.get('r1'), {}, clock);
      const points = Object.values(chart.series).reduce((sum, { step }) => sum + step.length, 0);
      expect(points).toBeGreaterThan(800);
      // One a metric, and a few of the run itself: not one a step.
      expect(calls).toBeLessThanOrEqual(Object.keys(METRICS).length + 6);
      expect(asked).toHaveLength(1);
      stores.runs.appendSteps('r1', [testMetric(20_001), testMetric(20_002)]);
      readChart(counted, stores.runs.get('r1'), {}, clock);
      expect(asked[1]?.length).toBeLessThan(20);
      clock.forget();
      expect(readChart(counted, stores.runs.get('r1'), {}, clock)).toEqual(
        readChart(stores, stores.runs.get('r1'), {}),
      );
    });
  });

  test('of a short run has a smoothed loss that is not the raw one', () => {
    withHistory(40, (stores) => {
      const mean = [36, 37, 38, 39, 40].reduce((sum, step) => sum + 1 + 1 / step, 0) / 5;
      expect(readChart(stores, stores.runs.get('r1'), {}).recentLoss).toBeCloseTo(mean, 9);
    });
  });

  test('of a part shows all steps of it where they are few, and where nothing is, nothing', () => {
    withHistory(20_000, (stores) => {
      const run = stores.runs.get('r1');
      const part = readChart(stores, run, { from: 4300, to: 4400 });
      expect(part.series.loss.step).toEqual(Array.from({ length: 101 }, (_, index) => 4300 + index));
      expect([part.from, part.to, part.lastStep]).toEqual([4300, 4400, 20_000]);
      expect(readChart(stores, run, { from: 30_000 }).series.loss.step).toEqual([]);
    });
  });

  test('of a perplexity that no number can hold leaves it out', () => {
    withHistory(0, (stores) => {
      stores.runs.appendSteps('r1', [testMetric(1, 2000), testMetric(2, 1)]);
      const { series } = Chart.parse(readChart(stores, stores.runs.get('r1'), {}));
      expect([series.loss.value, series.perplexity.value]).toEqual([[2000, 1], [Math.E]]);
    });
  });

  test('of a long run reads no more rows than of a shorter one, and the times of all points at once', takesLong, () => {
    const read = [20_000, 72_000].map((steps) =>
      withHistory(steps, (stores) => {
        const { charts } = stores;
        const [stretches, one, many] = [
          vi.spyOn(charts, 'stretches'),
          vi.spyOn(charts, 'elapsedAt'),
          vi.spyOn(charts, 'elapsedOf'),
        ];
        readChart(stores, stores.runs.get('r1'), {});
        expect([one.mock.calls.length, many.mock.calls.length]).toEqual([0, 1]);
        return Math.max(...stretches.mock.results.map(({ value }) => value.length));
      }),
    );
    // A summary has 16 times the steps of the next finer one; of the coarsest that is fine enough there are at most so many.
    for (const rows of read) expect(rows).toBeLessThan(2048 + 100);
  });
});

describe('while a run goes on', () => {
  test('its chart comes at once, again with what is new, and ends complete', async () => {
    const pause = gate();
    studio.script.train.run = (request, stopped) =>
      trainBySteps(request, stopped, async (step) => {
        if (step === 4) await pause.wait();
      });
    const { id } = await studio.startRun((await studio.importText()).id, { budget: { kind: 'steps', steps: 6 } });
    await pause.reached;
    const charts: Chart[] = [];
    for await (const chart of studio.client.runs.chart({ id })) {
      charts.push(chart);
      pause.open();
    }
    expect(charts[0]?.series.loss.step).toEqual([1, 2, 3]);
    const last = charts.at(-1);
    expect(last?.series.loss).toMatchObject({
      step: [1, 2, 3, 4, 5, 6],
      value: [7, 7 / 2, 7 / 3, 7 / 4, 7 / 5, 7 / 6],
    });
    expect(last?.series.validationLoss.step).toEqual([2, 4, 6]);
    expect(last?.sampleSteps).toEqual([2, 4, 6]);
    expect(charts.length).toBeLessThan(6);
    // Of a run that has ended there is one chart.
    expect(await Array.fromAsync(studio.client.runs.chart({ id, from: 5 }))).toMatchObject([{ from: 5, to: 6 }]);
    expect(await studio.client.runs.samplesAt({ id, step: 4 })).toEqual(
      ['a', 'b', 'c'].map((prompt) => ({ step: 4, prompt, text: '4' })),
    );
  });

  test('that goes on from an earlier step, the chart is shortened and then goes on from there', async () => {
    const pause = gate();
    studio.script.train.run = async function* (request, stopped) {
      let resumed = false;
      for await (const event of trainBySteps(request, stopped)) {
        if (event.event === 'saving' && !resumed) {
          resumed = true;
          await pause.wait();
          yield { event: 'resumed', step: 2, best: null, checkpoints: [] };
          yield { event: 'step', metric: stepMetric(3) };
        }
        yield event;
      }
    };
    const { id } = await studio.startRun((await studio.importText()).id, { budget: { kind: 'steps', steps: 6 } });
    await pause.reached;
    const steps: number[][] = [];
    for await (const { series } of studio.client.runs.chart({ id })) {
      steps.push(series.loss.step);
      pause.open();
    }
    expect([steps[0], steps.at(-1)]).toEqual([
      [1, 2, 3, 4, 5, 6],
      [1, 2, 3],
    ]);
  });

  test('whoever watches from now on gets the newest step, not all of them', async () => {
    const { id } = await studio.startRun((await studio.importText()).id);
    await studio.ended(id);
    const events = await Array.fromAsync(studio.client.runs.watch({ id, fromStep: null }));
    expect(events.map(({ event }) => event)).toEqual(['step', 'evaluation', 'run']);
    expect(events[0]).toMatchObject({ metric: { step: 4 } });
  });
});

test('every figure comes page by page', async () => {
  const usage = { step: 3, elapsedMs: 3, cpuPercent: 40, rssBytes: 5, gpuPercent: null, gpuMemoryBytes: null };
  studio.script.train.run = async function* (request, stopped) {
    for await (const event of trainBySteps(request, stopped)) {
      yield event;
      if (event.event === 'step' && event.metric.step === 3) yield { event: 'resources', resources: usage };
    }
  };
  const { id } = await studio.startRun((await studio.importText()).id, { budget: { kind: 'steps', steps: 5 } });
  await studio.ended(id);
  const pages = [];
  for (let after: number | null = -1; after !== null; ) {
    const page = await studio.client.runs.metrics({ id, after, limit: 2 });
    pages.push(page);
    after = page.next;
  }
  expect(pages.map(({ steps }) => steps.map(({ step }) => step))).toEqual([[1, 2], [3, 4], [5]]);
  expect(pages.map(({ evaluations }) => evaluations.map(({ step }) => step))).toEqual([[2], [4], []]);
  expect(pages.map(({ resources }) => resources)).toEqual([[], [usage], []]);
  expect(pages[0]?.tokensPerStep).toBeGreaterThan(1);
});
