import { Button, Group, Stack, Switch, Text, Textarea, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { PlayableModel } from '../../../../shared/ipc/contract.ts';
import playground from '../../../features/playground/playground.module.css';
import { OFFER_MS } from '../../../ui/offerTime.ts';
import { ParameterPanel } from '../playground/ParameterPanel.tsx';
import { toSettings } from '../playground/parameters.ts';
import { usePlaygroundStore } from '../playground/playgroundStore.ts';
import { nextSeed } from '../playground/seedLock.ts';
import { Composer } from './Composer.tsx';
import { ContextUse } from './ContextUse.tsx';
import classes from './chat.module.css';
import { type Chat, EMPTY_CHAT, type Turn, takeBack } from './chatStore.ts';
import { MessageLog } from './MessageLog.tsx';
import { type ChatBase, useChat } from './useChat.ts';

interface Props {
  model: Extract<PlayableModel, { id: string }>;
  /** What it was trained on top of; `null` where there is nothing to set beside it. */
  base: ChatBase | null;
  /** Other ways to try the model. */
  modes: ReactNode;
}

/** A conversation: what the system says, messages and answers, and how they are drawn. */
export function ChatBench({ model, base, modes }: Props) {
  const { t } = useTranslation(['playground', 'bases']);
  const { chatParameters, seedLocked, besideBase, set } = usePlaygroundStore();
  const withBase = base !== null && besideBase;
  const control = useChat(model, withBase ? base : null);
  const { chat, change, running, generation, stop, dismiss } = control;
  /** The conversation as it was before its last question was taken back. */
  const [before, setBefore] = useState<Chat | null>(null);
  const settings = toSettings(chatParameters);
  useHotkeys([['Escape', stop, { preventDefault: false }]], [], true);

  const answer = (turns: readonly Turn[]) => {
    if (running || !settings) return;
    const seed = nextSeed(seedLocked, settings.seed, Math.random);
    if (seed !== settings.seed) set({ chatParameters: { ...chatParameters, seed } });
    setBefore(null);
    control.answer(turns, { ...settings, seed });
  };
  const send = () => {
    if (chat.input.trim() === '' || running || !settings) return;
    change({ input: '' });
    answer([...chat.turns, { role: 'user', content: chat.input }]);
  };
  const edit = () => {
    const taken = takeBack(chat);
    if (!taken || running) return;
    setBefore(chat);
    dismiss();
    change(taken);
  };
  const clear = () => {
    stop();
    dismiss();
    setBefore(null);
    change({ ...EMPTY_CHAT, system: chat.system });
    toast(t('chat.cleared'), {
      duration: OFFER_MS,
      action: { label: t('chat.undo'), onClick: () => change(chat) },
    });
  };

  return (
    <div className={classes.bench}>
      <Stack gap="md" component="section" aria-labelledby="conversation">
        {modes}
        <Group justify="space-between">
          <Title order={2} size="h4" id="conversation">
            {t('chat.title')}
          </Title>
          {chat.turns.length > 0 && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="red"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={clear}
            >
              {t('chat.clear')}
            </Button>
          )}
        </Group>
        <Textarea
          label={t('chat.system')}
          description={t('chat.systemHint')}
          placeholder={t('chat.systemPlaceholder')}
          value={chat.system}
          onChange={(event) => change({ system: event.currentTarget.value })}
          autosize
          minRows={1}
          maxRows={6}
        />
        <MessageLog
          control={control}
          base={withBase ? base.name : null}
          onRegenerate={() => answer(chat.turns)}
          onEdit={edit}
        />
        {chat.usage && <ContextUse usage={chat.usage} />}
        <Composer
          value={chat.input}
          running={running}
          ready={settings !== null}
          onChange={(input) => change({ input })}
          onSend={send}
          onStop={stop}
          onCancel={
            before &&
            (() => {
              change(before);
              setBefore(null);
            })
          }
        />
        {!settings && (
          <Text size="sm" c="red">
            {t('parameters.invalid')}
          </Text>
        )}
      </Stack>
      <Stack gap="md" className={playground.side}>
        {base && (
          <Switch
            label={t('bases:beside.switch', { name: base.name })}
            checked={withBase}
            disabled={running && generation.phase !== 'idle'}
            onChange={(event) => set({ besideBase: event.currentTarget.checked })}
          />
        )}
        <ParameterPanel of="chatParameters" />
      </Stack>
    </div>
  );
}
