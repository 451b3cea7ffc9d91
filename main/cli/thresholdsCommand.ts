import { bestThresholds, tagFigures, totalFigures } from '../../shared/domain/models/tagReport.ts';
import { type Thresholds, thresholdOf } from '../../shared/domain/tasks/thresholds.ts';
import { badOption } from './badOption.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

export interface ThresholdsOptions {
  model: string;
  set?: string[];
  best: boolean;
  reset: boolean;
}

/** Shows from which probability on a model tells each of its labels, after choosing others where that is asked for. */
export async function thresholdsCommand(
  { client }: Session,
  output: Output,
  { model: id, set = [], best, reset }: ThresholdsOptions,
): Promise<void> {
  if (best && reset) throw badOption('--reset', 'does not go with --best');
  const given = Object.fromEntries(set.map(readThreshold));
  const before = await client.models.thresholds({ id });
  const report = (await client.models.measurement({ id }))?.tags;
  if (best && !report)
    throw badOption('--best', 'nothing was measured of its labels yet: kindling evaluate --model does it');
  const begin = best && report ? bestThresholds(report, before.labels) : reset ? {} : before.thresholds;
  const isChange = best || reset || set.length > 0;
  const { labels, thresholds } = isChange
    ? await client.models.setThresholds({ id, thresholds: { ...begin, ...given } })
    : before;
  const rows = labels.map((label) => ({ label, threshold: thresholdOf(thresholds, label), ...figuresOf(label) }));
  const total = (at: Thresholds) => {
    if (!report) return {};
    const { micro, macro } = totalFigures(report, at);
    return { micro_f1: micro, label_f1: macro };
  };
  const [now, usual] = [total(thresholds), total({})];
  output.result(
    { model: id, changed: isChange, labels: rows, ...(report && { rows: report.rows, metrics: now, usual }) },
    [
      ...rows.map(lineOf),
      ...(report
        ? totalLines(report.rows, now, usual)
        : ['Nothing was measured of its labels yet: kindling evaluate --model does it.']),
    ].join('\n'),
  );

  /** Of the rows that were measured. */
  function figuresOf(label: string) {
    const counts = report?.labels.find((one) => one.label === label);
    if (!counts) return {};
    const { precision, recall, f1 } = tagFigures(counts, thresholdOf(thresholds, label));
    return { support: counts.support, precision, recall, f1 };
  }
}

/** `label=0.4`: a label may have an equals sign of its own. */
function readThreshold(text: string): [string, number] {
  const at = text.lastIndexOf('=');
  const value = Number(text.slice(at + 1));
  if (at < 1 || text.slice(at + 1).trim() === '' || !(value >= 0 && value <= 1))
    throw badOption('--set', `“${text}” is no LABEL=PROBABILITY, with a probability from 0 to 1`);
  return [text.slice(0, at), value];
}

const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

interface Line {
  label: string;
  threshold: number;
  support?: number;
  precision?: number;
  recall?: number;
  f1?: number;
}

const lineOf = ({ label, threshold, support = 0, precision, recall, f1 }: Line): string => {
  const known =
    precision === undefined || recall === undefined || f1 === undefined
      ? ''
      : `  F1 ${percent(f1)}, precision ${percent(precision)}, recall ${percent(recall)} (${support} rows)`;
  return `${label}: from ${Number((100 * threshold).toFixed(2))}% on${known}`;
};

type Totals = { micro_f1?: number; label_f1?: number };

const totalLines = (rows: number, now: Totals, usual: Totals): string[] => [
  `On ${rows} held-out rows: micro-F1 ${percent(now.micro_f1 ?? 0)}, macro-F1 ${percent(now.label_f1 ?? 0)}; all from 50% on: ${percent(usual.micro_f1 ?? 0)} and ${percent(usual.label_f1 ?? 0)}.`,
  ...((now.micro_f1 ?? 0) < (usual.micro_f1 ?? 0)
    ? ['Counted over all labels together they do worse than 50%: they help rare labels, and cost common ones more.']
    : []),
  'Thresholds that were chosen on these rows do a little worse on others: measure them with “kindling predict” on rows of their own.',
];
