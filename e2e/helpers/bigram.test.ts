import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bigramLoss, readSplit, type Split, targetPairs } from './bigram.ts';

// Two documents, `0 5 6 7` with a prompt of three tokens (0, 5, 6) and `0 8`, closed by a last 0.
const split: Split = {
  ids: [0, 5, 6, 7, 0, 8, 0],
  documents: [
    { start: 0, promptLength: 3 },
    { start: 4, promptLength: 0 },
  ],
};

test('targets are what comes after the prompt, and the end of each document', () => {
  expect([...targetPairs(split)]).toEqual([
    [6, 7],
    [7, 0],
    [0, 8],
    [8, 0],
  ]);
});

test('the loss is the one computed by hand', () => {
  // Train: 1→2 twice, 1→3 once, 2→0 and 2→0, 3→0: nine targets with 0→1 three times.
  const train: Split = {
    ids: [0, 1, 2, 0, 1, 2, 0, 1, 3, 0],
    documents: [0, 3, 6].map((start) => ({ start, promptLength: 1 })),
  };
  const validation: Split = { ids: [0, 1, 3, 0], documents: [{ start: 0, promptLength: 2 }] };
  // Targets 3 (after 1) and 0 (after 3), with V = 4 and strength 1.
  const three = (1 + 2 / 13) / (3 + 1);
  const end = (1 + 4 / 13) / (1 + 1);
  const { loss, targets } = bigramLoss(train, validation, 4, [1]);
  expect(targets).toBe(2);
  expect(loss).toBeCloseTo(-(Math.log(three) + Math.log(end)) / 2, 12);
});

test('the strength is the best one for the validation split', () => {
  const alternating = Array.from({ length: 401 }, (_, index) => (index === 0 || index === 400 ? 0 : 1 + (index % 2)));
  const same: Split = { ids: alternating, documents: [{ start: 0, promptLength: 0 }] };
  // What was seen is what comes: trusting the counts is best, and next to nothing is left to guess.
  expect(bigramLoss(same, same, 3).strength).toBe(0.1);
  expect(bigramLoss(same, same, 3).loss).toBeLessThan(0.05);
  const other: Split = { ids: [0, 1, 1, 1, 2, 2, 2, 0], documents: [{ start: 0, promptLength: 0 }] };
  expect(bigramLoss(same, other, 3).strength).toBeGreaterThan(0.1);
});

test('probabilities of one context sum to one', () => {
  const vocabSize = 9;
  const sum = Array.from({ length: vocabSize }, (_, target) =>
    Math.exp(-bigramLoss(split, { ids: [6, target], documents: [{ start: 0, promptLength: 1 }] }, vocabSize, [2]).loss),
  ).reduce((a, b) => a + b);
  expect(sum).toBeCloseTo(1, 12);
});

test('a split is read from the files of a prepared run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-bigram-'));
  try {
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'train.ids.bin'), Buffer.from([0, 0, 5, 0, 1, 2, 0, 0]));
    writeFileSync(join(folder, 'data', 'train.docs.bin'), Buffer.from([0, 0, 0, 0, 2, 0, 0, 0]));
    const read = readSplit(folder, 'train');
    expect([...Array.from(read.ids)]).toEqual([0, 5, 0x0201, 0]);
    expect(read.documents).toEqual([{ start: 0, promptLength: 2 }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
