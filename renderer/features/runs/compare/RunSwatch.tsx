import classes from './compare.module.css';
import { runStyle } from './runStyles.ts';

/** A piece of a run's line, for legends and headings. */
export function RunSwatch({ place }: { place: number }) {
  return (
    <svg className={classes.swatch} width="34" height="8" aria-hidden="true">
      <line x1="0" y1="4" x2="34" y2="4" strokeWidth="2.5" {...runStyle(place)} />
    </svg>
  );
}
