import { METRIC_TEXTS, type MetricName } from '../../shared/domain/runs/metrics.ts';
import { bundleOf } from '../i18n/bundles.ts';
import { useLanguage } from '../i18n/index.ts';

/** What is said of metrics: their names, and what measures say. */
export function useMetricWords(): (name: MetricName) => { label: string; help?: string } {
  const { metrics } = bundleOf(useLanguage()).namespaces;
  return (name) => (metrics ?? METRIC_TEXTS)[name];
}
