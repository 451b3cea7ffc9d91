import { expect, it } from 'vitest';
import type { MetricsPage } from '../../../../shared/domain/runs/chart.ts';
import type { Studio } from '../../../api/index.ts';
import { COLUMNS, csvOf, metricsCsv } from './metricsCsv.ts';

const metric = (step: number) => ({
  step,
  loss: 1 / 3,
  learning_rate: 1e-7,
  grad_norm: 2,
  tokensPerSecond: 1000.5,
  elapsedMs: step * 10,
  remainingMs: null,
});
const usage = (step: number, elapsedMs: number) => ({
  step,
  elapsedMs,
  cpuPercent: 50,
  rssBytes: 123,
  gpuPercent: null,
  gpuMemoryBytes: null,
});

function table(csv: string): Record<string, string>[] {
  return csv
    .trimEnd()
    .split('\n')
    .map((line) => Object.fromEntries(line.split(',').map((cell, index) => [COLUMNS[index], cell])));
}

it('has a line for each step, exact, with what was reported at it; what has no step has a line of its own', () => {
  const rows = table(
    csvOf({
      steps: [metric(1), metric(2)],
      evaluations: [
        { step: 0, validationLoss: 7 },
        { step: 2, validationLoss: 5 },
      ],
      resources: [usage(2, 21), usage(2, 2000)],
      tokensPerStep: 64,
      next: null,
    }),
  );
  expect(rows.map(({ step, elapsed_ms }) => [step, elapsed_ms])).toEqual([
    ['0', ''],
    ['1', '10'],
    ['2', '20'],
    ['2', '2000'],
  ]);
  expect(rows[0]).toMatchObject({ validation_loss: '7', loss: '', tokens: '0' });
  expect(rows[2]).toMatchObject({ tokens: '128', loss: String(1 / 3), perplexity: String(Math.exp(1 / 3)) });
  expect(rows[2]).toMatchObject({ validation_loss: '5', learning_rate: '1e-7', cpu_percent: '50', rss_bytes: '123' });
  expect(rows[3]).toMatchObject({ loss: '', cpu_percent: '50', gpu_percent: '' });
});

it('has what was measured of the texts at an evaluation in columns of their own', () => {
  const metrics = {
    field_fidelity: { value: 0.88, low: 0.8, high: 0.9 },
    bitsPerByte: { value: 0.1, low: 0.1, high: 0.1 },
  };
  const [row] = table(
    csvOf({
      ...{ steps: [metric(5)], resources: [], tokensPerStep: 1, next: null },
      evaluations: [{ step: 5, validationLoss: 2, metrics }],
    }),
  );
  expect(row).toMatchObject({ loss: String(1 / 3), field_fidelity: '0.88', bits_per_byte: '0.1', chrf: '' });
});

it('reads page after page and says how far it is', async () => {
  const asked: number[] = [];
  const metrics = async ({ after }: { after: number }): Promise<MetricsPage> => {
    asked.push(after);
    const step = Math.max(0, after) + 1;
    return { steps: [metric(step)], evaluations: [], resources: [], tokensPerStep: 1, next: step < 4 ? step : null };
  };
  const shares: number[] = [];
  const studio = { runs: { metrics } } as unknown as Studio;
  const csv = await metricsCsv(
    studio,
    { id: 'r', step: 4 },
    (share) => shares.push(share),
    new AbortController().signal,
  );
  const lines = (await csv.text()).trimEnd().split('\n');
  expect(lines.map((line) => line.split(',')[0])).toEqual(['step', '1', '2', '3', '4']);
  expect([asked, shares]).toEqual([
    [-1, 1, 2, 3],
    [0.25, 0.5, 0.75],
  ]);
});
