import { COPIED_SPAN } from '../../../../shared/domain/models/copiedSpan.ts';
import type {
  HeldOutRow,
  MeasuredText,
  MeasureName,
  MeasureReport,
  Measures,
  NotMeasured,
} from '../../../../shared/domain/models/measures.ts';
import { bootstrapped, shareOf } from '../../../ml/measures/intervals.ts';
import { countFaithful } from '../fieldFidelity.ts';
import { bleuCounts, bleuScore, bleuTokenizer, hasBleu, lengthRatio } from './bleu.ts';
import { chrfCounts, chrfScore } from './chrf.ts';
import { CopyFinder } from './copiedSpans.ts';
import { commonestShare, isExactMatch } from './exactMatch.ts';
import type { KeptTexts } from './keepingWriter.ts';
import { NewWords } from './newWords.ts';

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
  /** Whether to look for words of the fields that the training texts do not have, which takes as long again. */
  withNewWords?: boolean;
}

/** Measures that hold texts against the rows' own. */
const AGAINST_REFERENCES = ['field_fidelity', 'exact_match', 'chrf', 'bleu', 'length_ratio'] as const;

/** Words that are named, of all that are new. */
const MOST_NAMED = 3;

export type TextMeasures = Pick<MeasureReport, 'texts' | 'metrics' | 'notMeasured' | 'newWords'> & {
  referenceFidelity: number | null;
  commonestMatch: number | null;
};

/** Measures texts against the rows that they were written for. Pure: the same texts give the same figures and intervals. */
export function measureTexts({
  rows,
  outputs,
  fields,
  trainingTexts,
  seed,
  withNewWords = false,
}: TextsToMeasure): TextMeasures {
  const metrics: Measures = {};
  const notMeasured: Partial<Record<MeasureName, NotMeasured>> = {};
  if (outputs.length === 0) {
    const missing = [...AGAINST_REFERENCES, 'copied_spans'] as const;
    return {
      texts: 0,
      metrics,
      notMeasured: Object.fromEntries(missing.map((name) => [name, 'no_rows'])),
      newWords: null,
      referenceFidelity: null,
      commonestMatch: null,
    };
  }
  const hasInputs = rows.some(({ inputs }) => inputs.length > 0);
  let referenceFidelity: number | null = null;
  let commonestMatch: number | null = null;
  let newWords: MeasureReport['newWords'] = null;
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
    const tokenizer = bleuTokenizer(references);
    const pairs = outputs.map((output, index) => bleuCounts(output, references[index] as string, tokenizer));
    // Of labels and other short texts it is 0 however good they are.
    if (references.some((reference) => hasBleu(reference, tokenizer)))
      metrics.bleu = bootstrapped(pairs, bleuScore, seed);
    else notMeasured.bleu = 'too_short';
    metrics.length_ratio = bootstrapped(pairs, lengthRatio, seed);
    const { faithful, of } = countFaithful(rows, outputs, fields);
    if (fields.length > 0 && of > 0) {
      metrics.field_fidelity = shareOf(faithful, of);
      referenceFidelity = countFaithful(rows, references, fields).faithful / of;
    } else notMeasured.field_fidelity = 'no_field';
  } else for (const name of AGAINST_REFERENCES) notMeasured[name] = 'no_input';

  if (typeof trainingTexts === 'string') notMeasured.copied_spans = trainingTexts as NotMeasured;
  else {
    const finder = new CopyFinder(outputs, COPIED_SPAN);
    const given = rows.map((row) => fieldsOf(row, fields).join(' '));
    const newOnes = withNewWords && metrics.field_fidelity ? new NewWords(given) : null;
    for (const text of trainingTexts) {
      finder.look(text);
      newOnes?.look(text);
    }
    newWords = newOnes && keptOfNew(newOnes, { rows, outputs, fields });
    metrics.copied_spans = bootstrapped(finder.counts(), ([copied = 0, all = 0]) => (all > 0 ? copied / all : 0), seed);
  }
  return { texts: outputs.length, metrics, notMeasured, newWords, referenceFidelity, commonestMatch };
}

/** Rows with what was written for each, and how near it is to the row's own text, where something was given to write it from. */
export const writtenTexts = (rows: readonly HeldOutRow[], outputs: readonly string[]): MeasuredText[] =>
  outputs.map((output, index) => {
    const row = rows[index] as HeldOutRow;
    const isCompared = row.inputs.length > 0;
    return { ...row, output, ...(isCompared && { chrf: chrfScore(chrfCounts(output, row.reference)) }) };
  });

/** What a report says of texts that were written again: how the first ones did. */
export function keepingOf(
  { rows, first, fields }: { rows: readonly HeldOutRow[]; first: readonly string[]; fields: readonly string[] },
  keeping: Pick<KeptTexts, 'tries' | 'spelled'> & { fields: readonly string[] },
): NonNullable<MeasureReport['keeping']> {
  const { faithful, of } = countFaithful(rows.slice(0, first.length), first, fields);
  return {
    fields: [...keeping.fields],
    tries: keeping.tries,
    spelled: keeping.spelled,
    firstTry: fields.length > 0 && of > 0 ? shareOf(faithful, of) : null,
  };
}

const fieldsOf = ({ inputs }: HeldOutRow, fields: readonly string[]): string[] =>
  inputs.flatMap(({ column, value }) => (fields.includes(column) ? [value] : []));

function keptOfNew(
  words: NewWords,
  { rows, outputs, fields }: Pick<TextsToMeasure, 'rows' | 'outputs' | 'fields'>,
): NonNullable<MeasureReport['newWords']> {
  const places = rows.flatMap((_, index) => (words.of(index).length > 0 ? [index] : []));
  const { faithful, of } = countFaithful(
    places.map((index) => rows[index] as HeldOutRow),
    places.map((index) => outputs[index] as string),
    fields,
  );
  const named = [...new Set(places.flatMap((index) => words.of(index)))].slice(0, MOST_NAMED);
  return { texts: of, kept: faithful, words: named };
}
