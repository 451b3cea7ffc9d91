import type { MetricsPage } from '../../../../shared/domain/runs/chart.ts';
import {
  columnOf,
  EVALUATION_METRICS,
  METRIC_NAMES,
  type MetricName,
  metricOf,
  STEP_METRICS,
  USAGE_METRICS,
} from '../../../../shared/domain/runs/metrics.ts';
import type { Evaluation, ResourceUsage, Run, StepMetric } from '../../../../shared/domain/runs/run.ts';
import type { Studio } from '../../../api/index.ts';

const PAGE = 5000;

/** Places of a row, then the metrics. */
const PLACES = ['step', 'tokens', 'elapsed_ms'] as const;
export const COLUMNS: readonly string[] = [...PLACES, ...METRIC_NAMES.map(columnOf)];
type CsvRow = Partial<Record<(typeof PLACES)[number] | MetricName, number | null>>;

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
  for (const evaluation of evaluations) join(rowsOf(evaluation.step), ofEvaluation(evaluation));
  for (const usage of resources) join(rowsOf(usage.step), ofUsage(usage));
  return [...rows]
    .sort(([a], [b]) => a - b)
    .flatMap(([step, list]) => list.map((row) => ({ ...row, step, tokens: step * tokensPerStep })))
    .map((row: CsvRow) => `${[...PLACES, ...METRIC_NAMES].map((name) => row[name] ?? '').join(',')}\n`)
    .join('');
}

const ofStep = (metric: StepMetric): CsvRow => ({
  elapsed_ms: metric.elapsedMs,
  ...withDerived(pick(metric, STEP_METRICS)),
});

/** Measures are shares of 1, chrF of 100. */
const ofEvaluation = (evaluation: Evaluation): CsvRow => ({
  ...withDerived(pick(evaluation, EVALUATION_METRICS)),
  ...Object.fromEntries(Object.entries(evaluation.metrics ?? {}).map(([name, { value }]) => [name, value])),
});

const ofUsage = (usage: ResourceUsage): CsvRow => ({ elapsed_ms: usage.elapsedMs, ...pick(usage, USAGE_METRICS) });

function pick<N extends MetricName>(
  from: { readonly [K in N]?: number | null | undefined },
  names: readonly N[],
): CsvRow {
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}

/** Beside what was reported, what is computed from it. */
function withDerived(row: CsvRow): CsvRow {
  const derived = METRIC_NAMES.flatMap((name) => {
    const { derived } = metricOf(name);
    const value = derived && row[derived.from as MetricName];
    return derived && value != null ? [[name, finite(derived.by(value))]] : [];
  });
  return { ...row, ...Object.fromEntries(derived) };
}

/** Puts values into the first row that has no others in their places; the time of a step stays its own. */
function join(rows: CsvRow[], values: CsvRow): void {
  const { elapsed_ms: _, ...figures } = values;
  const free = rows.find((row) => Object.keys(figures).every((name) => row[name as keyof CsvRow] === undefined));
  if (free)
    Object.assign(free, { ...values, ...(free.elapsed_ms === undefined ? {} : { elapsed_ms: free.elapsed_ms }) });
  else rows.push(values);
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
