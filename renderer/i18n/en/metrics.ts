/** The metrics of a run: their English is written where they are defined. */
export { METRIC_TEXTS as default } from '../../../shared/domain/runs/metrics.ts';
