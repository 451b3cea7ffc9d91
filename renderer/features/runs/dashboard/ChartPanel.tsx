import { ActionIcon, Group, Text, Title, Tooltip } from '@mantine/core';
import { IconPhotoDown } from '@tabler/icons-react';
import { type ReactNode, useId, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { toAppError } from '../../../../shared/errors/errors.ts';
import { useErrorText } from '../../../i18n/errorText.ts';
import { errorToast } from '../../../ui/errorToast.ts';
import { useFormat } from '../../../ui/format.ts';
import { logarithmicTicks, placeTicks, valueTicks } from '../../../ui/ticks.ts';
import { highestOf, positiveOnly, type Row, type Scale, stepAt, valueRange } from './chartData.ts';
import { chartImage } from './chartImage.ts';
import classes from './charts.module.css';
import { download, fileNameOf } from './download.ts';
import { LinePlot, type LineStyle, type MarkedPoint } from './LinePlot.tsx';
import { PlotOverlay } from './PlotOverlay.tsx';
import { readingAt } from './reading.ts';
import { type StepRange, selected } from './zoom.ts';

export interface ChartPanelProps {
  title: string;
  runName: string;
  /** Told to screen readers in place of the drawing. */
  summary: string;
  rows: readonly Row[];
  lines: readonly LineStyle[];
  scale: Scale;
  logarithmic: boolean;
  focused: boolean;
  /** Of the values, where their numbers do not show it. */
  unit?: string;
  best?: MarkedPoint | undefined;
  /** Ends of the vertical axis that do not depend on what is drawn. */
  fixedRange?: readonly [number, number];
  height: number;
  formatValue: (value: number) => string;
  exactValue: (value: number) => string;
  whole: StepRange;
  onZoom: (range: StepRange) => void;
  onPickStep?: (step: number) => void;
  marker?: number | undefined;
  /** The large chart has a heading of its level and a legend. */
  large?: boolean;
  /** The newest value, in words. */
  now?: string;
  /** Nothing can be told yet, not even that there is nothing to draw. */
  pending?: boolean;
  /** What stands below, place by place, given the ends of the horizontal axis. */
  children?: (domain: readonly [number, number]) => ReactNode;
}

/** A chart with its title: exact values under the pointer, a part to zoom to, a picture to take away. */
export function ChartPanel(props: ChartPanelProps) {
  const { title, runName, summary, lines, scale, logarithmic, focused, fixedRange, height, formatValue, whole } = props;
  const { t } = useTranslation('runs');
  const format = useFormat();
  const errorText = useErrorText();
  const titleId = useId();
  const plot = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => (logarithmic ? positiveOnly(props.rows) : props.rows), [props.rows, logarithmic]);
  const large = props.large ?? false;

  const x = useMemo(() => {
    const ends: [number, number] = [rows[0]?.x ?? 0, rows.at(-1)?.x ?? 1];
    return placeTicks(ends, large ? 8 : 5, scale.axis === 'time' ? 'time' : 'count');
  }, [rows, large, scale.axis]);
  const y = useMemo(() => {
    const range = fixedRange ?? valueRange(rows, focused, large) ?? [1, 10];
    return logarithmic ? logarithmicTicks(range) : valueTicks(range, large ? 6 : 4);
  }, [rows, large, logarithmic, focused, fixedRange]);
  const formatX = useMemo(() => {
    if (scale.axis === 'time') return (value: number) => (value === 0 ? format.integer(0) : format.duration(value));
    return (value: number) => (value < 100_000 ? format.integer(value) : format.compact(value));
  }, [scale.axis, format]);

  const highest = useMemo(() => highestOf(rows), [rows]);
  // What goes beyond the upper end is said.
  const beyond =
    highest !== null && highest > y.domain[1] ? t('chart.beyond', { value: formatValue(highest) }) : undefined;
  const titleY = [props.unit, beyond].filter((part) => part !== undefined).join(' · ') || undefined;

  const save = async () => {
    const svg = plot.current?.querySelector('svg');
    if (!svg) return;
    try {
      download(await chartImage(svg, { title: `${runName} · ${title}`, lines }), fileNameOf(runName, title, 'png'));
    } catch (error) {
      errorToast(t('chart.pictureFailed'), { description: errorText(toAppError(error)) });
    }
  };

  return (
    <section className={classes.chart} aria-labelledby={titleId}>
      <Group justify="space-between" gap="xs" wrap="nowrap" mb={4}>
        <Title order={large ? 2 : 3} size={large ? 'h3' : 'h5'} id={titleId}>
          {title}
        </Title>
        {large && <Legend lines={lines} />}
        {props.now !== undefined && (
          <Text size="sm" c="dimmed" className="tabular" ml="auto">
            {props.now}
          </Text>
        )}
        <Tooltip label={t('chart.savePicture', { title })}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t('chart.savePicture', { title })}
            disabled={rows.length === 0}
            onClick={() => void save()}
          >
            <IconPhotoDown size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
      {rows.length === 0 ? (
        <Text c="dimmed" size="sm" h={height}>
          {!props.pending && t(whole.to > whole.from ? 'chart.emptyPart' : 'chart.waiting')}
        </Text>
      ) : (
        <div className={classes.plotFrame}>
          <div role="img" aria-label={summary}>
            <LinePlot
              ref={plot}
              {...{ rows, lines, x, y, logarithmic, height, formatX, titleY }}
              titleX={t(`chart.by.${scale.axis}`)}
              formatY={formatValue}
              best={props.best}
            />
          </div>
          <PlotOverlay
            rows={rows}
            domain={x.domain}
            label={t('chart.read', { title })}
            read={(index) => readingAt(rows, index, lines, { t, format, exactValue: props.exactValue, scale })}
            onSelect={(from, to) => {
              const range = selected(stepAt(rows, from, scale), stepAt(rows, to, scale), whole);
              if (range) props.onZoom(range);
            }}
            onPick={props.onPickStep && ((place) => props.onPickStep?.(stepAt(rows, place, scale)))}
            marker={props.marker}
          />
        </div>
      )}
      {rows.length > 0 && props.children?.(x.domain)}
    </section>
  );
}

function Legend({ lines }: { lines: readonly LineStyle[] }) {
  return (
    <div className={classes.legend} aria-hidden="true">
      {lines.map(({ name, label, color, dashed }) => (
        <span key={name} className={classes.legendItem}>
          <span className={classes.swatch} data-dashed={dashed ? '' : undefined} style={{ color }} />
          {label}
        </span>
      ))}
    </div>
  );
}
