import { formatNumber, renderTable } from '../bench/table.ts';
import type { Outcome } from './findings.ts';

/** What was found, for people: a table of figures for each scenario, and what does not hold. */
export function renderReport(seed: number, outcomes: readonly Outcome[]): string {
  const broken = outcomes.reduce((sum, outcome) => sum + outcome.broken.length, 0);
  const end = broken === 0 ? 'All promises hold.' : `${broken} promises are broken.`;
  return [`Seed ${seed}`, ...outcomes.map(section), end].join('\n\n');
}

function section({ scenario, seconds, skipped, figures, broken }: Outcome): string {
  const title = `${scenario} (${formatNumber(seconds, 1)} s)`;
  const rows = Object.entries(figures).map(([name, value]) => [
    name,
    typeof value === 'number' ? formatNumber(value, Number.isInteger(value) ? 0 : 2) : value,
  ]);
  return [
    ...(skipped === null ? [title] : [`${title}: skipped, ${skipped}`]),
    ...(rows.length > 0 ? [renderTable(['figure', 'value'], rows)] : []),
    ...broken.map((promise) => `BROKEN: ${promise}`),
  ].join('\n');
}
