import type { Split } from '../../../shared/domain/datasets/split.ts';
import {
  type MeasureReport,
  measuredNames,
  metricContext,
  type Rival,
} from '../../../shared/domain/models/measures.ts';
import { contestOf, contestSentence } from '../../../shared/domain/models/rivals.ts';
import { togetherOf, togetherSentence } from '../../../shared/domain/models/together.ts';
import { measureText } from '../../../shared/domain/runs/metrics.ts';
import { rivalOf, taskMetric } from '../../../shared/domain/tasks/index.ts';
import type { Thresholds } from '../../../shared/domain/tasks/thresholds.ts';
import { inlineText, table } from './markdown.ts';

/** What the card of any model says. Whatever came from the user is escaped. */

export const OWN_LICENSE =
  'None was chosen in Kindling. Which ones are possible depends on the rights to the training data; ' +
  'whoever publishes the model chooses one and adds it as `license:` at the top of this file.';

/** `null` where the run is gone and with it what is known of its split. */
export function describeSplit(split: Split | null): string {
  if (split === null) return 'Some documents were held out for validation.';
  const percent = (share: number) => `${Number((100 * share).toFixed(2))}%`;
  const shares = (of: { validation: number; test: number }) =>
    `${percent(of.validation)} for validation${of.test > 0 ? ` and ${percent(of.test)} for a test` : ''}`;
  switch (split.kind) {
    case 'auto':
      return 'One document in twenty, at most 512, was held out for validation.';
    case 'ratio':
      return `Of all documents, ${shares(split)} were held out at random.`;
    case 'group':
      return `About ${shares(split)} were held out; documents with the same “${inlineText(split.column)}” stayed together.`;
    case 'stratified':
      return `Of every value of “${inlineText(split.column)}”, ${shares(split)} were held out at random.`;
    case 'column': {
      const list = (values: readonly string[]) => values.map((value) => `“${inlineText(value)}”`).join(', ');
      const test = split.test.length > 0 ? `, for a test those with ${list(split.test)}` : '';
      return `Held out for validation were the documents whose “${inlineText(split.column)}” is ${list(split.validation)}${test}.`;
    }
    default:
      throw split satisfies never;
  }
}

/** @param writes whether what was measured are texts that were drawn */
export function describeMeasures(report: MeasureReport, writes: boolean): string {
  const { metrics, texts, rows, seed, temperature, fields } = report;
  const columns = fields.map((column) => `“${inlineText(column)}”`).join(' and ');
  const lines = measuredNames(report).flatMap((name) => {
    const measure = metrics[name];
    if (!measure) return [];
    const { help = '', meaning } = taskMetric(name);
    const write = (figure: number) => measureText(name, figure);
    const { value, low, high } = measure;
    const says = meaning?.(metricContext(report, columns, write)) ?? help;
    return [[`\`${name}\``, write(value), `${write(low)} to ${write(high)}`, says]];
  });
  const drawn = writes ? ` (temperature ${temperature}, seed ${seed})` : '';
  return (
    `Measured on ${count(texts)} texts for ${count(rows)} rows that it never trained on${drawn}.\n\n` +
    table(['Measure', 'Value', '95% interval', 'What it says'], lines) +
    describeRivals(report) +
    describeTogether(report)
  );
}

/** Labels that are not told from a half on; nothing where all are. */
export function describeThresholds(thresholds: Thresholds): string[] {
  const chosen = Object.entries(thresholds);
  if (chosen.length === 0) return [];
  const rows = chosen.map(([label, from]) => [inlineText(label), String(from)]);
  return [
    `## Thresholds\n\nA label is told from a probability of 0.5 on, but for these, which were chosen in Kindling and are in \`thresholds.json\`. ` +
      `Where they were chosen by F1 on held-out rows, they do a little worse on others.\n\n${table(['Label', 'Told from'], rows)}`,
  ];
}

/** A reader who could have the same for less is told so. */
function describeRivals(report: MeasureReport): string {
  const contest = contestOf(report);
  if (!contest) return '';
  const figure = ({ metrics }: Rival) => measureText(contest.metric, metrics[contest.metric]?.value ?? 0);
  const lines = (report.rivals ?? []).map((rival) => [rivalOf(rival.name).words, figure(rival)]);
  return `\n\n${table(['Baseline, trained on the same rows', taskMetric(contest.metric).label], lines)}\n\n${contestSentence(contest)}`;
}

/** What stands in a card is the model alone. */
function describeTogether(report: MeasureReport): string {
  const contest = togetherOf(report);
  return contest ? `\n\n${togetherSentence(contest)} The words are not in this folder: these files predict alone.` : '';
}

export const count = (value: number): string => value.toLocaleString('en-US');
