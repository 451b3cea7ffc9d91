import { GOOD_SHARE, type MeasureVerdict } from '../../../../shared/domain/models/measureVerdict.ts';

/** The words that a verdict is headed by, of the texts `measures.verdict`. */
export function verdictTitle({ grade, reason }: MeasureVerdict) {
  if (reason.by === 'contest') return `contest.${reason.contest.outcome}` as const;
  if (reason.by === 'labels' && reason.contest && reason.kept > reason.commonest * reason.texts) {
    const { outcome } = reason.contest;
    // What is right nine times in ten works, and is no better for it than what takes seconds.
    if (outcome === 'worse' || (outcome === 'same' && reason.kept >= GOOD_SHARE * reason.texts))
      return `contest.${outcome}` as const;
  }
  if (grade === 'partly' && (reason.by === 'bitsPerByte' || reason.by === 'base')) return 'partlyLearned';
  return grade;
}
