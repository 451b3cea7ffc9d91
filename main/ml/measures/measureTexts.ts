import {
  COPIED_SPAN,
  type HeldOutRow,
  type MeasureName,
  type MeasureReport,
  type Measures,
  type NotMeasured,
} from '../../../shared/domain/models/measures.ts';
import { chrfCounts, chrfScore } from './chrf.ts';
import { CopyFinder } from './copiedSpans.ts';
import { commonestShare, isExactMatch } from './exactMatch.ts';
import { countFaithful } from './fieldFidelity.ts';
import { bootstrapped, shareOf } from './intervals.ts';

/** What a model was trained on, text by text, or why that cannot be looked at. */
export type TrainingTexts = Iterable<string> | NotMeasured;

export interface TextsToMeasure {
  /** In the order of `outputs`. */
  rows: readonly HeldOutRow[];
  outputs: readonly string[];
  /** Columns that count for field fidelity; none leaves it unmeasured. */
  fields: readonly string[];
  trainingTexts: TrainingTexts;
  /** Of the bootstrap. */
  seed: number;
}

export type TextMeasures = Pick<MeasureReport, 'texts' | 'metrics' | 'notMeasured'> & {
  referenceFidelity: number | null;
  commonestMatch: number | null;
};

/** Measures texts against the rows that they were written for. Pure: the same texts give the same figures and intervals. */
export function measureTexts({ rows, outputs, fields, trainingTexts, seed }: TextsToMeasure): TextMeasures {
  const metrics: Measures = {};
  const notMeasured: Partial<Record<MeasureName, NotMeasured>> = {};
  if (outputs.length === 0) {
    const missing = ['field_fidelity', 'exact_match', 'chrf', 'copied_spans'] as const;
    return {
      texts: 0,
      metrics,
      notMeasured: Object.fromEntries(missing.map((name) => [name, 'no_rows'])),
      referenceFidelity: null,
      commonestMatch: null,
    };
  }
  const hasInputs = rows.some(({ inputs }) => inputs.length > 0);
  let referenceFidelity: number | null = null;
  let commonestMatch: number | null = null;
  if (hasInputs) {
    const references = rows.map(({ reference }) => reference);
    const matches = outputs.filter((output, index) => isExactMatch(output, references[index] as string)).length;
    metrics.exact_match = shareOf(matches, outputs.length);
    commonestMatch = commonestShare(rows);
    metrics.chrf = bootstrapped(
      outputs.map((output, index) => chrfCounts(output, references[index] as string)),
      chrfScore,
      seed,
    );
    const { faithful, of } = countFaithful(rows, outputs, fields);
    if (fields.length > 0 && of > 0) {
      metrics.field_fidelity = shareOf(faithful, of);
      referenceFidelity = countFaithful(rows, references, fields).faithful / of;
    } else notMeasured.field_fidelity = 'no_field';
  } else for (const name of ['field_fidelity', 'exact_match', 'chrf'] as const) notMeasured[name] = 'no_input';

  if (typeof trainingTexts === 'string') notMeasured.copied_spans = trainingTexts as NotMeasured;
  else {
    const finder = new CopyFinder(outputs, COPIED_SPAN);
    for (const text of trainingTexts) finder.look(text);
    metrics.copied_spans = bootstrapped(finder.counts(), ([copied = 0, all = 0]) => (all > 0 ? copied / all : 0), seed);
  }
  return { texts: outputs.length, metrics, notMeasured, referenceFidelity, commonestMatch };
}
