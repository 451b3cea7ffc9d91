import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PersonalDataType } from '../../../../shared/domain/datasets/personalData.ts';
import { findPersonalData } from './findPersonalData.ts';
import { generatedTexts } from './testing/generated.ts';
import { HAND_WRITTEN } from './testing/handWritten.ts';

interface Labelled {
  text: string;
  spans: { start: number; end: number; type: string }[];
}

/** Takes the marks `⟦type:…⟧` out of a text and notes where they were. */
function unmark(marked: string): Labelled {
  const spans: Labelled['spans'] = [];
  let text = '';
  let at = 0;
  for (const { 0: whole, 1: type, 2: value, index } of marked.matchAll(/⟦(\w+?):(.*?)⟧/g)) {
    text += marked.slice(at, index);
    spans.push({ type: type as string, start: text.length, end: text.length + (value as string).length });
    text += value;
    at = index + whole.length;
  }
  return { text: text + marked.slice(at), spans };
}

const TEXTS = [...HAND_WRITTEN, ...generatedTexts(20)].map(unmark);

/** What each type must reach on the labelled texts. Names are found only where a text says so, and those texts do. */
const FLOORS: Record<PersonalDataType, { precision: number; recall: number }> = {
  email: { precision: 0.98, recall: 0.98 },
  phone: { precision: 0.95, recall: 0.95 },
  card: { precision: 0.98, recall: 0.98 },
  iban: { precision: 1, recall: 1 },
  national_id: { precision: 0.97, recall: 0.97 },
  ip: { precision: 0.97, recall: 0.97 },
  api_key: { precision: 0.97, recall: 0.97 },
  name: { precision: 0.95, recall: 0.95 },
};

const key = (text: string, { start, end, type }: Labelled['spans'][number]) =>
  `${type} “${text.slice(start, end)}” in: ${text}`;

describe('detectors of personal data on the labelled texts', () => {
  const results = new Map(
    PersonalDataType.options.map((type) => [
      type as string,
      { right: 0, wrong: [] as string[], missed: [] as string[] },
    ]),
  );
  for (const { text, spans } of TEXTS) {
    const found = findPersonalData('text', text);
    const wanted = new Set(spans.map((span) => key(text, span)));
    for (const hit of found) {
      const result = results.get(hit.type);
      if (wanted.delete(key(text, hit))) result && result.right++;
      else result?.wrong.push(key(text, hit));
    }
    for (const missed of wanted) results.get(missed.slice(0, missed.indexOf(' ')))?.missed.push(missed);
  }

  test('there are enough of them', () => {
    expect(TEXTS.length).toBeGreaterThan(600);
  });

  test.each(PersonalDataType.options)('%s', (type) => {
    const { right, wrong, missed } = results.get(type) as { right: number; wrong: string[]; missed: string[] };
    const precision = right / Math.max(1, right + wrong.length);
    const recall = right / Math.max(1, right + missed.length);
    const figures = `precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} (${right + missed.length} to find, ${wrong.length} wrong)`;
    process.stdout.write(`personal data: ${type.padEnd(12)} ${figures}\n`);
    expect.soft(precision, wrong.join('\n')).toBeGreaterThanOrEqual(FLOORS[type].precision);
    expect.soft(recall, missed.join('\n')).toBeGreaterThanOrEqual(FLOORS[type].recall);
  });
});

describe('any text', () => {
  test('hits are inside of it, in order, and none overlaps another', () => {
    const pieces = fc.constantFrom(...TEXTS.map(({ text }) => text));
    const texts = fc
      .array(fc.oneof(pieces, fc.string({ unit: 'grapheme' })), { maxLength: 4 })
      .map((parts) => parts.join(' '));
    fc.assert(
      fc.property(texts, (text) => {
        let end = 0;
        for (const hit of findPersonalData('text', text)) {
          expect(hit.start).toBeGreaterThanOrEqual(end);
          expect(hit.end).toBeGreaterThan(hit.start);
          end = hit.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  test('a column of people is found as a whole, one called “name” is not', () => {
    expect(findPersonalData('Contact name', ' Ada Byron ')).toMatchObject([{ start: 1, end: 10, type: 'name' }]);
    expect(findPersonalData('name', 'Ada Byron')).toEqual([]);
    expect(findPersonalData('姓名', '李雷')).toMatchObject([{ type: 'name' }]);
  });
});
