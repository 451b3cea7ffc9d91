import { Button, Card, Group, Loader, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconExclamationCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Judgement, Level, Use, Verdict } from '../../../../shared/domain/runs/judge.ts';
import { MANY_EPOCHS, type Recommendation } from '../../../../shared/domain/runs/recommend.ts';
import { type TaskKind, taskSettings } from '../../../../shared/domain/tasks/index.ts';
import { useFormat } from '../../../ui/format.ts';
import classes from './advice.module.css';
import type { Advice } from './useAdvice.ts';

interface Props {
  advice: Advice;
  task: TaskKind;
  /** Whether the form has what is recommended. */
  isFollowed: boolean;
  onUseAll: () => void;
}

const ICONS = { good: IconCircleCheck, fair: IconExclamationCircle, poor: IconAlertTriangle } as const;

/** A judgement in colour, by an icon, and in words. */
export function LevelMark({ level }: { level: Level }) {
  const { t } = useTranslation('advice');
  const Icon = ICONS[level];
  return (
    <span className={classes.level} data-level={level}>
      <Icon size={18} aria-hidden />
      {t(`level.${level}`)}
    </span>
  );
}

/** What is recommended and why. */
export function RecommendationCard({ advice: { recommended }, task, isFollowed, onUseAll }: Props) {
  const { t } = useTranslation('advice');
  const text = useAdviceText();
  return (
    <Card withBorder component="section" aria-label={t('title')} padding="md">
      <Group justify="space-between" align="flex-start" wrap="wrap" gap="sm">
        <div className={classes.recommended}>
          <Text fw={600}>{t('recommended', { settings: text.settings(recommended, task) })}</Text>
          <Text size="sm" c="dimmed">
            {text.why(recommended)}
          </Text>
          <Text size="sm" c="dimmed">
            {text.speed(recommended)}
          </Text>
        </div>
        {isFollowed ? (
          <Text size="sm" c="dimmed">
            {t('followed')}
          </Text>
        ) : (
          <Button onClick={onUseAll}>{t('useAll')}</Button>
        )}
      </Group>
    </Card>
  );
}

/** What to make of what was chosen, each with its way to better. */
export function JudgementCard({
  verdict,
  isCounting,
  writes,
  onUse,
}: {
  verdict: Verdict;
  /** The rows are being counted: the place of what is said of them is kept, so that nothing below moves under the pointer. */
  isCounting: boolean;
  /** The model learns to write texts: only of such ones it is known what steps and rows make of them. */
  writes: boolean;
  onUse: (use: Use) => void;
}) {
  const { t } = useTranslation('advice');
  const text = useAdviceText();
  return (
    <Card withBorder component="section" aria-label={t('judgements')} padding="md" id="train-advice" tabIndex={-1}>
      <ul className={classes.judgements}>
        {verdict.judgements.map((judgement) => (
          <li key={judgement.about} data-testid={`judgement-${judgement.about}`}>
            <LevelMark level={judgement.level} />
            <Text size="sm">{text.judgement(judgement, writes)}</Text>
            {judgement.use && (
              <Button size="compact-sm" variant="default" onClick={() => onUse(judgement.use as Use)}>
                {text.use(judgement.use)}
              </Button>
            )}
          </li>
        ))}
        {isCounting && (
          <li aria-hidden>
            <Loader size={18} />
            <Text size="sm" c="dimmed">
              {t('judged.context.counting')}
            </Text>
          </li>
        )}
      </ul>
    </Card>
  );
}

function sizeWords({ why, use }: Extract<Judgement, { about: 'size' }>, writes: boolean) {
  if (why !== 'little') return why;
  const words = use ? 'little' : 'least';
  return writes ? words : (`${words}ForAnswers` as const);
}

/** Two digits: more would promise what no estimate holds. */
const roughly = (value: number) => Number(value.toPrecision(2));

