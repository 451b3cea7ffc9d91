import { ActionIcon, Menu } from '@mantine/core';
import { IconCopy, IconDots, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { leavesModel } from '../../../../shared/domain/runs/runSettings.ts';
import type { RunDialogKind } from './RunDialogs.tsx';
import { RunMoreItems } from './RunMoreMenu.tsx';
import { runOptions } from './runList.ts';
import type { RunActions } from './useRunActions.ts';

interface Props {
  run: Run;
  actions: RunActions;
  onDialog: (kind: RunDialogKind) => void;
  onRemove: () => void;
}

/** All that can be done with a run. */
export function RunMenu({ run, actions: { act }, onDialog, onRemove }: Props) {
  const { t } = useTranslation('runs');
  const common = useTranslation('common').t;
  const can = runOptions(run);
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={common('moreActions', { name: run.name })}>
          <IconDots size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {can.resume && (
          <Menu.Item
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            onClick={() => act({ kind: 'resume', run })}
          >
            {t(run.checkpoints.length > 0 ? 'control.resume' : 'control.startAgain')}
          </Menu.Item>
        )}
        {can.pause && (
          <Menu.Item
            leftSection={<IconPlayerPause size={16} aria-hidden />}
            onClick={() => act({ kind: 'pause', run })}
          >
            {t('control.pause')}
          </Menu.Item>
        )}
        {(can.stop || can.unqueue) && (
          <Menu.Item leftSection={<IconPlayerStop size={16} aria-hidden />} onClick={() => act({ kind: 'stop', run })}>
            {t(!can.stop ? 'page.stopQueued' : leavesModel(run) ? 'page.stop' : 'page.stopFitted')}
          </Menu.Item>
        )}
        {(can.resume || can.pause || can.unqueue) && <Menu.Divider />}
        <Menu.Item component={Link} to={`/train/new?from=${run.id}`} leftSection={<IconCopy size={16} aria-hidden />}>
          {t('control.duplicate')}
        </Menu.Item>
        <RunMoreItems run={run} removable={can.remove} onDialog={onDialog} onRemove={onRemove} />
      </Menu.Dropdown>
    </Menu>
  );
}
