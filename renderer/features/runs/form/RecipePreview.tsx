import { Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TrainingSettings } from '../../../../shared/domain/runs/training.ts';
import { type RecipeRequest, taskOf, writesTexts } from '../../../../shared/domain/tasks/index.ts';
import type { ShownExample } from '../../../../shared/domain/tasks/task.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import classes from '../runs.module.css';
import { TokenExamples } from './TokenExamples.tsx';
import type { RecipeExamples } from './useRecipeExamples.ts';

interface Props {
  /** `null` while the form is not complete. */
  request: RecipeRequest | null;
  found: RecipeExamples;
  /** See `TokenExamples`. */
  mostTokens: number | undefined;
  /** Takes a setting over that the preview offers. */
  onUse: (settings: Partial<TrainingSettings>) => void;
}

/** The first rows as the model will see them. */
export function RecipePreview({ request, found, mostTokens, onUse }: Props) {
  const { t } = useTranslation('runs');
  const { preview, tokens, isShown } = found;
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="recipe-preview">
      <Title order={3} size="h4" id="recipe-preview">
        {t('new.preview')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t(request === null ? 'new.previewWaiting' : 'new.previewHint')}
      </Text>
      {request !== null && preview.isError && <ErrorAlert error={preview.error} />}
      {request !== null && preview.isPending && <Skeleton height={120} />}
      {request !== null &&
        preview.isSuccess &&
        (isShown && tokens.data ? (
          <div data-stale={tokens.isCurrent ? undefined : true} aria-busy={!tokens.isCurrent}>
            <TokenExamples tokens={tokens.data} {...{ mostTokens, onUse }} />
          </div>
        ) : (
          <Examples
            examples={preview.data.examples}
            note={t(tokens.isError ? 'tokens.failed' : 'tokens.counting')}
            writes={writesTexts(taskOf(request).kind)}
          />
        ))}
    </Paper>
  );
}

/** The note has the place that what is told of tokens will have, and so has the legend: what lies below keeps its own. */
function Examples({
  examples,
  note,
  writes,
}: {
  examples: readonly ShownExample[];
  note: string;
  /** Whether the model learns to write what follows. */
  writes: boolean;
}) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const prompted = examples.some((example) => example.prompt !== '');
  return (
    <Stack gap="md">
      <div className={classes.legend} data-kept={prompted ? undefined : true}>
        <span className={classes.prompt}>{t(writes ? 'new.prompt' : 'tokens.read')}</span>
        <span className={classes.completion}>{t(writes ? 'new.completion' : 'tokens.told')}</span>
      </div>
      <Text size="sm" c="dimmed" role="status">
        {note}
      </Text>
      {examples.map((example) => (
        <div key={example.row}>
          <Text size="xs" c="dimmed">
            {t('new.example', { row: format.integer(example.row + 1) })}
          </Text>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard (WCAG 2.1.1) */}
          <p className={`${classes.example} ${classes.scrolled}`} tabIndex={0}>
            {example.prompt !== '' && <span className={classes.prompt}>{example.prompt}</span>}
            {example.prompt !== '' && !writes && ' → '}
            <span className={classes.completion}>{example.completion}</span>
          </p>
          {example.cut && (
            <Text size="xs" c="dimmed">
              {t('new.exampleCut')}
            </Text>
          )}
        </div>
      ))}
    </Stack>
  );
}
