import {
  IconAbc,
  IconCalendar,
  IconCategory,
  IconCircleDashed,
  IconNumber123,
  IconToggleLeft,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ColumnType } from '../../../shared/domain/columns.ts';

const ICONS: Record<ColumnType, typeof IconAbc> = {
  text: IconAbc,
  category: IconCategory,
  number: IconNumber123,
  boolean: IconToggleLeft,
  date: IconCalendar,
  empty: IconCircleDashed,
};

export function ColumnTypeIcon({ type, labelled = true }: { type: ColumnType; labelled?: boolean }) {
  const { t } = useTranslation('datasets');
  const Icon = ICONS[type];
  const props = labelled ? { role: 'img', 'aria-label': t(`type.${type}`) } : { 'aria-hidden': true };
  return <Icon size={16} stroke={1.75} style={{ flexShrink: 0 }} {...props} />;
}
