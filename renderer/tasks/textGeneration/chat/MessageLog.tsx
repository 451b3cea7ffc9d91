import { Button, CopyButton, Divider, Group, Loader, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconPencil, IconRefresh } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { type Generation, isGenerating, shownText } from '../playground/generationReducer.ts';
import classes from './chat.module.css';
import type { AssistantTurn, Turn } from './chatStore.ts';
import type { ChatControl } from './useChat.ts';

interface Props {
  control: ChatControl;
  /** Name of the model whose answers stand beside; `null` where none do. */
  base: string | null;
  onRegenerate: () => void;
  onEdit: () => void;
}

/** All that was said, and what is being said. */
export function MessageLog({ control, base, onRegenerate, onEdit }: Props) {
  const { t } = useTranslation('playground');
  const { chat, generation, beside, running } = control;
  const { turns } = chat;
  const end = useRef<HTMLDivElement>(null);
  const lastQuestion = turns.findLastIndex(({ role }) => role === 'user');
  const isAnswered = turns.at(-1)?.role === 'assistant';
  const pending = !isAnswered && (isGenerating(generation) || generation.phase === 'failed');
  const length = shownText(generation).length + shownText(beside.generation).length;

  // What is new comes into view, wherever the page stands.
  const isLong = turns.length > 0;
  useEffect(() => {
    if (isLong && length >= 0 && running) end.current?.scrollIntoView({ block: 'nearest' });
  }, [isLong, length, running]);

  if (turns.length === 0) {
    return (
      <div className={classes.empty}>
        <Text fw={600}>{t('chat.emptyTitle')}</Text>
        <Text size="sm" c="dimmed">
          {t('chat.emptyText')}
        </Text>
      </div>
    );
  }
  return (
    <div>
      <ol className={classes.log} aria-label={t('chat.log')}>
        {turns.map((turn, index) => (
          <li key={index} className={classes.turn} data-role={turn.role} data-testid="turn">
            {chat.usage && index === chat.usage.dropped && index > 0 && (
              <Divider label={t('chat.notRead')} labelPosition="center" mb="sm" />
            )}
            {turn.role === 'user' ? (
              <Question turn={turn} onEdit={index === lastQuestion && !running ? onEdit : null} />
            ) : (
              <Answer
                turn={turn}
                base={base}
                beside={index === turns.length - 1 ? beside.generation : null}
                onRegenerate={index === turns.length - 1 && !running ? onRegenerate : null}
              />
            )}
          </li>
        ))}
        {pending && (
          <li className={classes.turn} data-role="assistant" data-testid="turn">
            <Author>{t('chat.model')}</Author>
            <Writing generation={generation} />
          </li>
        )}
        {!isAnswered && !pending && !running && (
          <li className={classes.turn} data-role="assistant">
            <Again onRegenerate={onRegenerate} />
          </li>
        )}
      </ol>
      {generation.phase === 'failed' && generation.error && (
        <ErrorAlert title={t('chat.failed')} error={generation.error} onRetry={onRegenerate} />
      )}
      <div ref={end} />
    </div>
  );
}

const Author = ({ children }: { children: ReactNode }) => (
  <Text size="xs" c="dimmed" fw={600} mb={2} style={{ overflowWrap: 'anywhere' }}>
    {children}
  </Text>
);

function Question({ turn, onEdit }: { turn: Turn; onEdit: (() => void) | null }) {
  const { t } = useTranslation('playground');
  return (
    <div className={classes.question}>
      <Author>{t('chat.you')}</Author>
      <div className={classes.text}>{turn.content}</div>
      {onEdit && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPencil size={14} aria-hidden />}
          mt={4}
          onClick={onEdit}
        >
          {t('chat.edit')}
        </Button>
      )}
    </div>
  );
}

interface AnswerProps {
  turn: AssistantTurn;
  base: string | null;
  /** What the base is writing, beside the newest answer. */
  beside: Generation | null;
  onRegenerate: (() => void) | null;
}

function Answer({ turn, base, beside, onRegenerate }: AnswerProps) {
  const { t } = useTranslation(['playground', 'bases']);
  const shown = turn.base ?? (beside && beside.phase !== 'idle' ? shownText(beside) : null);
  const isTwo = base !== null && (shown !== null || beside !== null);
  return (
    <>
      <div className={classes.answers}>
        <div>
          <Author>{isTwo ? t('bases:beside.tuned') : t('chat.model')}</Author>
          <Said content={turn.content} />
        </div>
        {isTwo && (
          <div className={classes.base}>
            <Author>{t('bases:beside.base', { name: base })}</Author>
            {beside?.error ? <ErrorAlert error={beside.error} /> : <BesideText shown={shown} beside={beside} />}
          </div>
        )}
      </div>
      {turn.finish !== null && turn.finish !== 'eos' && (
        <Text size="xs" c="dimmed" mt={4}>
          {t(`finish.${turn.finish}`)}
        </Text>
      )}
      <Group gap="xs" mt={4}>
        <CopyButton value={turn.content}>
          {({ copied, copy }) => <CopyAnswer copied={copied} onCopy={copy} />}
        </CopyButton>
        {onRegenerate && <Again onRegenerate={onRegenerate} />}
      </Group>
    </>
  );
}

function BesideText({ shown, beside }: { shown: string | null; beside: Generation | null }) {
  const { t } = useTranslation('playground');
  if (shown !== null && shown !== '') return <div className={classes.text}>{shown}</div>;
  if (beside?.phase === 'done') return <Said content="" />;
  if (beside?.phase === 'loading') return <Loader size="xs" aria-label={t('output.loading')} />;
  return <Text c="dimmed">{t('chat.waiting')}</Text>;
}

function Said({ content }: { content: string }) {
  const { t } = useTranslation('playground');
  return content === '' ? <Text c="dimmed">{t('chat.blank')}</Text> : <div className={classes.text}>{content}</div>;
}

function CopyAnswer({ copied, onCopy }: { copied: boolean; onCopy: () => void }) {
  const { t } = useTranslation('playground');
  const common = useTranslation('common').t;
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      aria-label={t('chat.copyAnswer')}
      leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
      onClick={onCopy}
    >
      {common(copied ? 'copied' : 'copy')}
    </Button>
  );
}

function Again({ onRegenerate }: { onRegenerate: () => void }) {
  const { t } = useTranslation('playground');
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      leftSection={<IconRefresh size={14} aria-hidden />}
      onClick={onRegenerate}
    >
      {t('chat.regenerate')}
    </Button>
  );
}

/** The answer as it is written. */
function Writing({ generation }: { generation: Generation }) {
  const { t } = useTranslation('playground');
  const format = useFormat();
  const { phase, tokens, tokensPerSecond } = generation;
  if (phase === 'loading') {
    return (
      <Group gap="xs" role="status">
        <Loader size="xs" />
        <Text>{t('output.loading')}</Text>
      </Group>
    );
  }
  return (
    <>
      {/* A log tells a screen reader of additions without reading all of it again. */}
      <div role="log" aria-label={t('chat.model')} aria-busy={phase === 'writing'} className={classes.text}>
        {shownText(generation)}
      </div>
      <Text size="xs" c="dimmed" mt={4}>
        {t('output.tokens', { count: tokens, formatted: format.integer(tokens) })}
        {tokensPerSecond !== null && ` · ${t('output.speed', { speed: format.number(tokensPerSecond, 1) })}`}
      </Text>
    </>
  );
}
