import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type MeasureReport, mainMeasure } from '../../shared/domain/models/measures.ts';
import { useMeasureText } from './useMeasureText.ts';

/** The figure that stands for a model in a list, with its 95 % interval, by its name: other tasks have others. */
export function MainMeasure({ report }: { report: MeasureReport | null }) {
  const { t } = useTranslation('runs');
  const text = useMeasureText();
  const name = report && mainMeasure(report);
  const measure = name && report.metrics[name];
  if (!measure) return t('tile.nothing');
  return (
    <>
      <Text inherit>{text.value(name, measure)}</Text>
      <Text size="xs" c="dimmed">
        {text.name(name)}
      </Text>
      <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }} title={text.interval(name, measure)}>
        {text.bounds(name, measure)}
      </Text>
    </>
  );
}
