import { describe, expect, test } from 'vitest';
import { PersonalDataType } from '../../../../shared/domain/datasets/personalData.ts';
import { findPersonalData } from './findPersonalData.ts';
import * as checks from './testing/independent/checkDigits.ts';
import { independentSet, type LabelledText } from './testing/independentSet.ts';

type Span = LabelledText['spans'][number];

const isSame = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;
const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** Precision and recall of a type, with what was wrong and missed where spans need only overlap. */
function measure(texts: readonly LabelledText[], type: PersonalDataType, matches: (a: Span, b: Span) => boolean) {
  const [wrong, missed]: [string[], string[]] = [[], []];
  let [found, right, wanted, met] = [0, 0, 0, 0];
  for (const { text, spans } of texts) {
    const gold = spans.filter((span) => span.type === type);
    const hits = findPersonalData('text', text).filter((hit) => hit.type === type);
    const wrongHits = hits.filter((hit) => !gold.some((span) => matches(hit, span)));
    const missedSpans = gold.filter((span) => !hits.some((hit) => matches(hit, span)));
    found += hits.length;
    right += hits.length - wrongHits.length;
    wanted += gold.length;
    met += gold.length - missedSpans.length;
    wrong.push(...wrongHits.map(({ start, end }) => `“${text.slice(start, end)}” in: ${text}`));
    missed.push(...missedSpans.map(({ start, end }) => `“${text.slice(start, end)}” in: ${text}`));
  }
  return { precision: right / Math.max(1, found), recall: met / Math.max(1, wanted), wanted, wrong, missed };
}

/** Modest ones: the set is there to tell how good the detectors are, and names are the hardest. */
const FLOOR = { precision: 0.9, recall: 0.9 };
const FLOORS: Partial<Record<PersonalDataType, typeof FLOOR>> = { name: { precision: 0.9, recall: 0.75 } };

const halves = independentSet();

describe.each(['dev', 'heldOut'] as const)('detectors of personal data on the independent set, %s', (half) => {
  test.each(PersonalDataType.options)('%s', (type) => {
    const exact = measure(halves[half], type, isSame);
    const { precision, recall, wanted, wrong, missed } = measure(halves[half], type, overlaps);
    const figures = [precision, recall, exact.precision, exact.recall].map((figure) => figure.toFixed(3));
    process.stdout.write(
      `independent ${half.padEnd(7)} ${type.padEnd(12)} precision ${figures[0]}, recall ${figures[1]}; exact spans ${figures[2]}, ${figures[3]} (${wanted} to find)\n`,
    );
    const floor = FLOORS[type] ?? FLOOR;
    expect.soft(precision, wrong.join('\n')).toBeGreaterThanOrEqual(floor.precision);
    expect.soft(recall, missed.join('\n')).toBeGreaterThanOrEqual(floor.recall);
  });
});

describe('the independent set', () => {
  test('has about 400 texts, a third of them without personal data, and is the same every time', () => {
    const texts = [...halves.dev, ...halves.heldOut];
    expect(texts.length).toBeGreaterThan(390);
    expect(texts.filter(({ spans }) => spans.length === 0).length).toBeGreaterThan(texts.length / 4);
    expect(independentSet()).toEqual(halves);
  });

  test('has check digits as in the public examples', () => {
    expect(checks.luhnDigit('411111111111111')).toBe('1');
    expect(checks.ibanCheck('GB', 'NWBK60161331926819')).toBe('29');
    expect(checks.steuerIdDigit('8609574271')).toBe('9');
    expect(checks.residentIdSign('11010519491231002')).toBe('X');
    expect(checks.cpfDigits('111444777')).toBe('35');
    expect(checks.peselDigit('4405140135')).toBe('9');
    expect(checks.bsnDigit('11122233')).toBe('3');
    expect(checks.dniLetter('12345678')).toBe('Z');
    expect(checks.codiceFiscaleSign('RSSMRA85T10A562')).toBe('S');
    expect(checks.verhoeffDigit('236')).toBe('3');
    expect(97 - checks.remainder('2550814168025', 97)).toBe(38);
  });
});
