import { CHINESE_METRIC_TEXTS, type METRIC_TEXTS } from '../../../shared/domain/runs/metrics.ts';
import type { Translation } from '../translation.ts';

/** Metrics have their Chinese where they are defined; one that lacks a part of it does not compile. */
export default CHINESE_METRIC_TEXTS satisfies Translation<typeof METRIC_TEXTS>;
