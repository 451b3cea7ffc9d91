import type { MeasureVerdict, Reason } from '../../../../shared/domain/models/measureVerdict.ts';
import { MANY_EPOCHS } from '../../../../shared/domain/runs/recommend.ts';
import { taskMetric } from '../../../../shared/domain/tasks/index.ts';
import type { Finding } from './finding.ts';

/** What a finding, or its advice, comes to. `enough`: it is good as it is. */
export type Way = 'longer' | 'not_longer' | 'raise_rate' | 'lower_rate' | 'larger' | 'smaller' | 'rows' | 'enough';

/** Nobody can follow both. */
const OPPOSED: readonly (readonly [Way, Way])[] = [
  ['longer', 'not_longer'],
  ['raise_rate', 'lower_rate'],
  ['larger', 'smaller'],
  ['enough', 'longer'],
  ['enough', 'raise_rate'],
  ['enough', 'larger'],
];

const isOpposed = (one: Way, other: Way) =>
  OPPOSED.some(([a, b]) => (a === one && b === other) || (a === other && b === one));

/** Follows the texts of `insights`: whoever changes an advice changes this. */
export function waysOf(finding: Finding): readonly Way[] {
  switch (finding.code) {
    case 'task_done':
      return ['enough'];
    case 'early_stopped':
    case 'overfitting':
      return ['not_longer', 'rows', 'smaller'];
    case 'rising':
    case 'clipped':
      return ['lower_rate', 'not_longer'];
    case 'spikes':
      return ['lower_rate'];
    case 'validation_flat':
    case 'too_little_data':
      return ['not_longer', 'rows'];
    case 'hardly_learns':
      return ['raise_rate', 'longer'];
    case 'flat':
      return finding.next === 'rows' ? ['not_longer', 'rows'] : ['raise_rate', 'longer', 'larger', 'rows'];
    case 'still_falling':
    case 'noisy':
      return ['longer'];
    case 'too_early':
      return finding.when === 'ended' ? ['longer'] : [];
    case 'task_missed':
    case 'copied':
    case 'healthy':
      return [];
    default:
      throw finding satisfies never;
  }
}

/**
 * One judgement: those that say the opposite of an earlier one are left out, so the more important stands. What was measured comes before
 * what the curve makes likely, and that before rules of thumb.
 */
export function agreeing(found: readonly Finding[]): Finding[] {
  const said: Way[] = [];
  return found.filter((finding) => {
    const ways = waysOf(finding);
    if (ways.some((way) => said.some((other) => isOpposed(way, other)))) return false;
    said.push(...ways);
    return true;
  });
}

/** No figure could be better, though that of a cheap model may be as good. */
function isFaultless(reason: Reason): boolean {
  if (reason.by === 'labels') return reason.kept === reason.texts;
  if (reason.by !== 'contest') return false;
  const { unit, lowerIsBetter = false } = taskMetric(reason.contest.metric);
  return unit === 'share' && !lowerIsBetter && reason.contest.ours.value >= 1;
}

const NEXT_STEPS = ['longer', 'larger', 'rows'] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

/**
 * What would make a model better, the most promising first, and never what the findings on its curve advise against; nothing where it is
 * good. Rows that are known by heart teach nothing more, unless the validation loss was still falling.
 */
export function nextSteps(
  { grade, reason }: MeasureVerdict,
  /** `isFitted`: all passes that there are were done. */
  run: { size: string; hasBase?: boolean; isFitted?: boolean; epochs: number | null },
  advised: readonly Way[],
): NextStep[] {
  if (grade === 'good' || grade === 'learned' || grade === 'unknown' || isFaultless(reason)) return [];
  const isTired = run.epochs !== null && run.epochs >= MANY_EPOCHS && !advised.includes('longer');
  const isOpen: Record<NextStep, boolean> = {
    longer: !isTired && !run.isFitted && !advised.includes('not_longer'),
    larger: !run.hasBase && run.size !== 'base' && !advised.includes('smaller'),
    rows: true,
  };
  const order = isOpen.longer ? NEXT_STEPS : (['rows', 'larger'] as const);
  return order.filter((step) => isOpen[step]);
}
