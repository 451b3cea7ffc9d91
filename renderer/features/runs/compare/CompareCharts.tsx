import { Group, Paper, SegmentedControl, SimpleGrid, Stack, Switch, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { lossUnit } from '../../../../shared/domain/tasks/index.ts';
import { useLanguage } from '../../../i18n/index.ts';
import { useFormat } from '../../../ui/format.ts';
import { logarithmicTicks, placeTicks, type Ticks, valueTicks } from '../../../ui/ticks.ts';
import { AxisTitles } from '../dashboard/AxisTitles.tsx';
import charts from '../dashboard/charts.module.css';
import classes from './compare.module.css';
import type { ComparedRun } from './comparison.ts';
import {
  type CompareAxis,
  type OverlayRow,
  overlay,
  positiveRows,
  trainingSeries,
  validationSeries,
} from './overlay.ts';
import { RunSwatch } from './RunSwatch.tsx';
import { runStyle } from './runStyles.ts';

const HEIGHT = 300;
const AXES: readonly CompareAxis[] = ['step', 'tokens', 'time'];

/** The losses of several runs over one another: those of validation, and beside them those of training. */
export function CompareCharts({ compared }: { compared: readonly ComparedRun[] }) {
  const { t } = useTranslation('compare');
  const format = useFormat();
  const language = useLanguage();
  const [axis, setAxis] = useState<CompareAxis>('step');
  const [logarithmic, setLogarithmic] = useState(false);
  const validation = useMemo(
    () =>
      overlay(
        compared.map((one) => validationSeries(one, axis)),
        { exact: true },
      ),
    [compared, axis],
  );
  const training = useMemo(() => overlay(compared.map((one) => trainingSeries(one, axis))), [compared, axis]);
  const names = compared.map(({ run }) => run.name);
  const units = [...new Set(compared.map(({ run }) => lossUnit(run.recipe, language)))];
  const shared = { axis, logarithmic, names, unit: format.list(units) };
  return (
    <Stack gap="sm">
      <Group justify="flex-end" gap="md">
        <Switch
          size="sm"
          label={t('logarithmic')}
          checked={logarithmic}
          onChange={(event) => setLogarithmic(event.currentTarget.checked)}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('axis')}
          value={axis}
          onChange={(value) => setAxis(value as CompareAxis)}
          data={AXES.map((value) => ({ value, label: t(`by.${value}`) }))}
        />
      </Group>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm">
        <LossPanel title={t('validationLoss')} empty={t('noEvaluations')} rows={validation} {...shared} />
        <LossPanel title={t('trainingLoss')} empty={t('noSteps')} rows={training} {...shared} />
      </SimpleGrid>
    </Stack>
  );
}

interface PanelProps {
  title: string;
  /** Said instead of curves where there are none. */
  empty: string;
  rows: readonly OverlayRow[];
  names: readonly string[];
  /** What the losses are in. */
  unit: string;
  axis: CompareAxis;
  logarithmic: boolean;
}

function LossPanel({ title, empty, rows, names, unit, axis, logarithmic }: PanelProps) {
  const { t } = useTranslation('compare');
  const format = useFormat();
  const drawn = useMemo(() => (logarithmic ? positiveRows(rows) : rows), [rows, logarithmic]);
  const { domain, ticks } = useMemo(() => roundPlaces(drawn, axis), [drawn, axis]);
  const losses = useMemo(() => roundLosses(drawn, logarithmic), [drawn, logarithmic]);
  const place = (x: number) => {
    if (axis === 'time') return format.duration(x * 1000);
    return axis === 'tokens' ? format.compact(x) : format.integer(x);
  };
  const ends = names.map((name, index) => {
    const loss = rows.findLast(({ values }) => values[index] != null)?.values[index];
    return `${name}: ${loss == null ? t('nothing') : format.loss(loss)}`;
  });
  return (
    <Paper component="section" withBorder p="md" aria-label={title} className={charts.chart}>
      <Title order={2} size="h4" mb="xs">
        {title}
      </Title>
      {rows.length === 0 ? (
        <Text c="dimmed">{empty}</Text>
      ) : (
        <div role="img" aria-label={t('chartSummary', { title, ends: format.list(ends) })}>
          <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 560, height: HEIGHT }}>
            <LineChart
              data={[...drawn]}
              margin={{ top: 20, right: 16, bottom: 16, left: 0 }}
              accessibilityLayer={false}
            >
              <CartesianGrid stroke="var(--curve-grid)" vertical={false} />
              <XAxis
                dataKey="x"
                type="number"
                domain={domain}
                ticks={ticks}
                tickFormatter={place}
                stroke="var(--curve-text)"
                tick={{ fill: 'var(--curve-text)' }}
                minTickGap={16}
              />
              <YAxis
                scale={logarithmic ? 'log' : 'linear'}
                domain={losses.domain}
                ticks={losses.ticks}
                allowDataOverflow={logarithmic}
                tickFormatter={(value: number) => format.number(value)}
                stroke="var(--curve-text)"
                tick={{ fill: 'var(--curve-text)' }}
                width={52}
              />
              <Tooltip
                isAnimationActive={false}
                content={({ active, payload }) => {
                  const row = active ? (payload?.[0]?.payload as OverlayRow | undefined) : undefined;
                  return row ? (
                    <LossesAt title={t(`at.${axis}`, { place: place(row.x) })} row={row} names={names} />
                  ) : null;
                }}
              />
              <AxisTitles x={t(`axisTitle.${axis}`)} y={unit} height={HEIGHT} />
              {names.map((name, index) => (
                <Line
                  // Two runs may have one name.
                  key={`${index} ${name}`}
                  dataKey={({ values }: OverlayRow) => values[index]}
                  {...runStyle(index)}
                  strokeWidth={2}
                  dot={false}
                  connectNulls
                  isAnimationActive={false}
                />
              ))}
            </LineChart>
          </ResponsiveContainer>
        </div>
      )}
    </Paper>
  );
}

const TICKS = 5;
const SECOND_MS = 1000;

/** Ends and round places of the horizontal axis. Times are in seconds. */
function roundPlaces(rows: readonly OverlayRow[], axis: CompareAxis): Ticks {
  const [first, last] = [rows[0]?.x ?? 0, rows.at(-1)?.x ?? 1];
  if (axis !== 'time') return placeTicks([first, last], TICKS, 'count');
  const { domain, ticks } = placeTicks([first * SECOND_MS, last * SECOND_MS], TICKS, 'time');
  return { domain: [domain[0] / SECOND_MS, domain[1] / SECOND_MS], ticks: ticks.map((tick) => tick / SECOND_MS) };
}

/** Ends and round places of the vertical axis. */
function roundLosses(rows: readonly OverlayRow[], logarithmic: boolean): Ticks {
  const known = rows.flatMap(({ values }) => values.filter((value) => value != null));
  const range = known.length === 0 ? ([1, 10] as const) : ([Math.min(...known), Math.max(...known)] as const);
  return logarithmic ? logarithmicTicks(range) : valueTicks(range, TICKS);
}

function LossesAt({ title, row, names }: { title: string; row: OverlayRow; names: readonly string[] }) {
  const format = useFormat();
  return (
    <div className={`${charts.tooltip} ${classes.runs}`}>
      <div>{title}</div>
      {names.map((name, index) => {
        const value = row.values[index];
        return value == null ? null : (
          <div key={`${index} ${name}`} className={classes.tooltipLine}>
            <RunSwatch place={index} />
            <span className={classes.tooltipName}>{name}</span>
            <span>{format.loss(value)}</span>
          </div>
        );
      })}
    </div>
  );
}
