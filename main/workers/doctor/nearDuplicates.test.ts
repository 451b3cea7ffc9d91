import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from '../../ml/random.ts';
import { jaccard, normalize, pieces, SIGNATURE_LENGTH, signatureOf } from './minHash.ts';
import { NearDuplicates } from './nearDuplicates.ts';
import { RowTable } from './rowTable.ts';

const random = new Random(5);
const words = Array.from({ length: 3000 }, (_, index) => `w${((index + 7) * 7919).toString(36)}`);
const text = (length: number) => Array.from({ length }, () => words[random.integer(words.length)]).join(' ');

function run(texts: readonly string[]): number[] {
  const near = new NearDuplicates(0.8, (row) => texts[row] as string);
  return texts.map((one, row) => near.add(row, one));
}

test('rows with a changed word, other case or punctuation are near their original; others are near nothing', () => {
  const originals = Array.from({ length: 500 }, () => text(40));
  const copies = originals.map((one, index) => {
    if (index % 3 === 0) return `${one.toUpperCase()}!`;
    return index % 3 === 1 ? one.replace(/^\S+/, 'another') : `${one} more`;
  });
  expect(run([...originals, ...copies])).toEqual([...originals.map(() => -1), ...originals.keys()]);
});

test('Chinese sentences with a changed character are near', () => {
  const sentence = '这盏灯照亮整个房间，经久耐用，适合客厅和卧室使用，也适合书房和走廊。';
  expect(
    run([sentence, sentence.replace('走廊', '厨房'), '这台洗衣机省水省电，噪音很低，适合小户型家庭使用。']),
  ).toEqual([-1, 0, -1]);
});

test('short texts that differ by a word are two', () => {
  expect(run(['Warm white lamp with a 1 m cable, black', 'Warm white lamp with a 2 m cable, black'])).toEqual([-1, -1]);
});

test('a signature estimates the Jaccard similarity', () => {
  const first = pieces(normalize(text(400)));
  const second = new Set([...first].slice(0, 300));
  const [a, b] = [signatureOf(first), signatureOf(second)].map((signature) => [...signature]);
  const same = a?.filter((value, index) => value === b?.[index]).length ?? 0;
  expect(Math.abs(same / SIGNATURE_LENGTH - jaccard(first, second))).toBeLessThan(0.2);
});

test('a row table finds what a map does, in the same order, however it grows', () => {
  const keys = fc.array(fc.tuple(fc.nat(3), fc.nat(40)), { maxLength: 300 });
  fc.assert(
    fc.property(keys, (entries) => {
      const table = new RowTable(4);
      const map = new Map<string, number[]>();
      for (const [row, [high, low]] of entries.entries()) {
        table.add(high, low, row);
        map.set(`${high},${low}`, [...(map.get(`${high},${low}`) ?? []), row]);
      }
      for (const [key, rows] of map) {
        const [high = 0, low = 0] = key.split(',').map(Number);
        const found: number[] = [];
        expect(table.all(high, low, found)).toBe(rows.length);
        expect(found).toEqual(rows);
        expect(table.first(high, low)).toBe(rows[0]);
      }
      expect(table.first(9, 9)).toBe(-1);
    }),
  );
});
