import { MEASURE_NAMES, type Measures } from '../../../../shared/domain/models/measures.ts';
import type { MetricsPage } from '../../../../shared/domain/runs/chart.ts';
import type { ResourceUsage, Run, StepMetric } from '../../../../shared/domain/runs/run.ts';
import type { Studio } from '../../../api/index.ts';

const PAGE = 5000;

export const COLUMNS = [
  ...(['step', 'tokens', 'elapsed_ms', 'loss', 'perplexity', 'validation_loss', 'learning_rate', 'grad_norm'] as const),
  ...(['tokens_per_second', 'cpu_percent', 'rss_bytes', 'gpu_percent', 'gpu_memory_bytes'] as const),
  ...(['field_fidelity', 'exact_match', 'chrf', 'copied_spans', 'bits_per_byte'] as const),
];
type CsvColumn = (typeof COLUMNS)[number];
type CsvRow = Partial<Record<CsvColumn, number | null>>;

/** All figures of a run as a table, exact to the last digit. Read page by page, so that the host and the window stay free. */
export async function metricsCsv(
  studio: Studio,
  run: Pick<Run, 'id' | 'step'>,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Blob> {
  const parts = [`${COLUMNS.join(',')}\n`];
  for (let after: number | null = -1; after !== null; ) {
    const page: MetricsPage = await studio.runs.metrics({ id: run.id, after, limit: PAGE }, { signal });
    parts.push(csvOf(page));
    after = page.next;
    if (after !== null) onProgress(Math.min(1, after / Math.max(1, run.step)));
  }
  return new Blob(parts, { type: 'text/csv;charset=utf-8' });
}

/** A line for each step, with what else was reported at it. */
export function csvOf({ steps, evaluations, resources, tokensPerStep }: MetricsPage): string {
  const rows = new Map<number, CsvRow[]>();
  const rowsOf = (step: number): CsvRow[] => {
    const known = rows.get(step);
    if (known) return known;
    const created: CsvRow[] = [];
    rows.set(step, created);
    return created;
  };
  for (const metric of steps) rowsOf(metric.step).push(ofStep(metric));
  for (const { step, validationLoss, metrics = {} } of evaluations) {
    join(rowsOf(step), { validation_loss: validationLoss, ...ofMeasures(metrics) });
  }
  for (const usage of resources) join(rowsOf(usage.step), ofResources(usage));
  return [...rows]
    .sort(([a], [b]) => a - b)
    .flatMap(([step, list]) => list.map((row) => ({ ...row, step, tokens: step * tokensPerStep })))
    .map((row: CsvRow) => `${COLUMNS.map((name) => row[name] ?? '').join(',')}\n`)
    .join('');
}

const ofStep = (metric: StepMetric): CsvRow => ({
  elapsed_ms: metric.elapsedMs,
  loss: metric.loss,
  perplexity: finite(Math.exp(metric.loss)),
  learning_rate: metric.learning_rate,
  grad_norm: metric.grad_norm,
  tokens_per_second: metric.tokensPerSecond,
});

/** Those that were measured, as shares of 1, chrF of 100. */
const ofMeasures = (measures: Measures): CsvRow =>
  Object.fromEntries(
    MEASURE_NAMES.flatMap((name) => {
      const column: CsvColumn = name === 'bitsPerByte' ? 'bits_per_byte' : name;
      const measure = measures[name];
      return measure ? [[column, measure.value]] : [];
    }),
  );

const ofResources = (usage: ResourceUsage): CsvRow => ({
  elapsed_ms: usage.elapsedMs,
  cpu_percent: usage.cpuPercent,
  rss_bytes: usage.rssBytes,
  gpu_percent: usage.gpuPercent,
  gpu_memory_bytes: usage.gpuMemoryBytes,
});

/** Puts values into the first row that has no others in their places; the time of a step stays its own. */
function join(rows: CsvRow[], values: CsvRow): void {
  const { elapsed_ms: _, ...figures } = values;
  const free = rows.find((row) => Object.keys(figures).every((name) => row[name as keyof CsvRow] === undefined));
  if (free)
    Object.assign(free, { ...values, ...(free.elapsed_ms === undefined ? {} : { elapsed_ms: free.elapsed_ms }) });
  else rows.push(values);
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
