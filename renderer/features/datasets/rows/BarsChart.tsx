import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useFormat } from '../../../ui/format.ts';
import classes from './charts.module.css';

const HEIGHT = 240;
/** Of a long name so much fits below a bar. */
const LONGEST_NAME = 14;

interface NamedCount {
  name: string;
  count: number;
}

/** Counts as bars; a screen reader gets them as a sentence. */
export function BarsChart({ bars, label }: { bars: readonly NamedCount[]; label: string }) {
  const format = useFormat();
  const spoken = bars.filter(({ count }) => count > 0).map(({ name, count }) => `${name}: ${format.integer(count)}`);
  return (
    <div role="img" aria-label={`${label}: ${format.list(spoken)}`} className={classes.chart}>
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 800, height: HEIGHT }}>
        <BarChart data={[...bars]} margin={{ top: 8, right: 16, bottom: 4, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid stroke="var(--bars-grid)" vertical={false} />
          <XAxis
            dataKey="name"
            tickFormatter={(name: string) =>
              name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name
            }
            stroke="var(--bars-text)"
            tick={{ fill: 'var(--bars-text)' }}
            minTickGap={8}
          />
          <YAxis
            allowDecimals={false}
            tickFormatter={(value: number) => (value < 100_000 ? format.integer(value) : format.compact(value))}
            stroke="var(--bars-text)"
            tick={{ fill: 'var(--bars-text)' }}
            width={52}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: 'var(--bars-grid)', fillOpacity: 0.5 }}
            content={({ active, payload }) => {
              const bar = active ? (payload?.[0]?.payload as NamedCount | undefined) : undefined;
              return bar ? (
                <div className={classes.tooltip}>
                  {bar.name}: {format.integer(bar.count)}
                </div>
              ) : null;
            }}
          />
          <Bar dataKey="count" fill="var(--bars-fill)" isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
