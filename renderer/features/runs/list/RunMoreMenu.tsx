import { ActionIcon, Menu } from '@mantine/core';
import { IconChartLine, IconDots, IconPencil, IconTags, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { CopyLinkItem } from '../../../ui/CopyLinkItem.tsx';
import type { RunDialogKind } from './RunDialogs.tsx';

interface Props {
  run: Run;
  removable: boolean;
  onDialog: (kind: RunDialogKind) => void;
  onRemove: () => void;
}

/** What can be done with a run whatever it is doing. */
export function RunMoreItems({ run, removable, onDialog, onRemove }: Props) {
  const { t } = useTranslation('runs');
  const common = useTranslation('common').t;
  return (
    <>
      <Menu.Item
        component={Link}
        to={`/runs/compare?ids=${run.id}`}
        leftSection={<IconChartLine size={16} aria-hidden />}
      >
        {t('action.compareWith')}
      </Menu.Item>
      <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => onDialog('rename')}>
        {common('rename')}
      </Menu.Item>
      <Menu.Item leftSection={<IconTags size={16} aria-hidden />} onClick={() => onDialog('tags')}>
        {t('action.tags')}
      </Menu.Item>
      <CopyLinkItem path={`/runs/${run.id}`} />
      <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} disabled={!removable} onClick={onRemove}>
        {common('remove')}
      </Menu.Item>
    </>
  );
}

export function RunMoreMenu({ size, ...props }: Props & { size: 'sm' | 'lg' }) {
  const common = useTranslation('common').t;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={size}
          aria-label={common('moreActions', { name: props.run.name })}
        >
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <RunMoreItems {...props} />
      </Menu.Dropdown>
    </Menu>
  );
}
