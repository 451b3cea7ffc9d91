import type { MeasureProgress } from '../../shared/domain/models/measures.ts';

/** Says how far a stage of measuring is and, by what it took until then, how long the rest of it takes. The clock starts with the call. */
export function measureProgress(
  stage: NonNullable<MeasureProgress['stage']>,
  total: number,
  more: Pick<MeasureProgress, 'attempt'> = {},
): (done: number) => MeasureProgress {
  const start = performance.now();
  return (done) => {
    const remainingMs = done > 0 ? ((performance.now() - start) / done) * (total - done) : null;
    return { event: 'progress', stage, done, total, ...more, remainingMs };
  };
}
