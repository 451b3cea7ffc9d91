import { METRICS } from '../tasks/index.ts';
import type { MeasureReport } from './measures.ts';
import { type Contest, contestOf } from './rivals.ts';

/**
 * What a measurement comes to.
 * - `good`: nine of ten of what the rows' own texts keep, or as convincing a figure of another kind.
 * - `partly`: half of it.
 * - `poor`: less, or no better than counting which token follows which, than the model that it started from, or than a cheap model.
 * - `learned`: the texts cost little, or much less than the model that it started from takes, but nothing was measured that says whether they keep to what is given.
 * - `unknown`: nothing was measured that says.
 */
export type Grade = 'good' | 'partly' | 'poor' | 'learned' | 'unknown';

/** The figure that the grade is by, with the numbers to say it in words. */
export type Reason =
  | { by: 'field_fidelity'; kept: number; texts: number; fields: string[] }
  | { by: 'exact_match'; kept: number; texts: number }
  | { by: 'labels'; kept: number; texts: number; commonest: number; contest: Contest | null }
  | { by: 'base'; name: string; before: number; after: number }
  | { by: 'bitsPerByte'; bits: number; bigram: number }
  | { by: 'contest'; contest: Contest }
  | { by: 'nothing' };

export interface MeasureVerdict {
  grade: Grade;
  reason: Reason;
  /** Share of copied characters, where so much is copied that it should be said. */
  copied: number | null;
}

/** Share of right answers from which on one is good. */
export const GOOD_SHARE = 0.9;
const PARTLY = 0.5;
/** Bits per byte of those of counting pairs: below the first it has learned a lot, above the second no more than that. */
const GOOD_BITS = 0.7;
const PARTLY_BITS = 0.95;
/** Share of the bits that the model it started from takes: from the first on training added much, below the second nothing to speak of. */
const MUCH_SAVED = 0.05;
const LITTLE_SAVED = 0.01;
const MUCH_COPIED = 0.5;

const gradeOf = (share: number): Grade => (share >= GOOD_SHARE ? 'good' : share >= PARTLY ? 'partly' : 'poor');

/** What to make of a measurement; `null` is one that was never made. */
export function verdictOf(report: MeasureReport | null): MeasureVerdict {
  if (!report) return { grade: 'unknown', reason: { by: 'nothing' }, copied: null };
  const { metrics, baselines, texts, fields, keeping } = report;
  const copies = metrics.copied_spans?.value ?? 0;
  const copied = copies >= MUCH_COPIED ? copies : null;
  const [bits, bigram] = [metrics.bitsPerByte?.value, baselines.bigramBitsPerByte];
  const byBits = bits === undefined || bigram === null ? null : { bits, bigram };
  // Whatever else was counted in a few texts: nothing was learned that pairs of tokens do not tell.
  if (byBits && byBits.bits >= byBits.bigram)
    return { grade: 'poor', reason: { by: 'bitsPerByte', ...byBits }, copied };
  const { base } = baselines;
  if (base && base.after >= base.before) return { grade: 'poor', reason: { by: 'base', ...base }, copied };
  const { field_fidelity } = metrics;
  const hits = METRICS.find(({ name, ...metric }) => 'hits' in metric && metrics[name])?.name;
  const exact_match = hits && metrics[hits];
  if (field_fidelity) {
    // Texts that must contain them are not excused by rows that do not; those that come first tell what was learned: a last try begins with them.
    const isAsked = keeping !== undefined && fields.every((field) => keeping.fields.includes(field));
    const ofReferences = (value: number) => Math.min(1, value / (baselines.referenceFidelity || 1));
    const share = isAsked
      ? Math.min(field_fidelity.value, ofReferences(keeping.firstTry?.value ?? 1))
      : ofReferences(field_fidelity.value);
    const kept = Math.round(field_fidelity.value * texts);
    return {
      grade: gradeOf(share),
      reason: { by: 'field_fidelity', kept, texts, fields },
      copied,
    };
  }
  const { commonestMatch } = baselines;
  const contest = contestOf(report);
  if (exact_match && commonestMatch !== null) {
    const kept = Math.round(exact_match.value * texts);
    const grade = gradeOf(exact_match.value);
    const isBeaten = exact_match.value <= commonestMatch || contest?.outcome === 'worse';
    return {
      // Who could have the same for seconds has no reason to call it good.
      grade: isBeaten ? 'poor' : contest?.outcome === 'same' && grade === 'good' ? 'partly' : grade,
      reason: { by: 'labels', kept, texts, commonest: commonestMatch, contest },
      copied: null,
    };
  }
  if (contest) {
    const grade = ({ better: 'good', same: 'partly', worse: 'poor' } as const)[contest.outcome];
    return { grade, reason: { by: 'contest', contest }, copied: null };
  }
  // Short answers are right or wrong; of long texts hardly one equals the row's own, however good it is.
  if (exact_match && exact_match.value >= PARTLY) {
    const kept = Math.round(exact_match.value * texts);
    return { grade: gradeOf(exact_match.value), reason: { by: 'exact_match', kept, texts }, copied };
  }
  if (base) {
    const saved = 1 - base.after / base.before;
    const grade = saved >= MUCH_SAVED ? 'learned' : saved >= LITTLE_SAVED ? 'partly' : 'poor';
    return { grade, reason: { by: 'base', ...base }, copied };
  }
  if (!byBits) return { grade: 'unknown', reason: { by: 'nothing' }, copied };
  const grade =
    byBits.bits <= GOOD_BITS * byBits.bigram
      ? 'learned'
      : byBits.bits <= PARTLY_BITS * byBits.bigram
        ? 'partly'
        : 'poor';
  return { grade, reason: { by: 'bitsPerByte', ...byBits }, copied };
}
