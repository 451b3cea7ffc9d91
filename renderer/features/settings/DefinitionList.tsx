import type { ReactNode } from 'react';
import classes from './settings.module.css';

/** Names and values in two columns; entries without a value are left out. */
export function DefinitionList({ entries }: { entries: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={classes.definitions}>
      {entries.map(([name, value]) =>
        value === null ? null : (
          <div key={name} className={classes.definition}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
