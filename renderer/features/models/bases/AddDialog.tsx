import { Button, Group, Modal, Stack, Tabs, Text, Title } from '@mantine/core';
import { IconFile, IconFolder } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { FoundModel } from '../../../../shared/domain/models/base.ts';
import type { BaseToAdd } from '../../../../shared/ipc/contract.ts';
import { useFoundModels } from '../../../api/bases.ts';
import { useHostInfo, useStudio } from '../../../api/index.ts';
import { CodeBlock } from '../../../ui/CodeBlock.tsx';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { LoadingState } from '../../../ui/LoadingState.tsx';
import { AddStatus } from './AddStatus.tsx';
import classes from './bases.module.css';
import { HubTab } from './HubTab.tsx';
import type { AddState } from './useAddBase.ts';

/** What a shell runs to add a model where the window cannot choose files. */
const ADD_COMMAND = 'npm run -s kindling -- model add';

interface Props {
  state: AddState;
  onAdd: (source: BaseToAdd, name: string) => void;
  onCancel: () => void;
  onDismiss: () => void;
  onClose: () => void;
  tab: AddTab;
  onTab: (tab: AddTab) => void;
  /** A download has begun, of a model of this name. */
  onStarted: (name: string) => void;
}

export type AddTab = 'here' | 'hub';

/** Chooses a model on this computer, or one of a hub. Closing it lets one that is being added or downloaded go on. */
export function AddDialog({ tab, onTab, onStarted, ...props }: Props) {
  const { t } = useTranslation(['bases', 'common', 'hub']);
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('add.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Tabs value={tab} onChange={(value) => onTab(value === 'hub' ? 'hub' : 'here')} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="here">{t('hub:here')}</Tabs.Tab>
          <Tabs.Tab value="hub">{t('hub:tab')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="here">
          <OnThisComputer {...props} />
        </Tabs.Panel>
        <Tabs.Panel value="hub">
          <HubTab onStarted={onStarted} />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  );
}

/** Chooses a model among those of other programs, or by its folder or file. */
function OnThisComputer({ state, onAdd, onCancel, onDismiss }: Omit<Props, 'tab' | 'onTab' | 'onStarted'>) {
  const { t } = useTranslation('bases');
  const canPick = useHostInfo().data?.canPickFiles;
  const busy = state.state === 'working';
  return (
    <Stack gap="lg">
      <AddStatus state={state} onCancel={onCancel} onDismiss={onDismiss} />
      <section aria-labelledby="found-models">
        <Title order={3} size="h5" id="found-models" mb="xs">
          {t('found.title')}
        </Title>
        <FoundModels busy={busy} onAdd={onAdd} />
      </section>
      {canPick !== undefined && (
        <section aria-labelledby="chosen-model">
          <Title order={3} size="h5" id="chosen-model" mb="xs">
            {t('choose.title')}
          </Title>
          {canPick ? <Choose busy={busy} onAdd={onAdd} /> : <InTerminal />}
        </section>
      )}
      <Text size="sm" c="dimmed">
        {t('add.stays')}
      </Text>
    </Stack>
  );
}

function FoundModels({ busy, onAdd }: { busy: boolean; onAdd: Props['onAdd'] }) {
  const { t } = useTranslation('bases');
  const found = useFoundModels();
  if (found.isPending) return <LoadingState />;
  if (found.isError) return <ErrorAlert error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data.length === 0) return <Text size="sm">{t('found.none')}</Text>;
  return (
    <ul className={classes.found} aria-labelledby="found-models">
      {found.data.map((model) => (
        <Found key={model.path} model={model} busy={busy} onAdd={onAdd} />
      ))}
    </ul>
  );
}

function Found({ model, busy, onAdd }: { model: FoundModel; busy: boolean; onAdd: Props['onAdd'] }) {
  const { t } = useTranslation('bases');
  const format = useFormat();
  const { name, path, foundIn, bytes } = model;
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" align="start">
        <div className={classes.break}>
          <Text fw={600} title={path}>
            {name}
          </Text>
          <Text size="sm" c="dimmed">
            {t(`found.in.${foundIn}`)} · {format.bytes(bytes)}
          </Text>
        </div>
        <Button
          variant="default"
          size="compact-md"
          className={classes.button ?? ''}
          disabled={busy}
          aria-label={t('found.addNamed', { name })}
          onClick={() => onAdd({ kind: 'found', path }, name)}
        >
          {t('found.add')}
        </Button>
      </Group>
    </li>
  );
}

function Choose({ busy, onAdd }: { busy: boolean; onAdd: Props['onAdd'] }) {
  const { t } = useTranslation('bases');
  const studio = useStudio();
  const pick = useMutation({
    mutationFn: (what: 'folder' | 'file') =>
      what === 'folder' ? studio.files.pickFolder({}) : studio.files.pickFile({ what: 'model' }),
    onSuccess: (picked) => picked && onAdd({ kind: 'token', token: picked.token }, picked.name),
  });
  const disabled = busy || pick.isPending;
  return (
    <Stack gap="sm">
      <Text size="sm">{t('choose.text')}</Text>
      <Group gap="sm">
        <Button
          variant="default"
          leftSection={<IconFolder size={18} aria-hidden />}
          disabled={disabled}
          onClick={() => pick.mutate('folder')}
        >
          {t('choose.folder')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconFile size={18} aria-hidden />}
          disabled={disabled}
          onClick={() => pick.mutate('file')}
        >
          {t('choose.file')}
        </Button>
      </Group>
      {pick.isError && <ErrorAlert error={pick.error} />}
    </Stack>
  );
}

/** A browser sees the files of its own machine, and would have to send all of a model. */
function InTerminal() {
  const { t } = useTranslation('bases');
  // A terminal does not know which home this page is of, and would add it to the usual one.
  const folder = useHostInfo().data?.home;
  const home = folder === undefined ? '' : ` --home ${/^[\w./:\\-]+$/.test(folder) ? folder : `"${folder}"`}`;
  return (
    <Stack gap="xs">
      <Text size="sm">{t('choose.browser')}</Text>
      <CodeBlock text={`${ADD_COMMAND} ${t('choose.place')}${home}`} label={t('choose.command')} />
    </Stack>
  );
}
