import { describe, expect, test } from 'vitest';
import type { Grade, MeasureVerdict } from '../../../../shared/domain/models/measureVerdict.ts';
import { agreeing, nextSteps, waysOf } from './agreement.ts';
import type { Finding } from './finding.ts';

const verdict = (grade: Grade): MeasureVerdict => ({
  ...{ grade, copied: null },
  reason: { by: 'field_fidelity', kept: 1, texts: 12, fields: ['name'] },
});

/** One of each kind, with each variant of its advice. */
const FOUND = {
  done: { code: 'task_done', verdict: verdict('good') },
  partly: { code: 'task_missed', grade: 'partly', verdict: verdict('partly') },
  poor: { code: 'task_missed', grade: 'poor', verdict: verdict('poor') },
  copied: { code: 'copied', share: 0.9 },
  stopped: { code: 'early_stopped', step: 900, bestStep: 400, patience: 5, metric: null },
  rising: { code: 'rising', sinceStep: 600, from: 2, to: 3, learningRate: 1e-3 },
  spikes: { code: 'spikes', count: 3, lastStep: 900, learningRate: 1e-3 },
  overfitting: {
    ...{ code: 'overfitting', evaluations: 6, bestStep: 400, keptStep: 400, bestLoss: 2, lastLoss: 3 },
    next: 'best_kept',
  },
  clipped: { code: 'clipped', share: 1, learningRate: 1e-3 },
  hardly: { code: 'hardly_learns', first: 6.9, last: 6.8, learningRate: 9e-3 },
  flat: { code: 'flat', fromStep: 500, last: 3, next: 'longer' },
  flatTired: { code: 'flat', fromStep: 500, last: 3, next: 'rows' },
  validation: { code: 'validation_flat', sinceStep: 600, loss: 2 },
  falling: { code: 'still_falling', fromStep: 500, from: 3, to: 2, lastSteps: 50 },
  tired: { code: 'too_little_data', epochs: 40 },
  noisy: { code: 'noisy' },
  healthy: { code: 'healthy', when: 'ended' },
  early: { code: 'too_early', steps: 12, when: 'ended' },
} as const satisfies Record<string, Finding>;
type Name = keyof typeof FOUND;
const NAMES = Object.keys(FOUND) as Name[];
const kept = (...names: Name[]) => {
  const found = agreeing(names.map((name) => FOUND[name]));
  return NAMES.filter((name) => found.some((finding) => finding === FOUND[name]));
};

describe('one judgement of several findings', () => {
  test.each<[says: string, of: Name[], stays: Name[]]>([
    ['good texts need no longer run', ['done', 'falling'], ['done']],
    ['good texts are not too early to tell', ['done', 'early'], ['done']],
    ['good texts need no other rate', ['done', 'flat', 'hardly'], ['done']],
    ['good texts may be copied ones', ['done', 'copied', 'tired'], ['done', 'copied', 'tired']],
    ['good texts, and a curve that went wrong after the best step', ['done', 'rising'], ['done', 'rising']],
    ['poor texts of a short run', ['poor', 'early'], ['poor', 'early']],
    ['a validation loss that fell beats a rule of thumb', ['falling', 'tired'], ['falling']],
    ['repeating rows does not help, and neither do more steps', ['stopped', 'tired'], ['stopped', 'tired']],
    ['an unstable loss asks for a lower rate, not for a higher', ['spikes', 'flat'], ['spikes']],
    ['gradients that are cut explain a flat loss', ['clipped', 'flat'], ['clipped']],
    ['a rate too low for its size comes first', ['hardly', 'clipped'], ['hardly']],
    ['flat with rows known by heart', ['flatTired', 'tired'], ['flatTired', 'tired']],
    ['a rise is no fall', ['rising', 'falling'], ['rising']],
    ['validation that has come to rest', ['validation', 'tired'], ['validation', 'tired']],
  ])('%s', (_, of, stays) => {
    expect(kept(...of)).toEqual(stays);
  });

  const opposed = [
    ['longer', 'not_longer'],
    ['raise_rate', 'lower_rate'],
    ['larger', 'smaller'],
    ['enough', 'longer'],
    ['enough', 'larger'],
  ];
  const contradicts = (said: readonly string[]) => opposed.some((pair) => pair.every((way) => said.includes(way)));

  test('whatever three come together, none contradicts another, and the first stands', () => {
    for (const one of NAMES) {
      for (const two of NAMES) {
        for (const three of NAMES) {
          const found = agreeing([one, two, three].map((name) => FOUND[name]));
          expect(found[0], `${one} ${two} ${three}`).toBe(FOUND[one]);
          expect(contradicts(found.flatMap(waysOf)), `${one} ${two} ${three}`).toBe(false);
        }
      }
    }
  });

  test('and what helps, above, is not what they advise against', () => {
    for (const one of NAMES) {
      for (const two of NAMES) {
        for (const epochs of [2, 30]) {
          const said = agreeing([FOUND.poor, FOUND[one], FOUND[two]]).flatMap(waysOf);
          const steps = nextSteps(verdict('poor'), { size: 'small', epochs }, said);
          if (!said.includes('enough')) expect(contradicts([...said, ...steps]), `${one} ${two}`).toBe(false);
          expect(steps.length).toBeGreaterThan(0);
        }
      }
    }
  });
});

test('nothing makes better what has no fault, as good as a cheap model may be', () => {
  const contest = (value: number) => ({
    metric: 'micro_f1',
    outcome: 'same',
    ours: { value, low: value, high: value },
  });
  const told = (reason: object) =>
    nextSteps({ grade: 'partly', copied: null, reason: reason as never }, { size: 'nano', epochs: 2 }, []);
  expect(told({ by: 'contest', contest: contest(1) })).toEqual([]);
  expect(told({ by: 'contest', contest: contest(0.98) })).toEqual(['longer', 'larger', 'rows']);
  expect(told({ by: 'labels', kept: 45, texts: 45, commonest: 0.1, contest: null })).toEqual([]);
  expect(told({ by: 'labels', kept: 44, texts: 45, commonest: 0.1, contest: null })).not.toEqual([]);
});

test('what helps follows the grade, the rows seen and the curve', () => {
  const poor = verdict('poor');
  expect(nextSteps(poor, { size: 'nano', epochs: 2 }, [])).toEqual(['longer', 'larger', 'rows']);
  expect(nextSteps(poor, { size: 'base', epochs: 30 }, [])).toEqual(['rows']);
  expect(nextSteps(poor, { size: 'nano', hasBase: true, isFitted: true, epochs: 12 }, [])).toEqual(['rows']);
  expect(nextSteps(poor, { size: 'nano', epochs: 30 }, waysOf(FOUND.falling))).toEqual(['longer', 'larger', 'rows']);
  expect(nextSteps(poor, { size: 'nano', epochs: 2 }, waysOf(FOUND.overfitting))).toEqual(['rows']);
  expect(nextSteps(poor, { size: 'nano', epochs: 2 }, waysOf(FOUND.validation))).toEqual(['rows', 'larger']);
  for (const grade of ['good', 'learned', 'unknown'] as const)
    expect(nextSteps(verdict(grade), { size: 'nano', epochs: 2 }, [])).toEqual([]);
});
