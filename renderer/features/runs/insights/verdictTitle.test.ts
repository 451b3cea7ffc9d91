import { expect, test } from 'vitest';
import type { Grade, Reason } from '../../../../shared/domain/models/measureVerdict.ts';
import { verdictTitle } from './verdictTitle.ts';

const labels = (kept: number, outcome: 'better' | 'same' | 'worse' | null): Reason => ({
  ...{ by: 'labels', kept, texts: 45, commonest: 1 / 15 },
  contest: outcome && ({ outcome } as never),
});

test.each<[string, Grade, Reason, string]>([
  ['nearly all right, as a cheap model has them', 'partly', labels(43, 'same'), 'contest.same'],
  ['half of them right, as a cheap model has them', 'partly', labels(23, 'same'), 'partly'],
  ['many right, and more by a cheap model', 'poor', labels(40, 'worse'), 'contest.worse'],
  ['fewer right than by the commonest label', 'poor', labels(3, 'worse'), 'poor'],
  ['nearly all right, and more than any other', 'good', labels(43, 'better'), 'good'],
  ['nobody to be compared with', 'good', labels(43, null), 'good'],
  ['texts that cost less', 'partly', { by: 'bitsPerByte', bits: 1, bigram: 1.2 }, 'partlyLearned'],
])('%s', (_, grade, reason, title) => {
  expect(verdictTitle({ grade, reason, copied: null })).toBe(title);
});
