import {
  MEASURE_NAMES,
  type Measure,
  type MeasureName,
  type MeasureReport,
} from '../../shared/domain/models/measures.ts';

const percent = (share: number) => `${Number((100 * share).toFixed(1))}%`;
const ranged = ({ value, low, high }: Measure, format: (value: number) => string) =>
  `${format(value)} (95%: ${format(low)} to ${format(high)})`;

/** What was measured, for people: a line for each figure. */
export function measureLines({ texts, rows, fields, metrics, notMeasured, baselines }: MeasureReport): string[] {
  const [kept, byPairs] = [baselines.referenceFidelity, baselines.bigramBitsPerByte];
  const line: Record<MeasureName, (measure: Measure) => string> = {
    field_fidelity: (measure) =>
      `Kept ${fields.join(' and ')}: ${ranged(measure, percent)}${kept === null ? '' : `; the rows' own texts: ${percent(kept)}`}`,
    exact_match: (measure) => `The row's own text: ${ranged(measure, percent)}`,
    chrf: (measure) => `chrF: ${ranged(measure, (value) => value.toFixed(1))} of 100`,
    copied_spans: (measure) => `Copied from training rows: ${ranged(measure, percent)} of the characters`,
    bitsPerByte: (measure) =>
      `Bits per byte: ${ranged(measure, (value) => value.toFixed(3))}${byPairs === null ? '' : `; counting pairs of tokens: ${byPairs.toFixed(3)}`}`,
  };
  return [
    `Measured on ${texts} ${texts === 1 ? 'text' : 'texts'} for ${rows} ${rows === 1 ? 'row' : 'rows'} that it never trained on:`,
    ...MEASURE_NAMES.map((name) => {
      const measure = metrics[name];
      return `  ${measure ? line[name](measure) : `${name}: not measured (${notMeasured[name] ?? 'not asked for'})`}`;
    }),
  ];
}
