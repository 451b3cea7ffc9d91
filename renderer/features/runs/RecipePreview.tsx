import { Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SizeName } from '../../../shared/domain/model.ts';
import type { RecipeRequest, ShownExample } from '../../../shared/domain/recipe.ts';
import type { Split } from '../../../shared/domain/split.ts';
import type { TrainingSettings, TruncationSide } from '../../../shared/domain/training.ts';
import { useStudio } from '../../api/index.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import classes from './runs.module.css';
import { TokenExamples } from './TokenExamples.tsx';

const ROWS = 3;
const TYPING_PAUSE_MS = 250;

interface Props {
  datasetId: string;
  /** `null` while the form is not complete. */
  request: RecipeRequest | null;
  /** What else the tokens depend on. */
  run: {
    size: SizeName;
    context_length: number;
    truncation_side: TruncationSide;
    seed: number;
    split: Split | null;
  };
  /** Takes a setting over that the preview offers. */
  onUse: (settings: Partial<TrainingSettings>) => void;
}

/** The first rows as the model will see them, checked by the host: as text at once, and token for token when that is known. */
export function RecipePreview({ datasetId, request, run, onUse }: Props) {
  const { t } = useTranslation('runs');
  const studio = useStudio();
  const [key] = useDebouncedValue(JSON.stringify(request), TYPING_PAUSE_MS);
  const preview = useQuery({
    queryKey: ['datasets', datasetId, 'preview', key],
    queryFn: ({ signal }) =>
      studio.recipes.preview({ datasetId, recipe: JSON.parse(key) as RecipeRequest, rows: ROWS }, { signal }),
    enabled: key !== 'null',
    placeholderData: keepPreviousData,
  });
  const isShown = request !== null && preview.isSuccess && !preview.isPlaceholderData;
  const tokens = useTokens(isShown ? { datasetId, key, run } : null);

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
          <TokenExamples tokens={tokens.data} contextLength={run.context_length} onUse={onUse} />
        ) : (
          <>
            <Examples examples={preview.data.examples} />
            <Text size="sm" c="dimmed" mt="sm" role="status">
              {t(tokens.isError ? 'tokens.failed' : 'tokens.counting')}
            </Text>
          </>
        ))}
    </Paper>
  );
}

/** Asked for when the text has settled: a tokenizer has to be trained for it. */
function useTokens(asked: { datasetId: string; key: string; run: Props['run'] } | null) {
  const studio = useStudio();
  const [settled] = useDebouncedValue(asked && JSON.stringify(asked), TYPING_PAUSE_MS);
  return useQuery({
    queryKey: ['datasets', asked?.datasetId, 'tokens', settled],
    queryFn: ({ signal }) => {
      const { datasetId, key, run } = JSON.parse(settled as string) as NonNullable<typeof asked>;
      const { size, split, ...settings } = run;
      const recipe = JSON.parse(key) as RecipeRequest;
      return studio.recipes.tokens(
        { datasetId, recipe, size, settings, rows: ROWS, ...(split && { split }) },
        { signal },
      );
    },
    enabled: settled !== null && settled === (asked && JSON.stringify(asked)),
  });
}

function Examples({ examples }: { examples: readonly ShownExample[] }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const prompted = examples.some((example) => example.prompt !== '');
  return (
    <Stack gap="md">
      {prompted && (
        <div className={classes.legend}>
          <span className={classes.prompt}>{t('new.prompt')}</span>
          <span className={classes.completion}>{t('new.completion')}</span>
        </div>
      )}
      {examples.map((example, index) => (
        <div key={index}>
          <Text size="xs" c="dimmed">
            {t('new.example', { row: format.integer(index + 1) })}
          </Text>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard (WCAG 2.1.1) */}
          <p className={`${classes.example} ${classes.scrolled}`} tabIndex={0}>
            {example.prompt !== '' && <span className={classes.prompt}>{example.prompt}</span>}
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
