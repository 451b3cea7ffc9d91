import { Menu, UnstyledButton } from '@mantine/core';
import { IconEyeOff, IconFilter, IconPencil, IconSortAscending, IconSortDescending, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Column } from '../../../../shared/domain/columns.ts';
import type { RowSort } from '../../../../shared/domain/datasets/datasetView.ts';
import { ColumnTypeIcon } from '../ColumnTypeIcon.tsx';
import classes from './rows.module.css';

/** A column's name, with a menu to sort and to filter by it. */
export function ColumnHeader({
  column,
  sort,
  onSort,
  onFilter,
  onRename,
  onHide,
}: {
  column: Column;
  sort: RowSort | null;
  onSort: (sort: RowSort | null) => void;
  onFilter: () => void;
  onRename: () => void;
  /** `null` for the last one. */
  onHide: (() => void) | null;
}) {
  const { t } = useTranslation('rows');
  const { name } = column;
  const own = sort?.column === name ? sort : null;
  const byValue = column.type === 'number' ? 'number' : 'text';
  const Direction = own?.descending ? IconSortDescending : IconSortAscending;
  const item = (by: RowSort['by'], descending: boolean) => (
    <Menu.Item
      leftSection={
        descending ? <IconSortDescending size={16} aria-hidden /> : <IconSortAscending size={16} aria-hidden />
      }
      onClick={() => onSort({ column: name, by, descending })}
    >
      {t(`sort.${by}.${descending ? 'descending' : 'ascending'}`)}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.columnButton} title={name}>
          <ColumnTypeIcon type={column.type} />
          <span className={classes.columnName}>{name}</span>
          {own && <Direction size={16} aria-hidden style={{ flexShrink: 0 }} />}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {item(byValue, false)}
        {item(byValue, true)}
        {item('length', false)}
        {item('length', true)}
        {own && (
          <Menu.Item leftSection={<IconX size={16} aria-hidden />} onClick={() => onSort(null)}>
            {t('sort.none')}
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<IconFilter size={16} aria-hidden />} onClick={onFilter}>
          {t('filter.byColumn')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onRename}>
          {t('column.rename')}
        </Menu.Item>
        {onHide && (
          <Menu.Item leftSection={<IconEyeOff size={16} aria-hidden />} onClick={onHide}>
            {t('column.hide')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
