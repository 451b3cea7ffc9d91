import { Stack, Text, Title } from '@mantine/core';
import type { Measure } from '../../../../shared/domain/models/measures.ts';
import { inFourDigits } from '../../../../shared/domain/tasks/fourDigits.ts';
import { fillPlaceholders } from '../../../../shared/errors/errors.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { ExplainButton } from '../../explain/ExplainButton.tsx';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import type { ScoredText } from './useScore.ts';

interface Props {
  scored: ScoredText | null;
  isPending: boolean;
  error: Error | null;
  /** What the row itself has; `null` where the text is nobody's. */
  own: number | null;
  modelId: string;
  /** Mean absolute error on held-out rows; `null` where it was not measured. */
  typical: Measure | null;
}

/** The number, and how far to trust it. */
export function ScoreResult({ scored, isPending, error, own, modelId, typical }: Props) {
  const { playground: texts } = useOwnTexts(OWN_TEXTS);
  const format = useFormat();
  const write = (value: number) => format.number(inFourDigits(value), 12);
  if (error) return <ErrorAlert title={texts.failed} error={error} />;
  return (
    <Stack gap="sm" aria-busy={isPending}>
      <Title order={2} size="h4">
        {texts.result}
      </Title>
      {!scored && (
        <Text c="dimmed" role="status">
          {isPending ? texts.loading : texts.idle}
        </Text>
      )}
      {scored && (
        <Text size="2rem" fw={600} role="status" style={{ fontVariantNumeric: 'tabular-nums' }}>
          {write(scored.value)}
        </Text>
      )}
      {scored && own !== null && (
        <Text size="sm">
          {fillPlaceholders(texts.own, { number: write(own), error: write(Math.abs(scored.value - own)) })}
        </Text>
      )}
      {scored && typical && (
        <Text size="sm" c="dimmed">
          {fillPlaceholders(texts.typical, { error: write(typical.value) })}
        </Text>
      )}
      {scored && scored.cutTokens > 0 && (
        <Text size="sm" c="dimmed">
          {fillPlaceholders(texts.cut, { count: scored.cutTokens })}
        </Text>
      )}
      {scored && !isPending && (
        <ExplainButton key={scored.text} modelId={modelId} input={{ source: { kind: 'text', text: scored.text } }} />
      )}
    </Stack>
  );
}
