import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ConversationCounts } from '../../../../shared/domain/datasets/conversation.ts';
import type { TrainingSettings } from '../../../../shared/domain/runs/training.ts';
import type { RecipeTokens, TokenPiece } from '../../../../shared/domain/tasks/recipeTokens.ts';
import { useFormat } from '../../../ui/format.ts';
import classes from '../runs.module.css';

interface Props {
  tokens: RecipeTokens;
  /** Of the model's context, where the training starts from one. */
  mostTokens?: number | undefined;
  onUse: (settings: Partial<TrainingSettings>) => void;
}

/** Examples token by token; what the loss does not count is grey. */
export function TokenExamples({ tokens, mostTokens, onUse }: Props) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  return (
    <Stack gap="md">
      {tokens.form === 'recommends' && <Text size="sm">{t('tokens.items')}</Text>}
      {tokens.mostTokens > 0 && (
        <>
          <Legend form={tokens.form} />
          <TokenSummary tokens={tokens} />
        </>
      )}
      {tokens.conversations && <ConversationNotes counts={tokens.conversations} isAll={tokens.isAll} />}
      <PromptRoom {...{ tokens, mostTokens, onUse }} />
      {tokens.examples.map((example) => (
        <div key={example.row}>
          <Text size="xs" c="dimmed">
            {t('new.example', { row: format.integer(example.row + 1) })}
            {tokens.form !== 'recommends' &&
              ` · ${t('tokens.count', { count: example.tokens, formatted: format.integer(example.tokens) })}`}
          </Text>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard (WCAG 2.1.1) */}
          <p className={`${classes.example} ${classes.scrolled}`} tabIndex={0} data-testid="token-example">
            {example.pieces.map((piece, index) => (
              <Token key={index} piece={piece} shade={index % 2} />
            ))}
            {!example.isWhole && ` ${t('tokens.more')}`}
            {example.answer && (
              <>
                {tokens.form === 'searches' ? ' ↔ ' : ' → '}
                {example.answer.map((piece, index) => (
                  <Token key={index} piece={piece} shade={index % 2} />
                ))}
              </>
            )}
          </p>
        </div>
      ))}
    </Stack>
  );
}

/** What the colours mean: texts are learned token by token, and of one that is read only what is told of it. */
function Legend({ form }: { form: RecipeTokens['form'] }) {
  const { t } = useTranslation('runs');
  if (form === 'searches') {
    return (
      <div className={classes.legend}>
        <span className={classes.token} data-shade="0" data-masked>
          {t('tokens.pairs')}
        </span>
      </div>
    );
  }
  return (
    <div className={classes.legend}>
      <span className={classes.token} data-shade="0" data-masked>
        {t(form ? 'tokens.read' : 'tokens.given')}
      </span>
      <span>
        <span className={classes.token} data-shade="0">
          {t(form ? 'tokens.told' : 'tokens.learned')}
        </span>
        {!form && (
          <span className={classes.token} data-shade="1">
            {t('tokens.each')}
          </span>
        )}
      </span>
    </div>
  );
}

/** Whose template writes the conversations, and what becomes of those that it cannot take. */
function ConversationNotes({ counts, isAll }: { counts: ConversationCounts; isAll: boolean }) {
  const { t } = useTranslation('conversations');
  const format = useFormat();
  const words = useTranslation('values').t;
  const { rows, template, cut, leftOut } = counts;
  const notes = [
    ...(cut > 0 ? [t('cut', { count: cut, rows: format.integer(cut) })] : []),
    ...leftOut.map(({ reason, value, row, rows: count }) =>
      t('leftOut', {
        ...{ count, rows: format.integer(count), row: format.integer(row + 1) },
        why: words(`conversationFlaw.${reason}`) + (value === '' ? '' : ` (${value.slice(0, 200)})`),
      }),
    ),
  ];
  return (
    <>
      <Text size="sm">{t(template === 'model' ? 'ofModel' : 'own')}</Text>
      {notes.length > 0 && (
        <Alert
          color="yellow"
          title={t(isAll ? 'title' : 'titleOfSome', { all: format.integer(rows) })}
          classNames={{ title: classes.warning }}
        >
          <ul className={classes.notes}>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Alert>
      )}
    </>
  );
}

/** Rows that a model could not answer: their prompt fills the context. Named before training, each way out at a click. */
function PromptRoom({ tokens, mostTokens = Number.POSITIVE_INFINITY, onUse }: Props) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const { withoutRoom, documents, contextLength, contextForAll, promptLimit } = tokens;
  if (withoutRoom === 0) return null;
  const counts = {
    count: withoutRoom,
    rows: format.integer(withoutRoom),
    all: format.integer(documents),
    limit: format.integer(contextLength),
    kept: format.integer(promptLimit ?? 0),
  };
  if (promptLimit !== null) {
    return (
      <Alert color="gray" title={t('room.cutTitle', counts)}>
        <Stack gap="sm" align="start">
          <Text size="sm">{t('room.cutText', counts)}</Text>
          <Button variant="default" size="xs" onClick={() => onUse({ truncation_side: 'none' })}>
            {t('room.undo')}
          </Button>
        </Stack>
      </Alert>
    );
  }
  return (
    <Alert color="yellow" title={t('room.title', counts)} role="alert" classNames={{ title: classes.warning }}>
      <Stack gap="sm" align="start">
        <Text size="sm">{t(withoutRoom === documents && tokens.isAll ? 'room.none' : 'room.some')}</Text>
        <Group gap="xs">
          {contextForAll !== null && contextForAll <= mostTokens && (
            <Button variant="default" size="xs" onClick={() => onUse({ context_length: contextForAll })}>
              {t('room.useContext', { tokens: format.integer(contextForAll) })}
            </Button>
          )}
          <Button variant="default" size="xs" onClick={() => onUse({ truncation_side: 'left' })}>
            {t('room.cut')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

function Token({ piece, shade }: { piece: TokenPiece; shade: number }) {
  const { t } = useTranslation('runs');
  return (
    <span
      className={classes.token}
      data-shade={shade}
      data-masked={piece.counted ? undefined : true}
      data-end={piece.isEnd || undefined}
      data-break={piece.text.startsWith('\n') || undefined}
    >
      {piece.text === '' && piece.isEnd ? t('tokens.end') : piece.text}
    </span>
  );
}

/** Names the context that was counted for: that of the form may be a newer one, whose count is yet to come. */
function TokenSummary({ tokens }: { tokens: RecipeTokens }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const { approximate, isAll, contextLength, meanTokens, mostTokens, tooLong, documents } = tokens;
  const lengths = t(approximate ? 'tokens.lengthsAbout' : 'tokens.lengths', {
    mean: format.integer(Math.round(meanTokens)),
    most: format.integer(mostTokens),
  });
  const limit = format.integer(contextLength);
  const counts = { rows: format.integer(tooLong), all: format.integer(documents), limit };
  const fit =
    tooLong === 0 ? t('tokens.allFit', { limit }) : t(isAll ? 'tokens.tooLong' : 'tokens.tooLongOfSome', counts);
  return (
    <Text size="sm" role="status">
      {lengths}
      {format.gap}
      {fit}
      {approximate && `${format.gap}${t('tokens.approximate')}`}
    </Text>
  );
}