export function useAdviceText() {
  const { t } = useTranslation(['advice', 'runs']);
  const format = useFormat();
  const sizeName = (size: Recommendation['size']) => t(`runs:size.${size}.title`);
  const minutes = (value: number) => format.duration(value * 60_000);
  const batch = (sequences: number) => t('advice:batch', { sequences: format.integer(sequences) });
  const epochs = (value: number) => format.number(roughly(value), 1);
  const budget = (use: NonNullable<Use['budget']>) =>
    use.kind === 'minutes'
      ? minutes(use.minutes)
      : t('advice:steps', { count: use.steps, formatted: format.integer(use.steps) });

  /** How much of the data the steps see: a part of it, or all of it some times. */
  const data = (value: number) =>
    value < 1
      ? t('advice:share', { share: format.percent(value < 0.01 ? Math.max(value, 0.01) : roughly(value)) })
      : t('advice:epochs', { times: epochs(value) });

  return {
    data,
    settings: (
      { size, minutes: time, context_length, per_device_train_batch_size, truncation_side }: Recommendation,
      task: TaskKind,
    ) =>
      [
        sizeName(size),
        minutes(time),
        t('advice:context', { tokens: format.integer(context_length) }),
        // What is usual goes without saying.
        ...(per_device_train_batch_size === taskSettings(task, size).per_device_train_batch_size
          ? []
          : [batch(per_device_train_batch_size)]),
        ...(truncation_side === 'left' ? [t('advice:cut')] : []),
      ].join(' · '),
    why: ({ reason, size, tokens, minutes: time }: Recommendation) =>
      t(`advice:why.${reason}`, {
        tokens: format.compact(roughly(tokens)),
        size: sizeName(size),
        time: minutes(time),
      }),
    speed: ({ source, stepMs, steps, epochs: times }: Recommendation) =>
      t(`advice:speed.${source}`, {
        step: format.duration(roughly(stepMs)),
        steps: format.integer(roughly(steps)),
        data: data(times),
      }),
    judgement(judgement: Judgement, writes: boolean): string {
      switch (judgement.about) {
        case 'steps':
          return t(`advice:judged.${writes ? 'steps' : 'stepsOfAnswers'}.${judgement.level}`, {
            count: judgement.steps,
            formatted: format.integer(judgement.steps < 1000 ? judgement.steps : roughly(judgement.steps)),
          });
        case 'epochs':
          if (judgement.often) return t('advice:judged.epochs.often', { times: epochs(judgement.epochs) });
          if (judgement.epochs > MANY_EPOCHS) {
            return t(`advice:judged.epochs.${judgement.level === 'poor' ? 'memorized' : 'repeated'}`, {
              times: epochs(judgement.epochs),
            });
          }
          return judgement.epochs < 1
            ? t('advice:judged.epochs.part', { share: format.percent(Math.max(0.01, roughly(judgement.epochs))) })
            : t(`advice:judged.epochs.${judgement.level === 'good' ? 'good' : 'few'}`, {
                times: epochs(judgement.epochs),
              });
        case 'size':
          return t(`advice:judged.size.${sizeWords(judgement, writes)}`, {
            tokens: format.compact(roughly(judgement.tokens)),
            wanted: format.compact(roughly(judgement.wanted)),
            parameters: format.compact(judgement.parameters),
          });
        case 'context':
          return t(judgement.tooLong === 0 ? 'advice:judged.context.all' : 'advice:judged.context.some', {
            rows: format.integer(judgement.tooLong),
            all: format.integer(judgement.documents),
          });
        case 'prompts':
          return t('advice:judged.prompts', {
            count: judgement.withoutRoom,
            rows: format.integer(judgement.withoutRoom),
            all: format.integer(judgement.documents),
          });
        default:
          throw judgement satisfies never;
      }
    },
    use(use: Use): string {
      const parts = [
        ...(use.size ? [sizeName(use.size)] : []),
        ...(use.budget ? [budget(use.budget)] : []),
        ...(use.context_length ? [t('advice:context', { tokens: format.integer(use.context_length) })] : []),
        ...(use.per_device_train_batch_size ? [batch(use.per_device_train_batch_size)] : []),
        ...(use.truncation_side === 'left' ? [t('advice:cut')] : []),
      ];
      return t('advice:useThis', { settings: format.list(parts) });
    },
  };
}
