import { memo, type Ref } from 'react';
import { CartesianGrid, Line, LineChart, ReferenceDot, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { Ticks } from '../../../ui/ticks.ts';
import { AxisTitles } from './AxisTitles.tsx';
import type { LineName, Row } from './chartData.ts';
import classes from './charts.module.css';

/** Room around the lines, in pixels: where a chart ends and its axes begin is also for what lies over it. */
export const PLOT_INSETS = { top: 20, right: 16, bottom: 42, left: 60 };

export interface LineStyle {
  name: LineName;
  label: string;
  color: string;
  width: number;
  opacity?: number;
  dashed?: boolean;
}

/** A place that is marked and named. */
export interface MarkedPoint {
  x: number;
  y: number;
  label: string;
}

interface Props {
  rows: readonly Row[];
  lines: readonly LineStyle[];
  x: Ticks;
  y: Ticks;
  logarithmic: boolean;
  height: number;
  formatX: (value: number) => string;
  formatY: (value: number) => string;
  /** What runs along the axes, with its unit. */
  titleX: string;
  titleY?: string | undefined;
  best?: MarkedPoint | undefined;
  ref?: Ref<HTMLDivElement>;
}

const TICK = { fill: 'var(--curve-text)' };

/** Where there are more validation losses, their dots would hide the line. */
const MOST_DOTS = 30;

/** Lines over two axes, and nothing that moves with the pointer: drawing them is what costs time. */
export const LinePlot = memo(function LinePlot({
  rows,
  lines,
  x,
  y,
  logarithmic,
  height,
  formatX,
  formatY,
  titleX,
  titleY,
  best,
  ref,
}: Props) {
  const hasDots = rows.reduce((count, { validation }) => count + (validation === undefined ? 0 : 1), 0) <= MOST_DOTS;
  return (
    <div ref={ref} className={classes.plot} style={{ height }}>
      <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 600, height }}>
        <LineChart
          data={rows as Row[]}
          margin={{ top: PLOT_INSETS.top, right: PLOT_INSETS.right, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <CartesianGrid stroke="var(--curve-grid)" vertical={false} />
          <XAxis
            dataKey="x"
            type="number"
            domain={x.domain}
            ticks={x.ticks}
            tickFormatter={(value: number) => formatX(value)}
            stroke="var(--curve-text)"
            tick={TICK}
            height={PLOT_INSETS.bottom}
            minTickGap={16}
            allowDataOverflow
          />
          <YAxis
            domain={y.domain}
            ticks={y.ticks}
            scale={logarithmic ? 'log' : 'linear'}
            tickFormatter={(value: number) => formatY(value)}
            stroke="var(--curve-text)"
            tick={TICK}
            width={PLOT_INSETS.left}
            allowDataOverflow
          />
          {lines.map(({ name, color, width, opacity = 1, dashed = false }) => (
            <Line
              key={name}
              dataKey={name}
              className={`line-${name}`}
              stroke={color}
              strokeWidth={width}
              strokeOpacity={opacity}
              {...(dashed && { strokeDasharray: '4 3' })}
              dot={name === 'validation' && hasDots ? { r: 2.5, fill: color, strokeDasharray: '0' } : false}
              activeDot={false}
              connectNulls
              isAnimationActive={false}
            />
          ))}
          <AxisTitles x={titleX} y={titleY} height={height} />
          {best && (
            <ReferenceDot
              className="best"
              x={best.x}
              y={best.y}
              r={5}
              fill="var(--curve-best)"
              stroke="var(--mantine-color-body)"
              strokeWidth={1.5}
              label={{
                value: best.label,
                // Towards the middle, where there is room.
                position: best.x > (x.domain[0] + x.domain[1]) / 2 ? 'left' : 'right',
                offset: 10,
                fill: 'var(--curve-best)',
                dy: -10,
              }}
            />
          )}
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
});
