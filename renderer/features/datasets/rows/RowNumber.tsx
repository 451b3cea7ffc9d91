import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/format.ts';
import classes from './rows.module.css';

/** The number of a row in the data set, with a box to select it. Space on the grid does the same. */
export function RowNumber({
  number,
  selected,
  onToggle,
}: {
  number: number;
  selected: boolean;
  /** `range`: all rows from the one that was chosen before. */
  onToggle: (range: boolean) => void;
}) {
  const { t } = useTranslation('rows');
  const format = useFormat();
  const formatted = format.integer(number + 1);
  return (
    <span className={classes.rowNumber}>
      <input
        type="checkbox"
        tabIndex={-1}
        aria-label={t('select', { row: formatted })}
        checked={selected}
        // The grid keeps the focus, and its keys.
        onMouseDown={(event) => event.preventDefault()}
        onChange={(event) => onToggle((event.nativeEvent as MouseEvent).shiftKey)}
      />
      {formatted}
    </span>
  );
}
