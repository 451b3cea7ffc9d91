import { ActionIcon, Button, Group, SegmentedControl, Slider, Switch, Text, Tooltip } from '@mantine/core';
import {
  IconArrowLeft,
  IconArrowRight,
  IconTableExport,
  IconZoomIn,
  IconZoomOut,
  IconZoomReset,
} from '@tabler/icons-react';
import { memo, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { useFormat } from '../../../ui/format.ts';
import { Axis, MAX_SMOOTHING, useChartPreferences } from './chartPreferences.ts';
import { useCsvExport } from './useCsvExport.ts';

export type Zoom = 'zoomIn' | 'zoomOut' | 'earlier' | 'later' | 'zoomReset';

interface Props {
  run: Run;
  canZoomIn: boolean;
  /** Whether the first and the last step of the run are shown. */
  isFirst: boolean;
  isLast: boolean;
  isEmpty: boolean;
  onZoom: (how: Zoom) => void;
}

/** How all charts of the page are drawn, and which part of the run they show. */
export const ChartToolbar = memo(function ChartToolbar({ run, canZoomIn, isFirst, isLast, isEmpty, onZoom }: Props) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const smoothingId = useId();
  const { smoothing, logarithmic, focused, axis, set } = useChartPreferences();
  const { share, toggle } = useCsvExport(run);
  const isWhole = isFirst && isLast;

  const zooms = [
    { how: 'zoomIn', icon: IconZoomIn, disabled: !canZoomIn },
    { how: 'zoomOut', icon: IconZoomOut, disabled: isWhole },
    { how: 'earlier', icon: IconArrowLeft, disabled: isFirst },
    { how: 'later', icon: IconArrowRight, disabled: isLast },
    { how: 'zoomReset', icon: IconZoomReset, disabled: isWhole },
  ] as const;

  return (
    <Group role="group" aria-label={t('chart.controls')} gap="xs" justify="space-between" mt="xs">
      <Group gap="md">
        <Group gap="xs" wrap="nowrap">
          <Text size="sm" id={smoothingId}>
            {t('chart.smoothing')}
          </Text>
          <Slider
            w={120}
            size="sm"
            thumbProps={{ 'aria-labelledby': smoothingId }}
            min={0}
            max={MAX_SMOOTHING}
            step={0.01}
            label={null}
            value={smoothing}
            onChange={(value) => set({ smoothing: value })}
          />
          <Text size="sm" w={32} className="tabular">
            {format.number(smoothing)}
          </Text>
        </Group>
        <Switch
          size="sm"
          label={t('chart.logarithmic')}
          checked={logarithmic}
          onChange={(event) => set({ logarithmic: event.currentTarget.checked })}
        />
        <Switch
          size="sm"
          label={t('chart.focused')}
          checked={focused}
          onChange={(event) => set({ focused: event.currentTarget.checked })}
        />
      </Group>
      <Group gap="md">
        <SegmentedControl
          size="xs"
          aria-label={t('chart.axis')}
          value={axis}
          onChange={(value) => set({ axis: Axis.parse(value) })}
          data={Axis.options.map((value) => ({ value, label: t(`chart.by.${value}`) }))}
        />
        <ActionIcon.Group>
          {zooms.map(({ how, icon: Icon, disabled }) => (
            <Tooltip key={how} label={t(`chart.${how}`)}>
              <ActionIcon
                variant="default"
                size="md"
                aria-label={t(`chart.${how}`)}
                disabled={disabled}
                onClick={() => onZoom(how)}
              >
                <Icon size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
          ))}
        </ActionIcon.Group>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTableExport size={16} aria-hidden />}
          disabled={isEmpty}
          onClick={toggle}
        >
          {share === null ? t('chart.saveCsv') : t('chart.savingCsv', { percent: format.percent(share) })}
        </Button>
      </Group>
    </Group>
  );
});
