import { useFormat } from '../../../ui/format.ts';
import classes from './charts.module.css';

/** Counts of names as horizontal bars, each with its whole name and its exact count. */
export function NamedBars({ bars, label }: { bars: readonly { name: string; count: number }[]; label: string }) {
  const format = useFormat();
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <ul className={`${classes.chart} ${classes.named}`} aria-label={label}>
      {bars.map(({ name, count }) => (
        <li key={name}>
          <span className={classes.name}>{name}</span>
          <span className={classes.bar} aria-hidden>
            <span style={{ width: `${(100 * count) / most}%` }} />
          </span>
          <span className="tabular">{format.integer(count)}</span>
        </li>
      ))}
    </ul>
  );
}
