import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ExplainInput } from '../../../shared/domain/models/explanation.ts';
import { fillPlaceholders } from '../../../shared/errors/errors.ts';
import { useFormat } from '../../ui/format.ts';
import { useOwnTexts } from '../useOwnTexts.ts';
import { useExplanation } from './ExplainButton.tsx';
import { EXPLAIN_TEXTS } from './texts.ts';

/** The one row of a table that is asked about, and what has come of it. */
export function useAskedRow(modelId: string) {
  const explained = useExplanation(modelId);
  const [asked, setAsked] = useState<number | null>(null);
  return {
    asked,
    explained,
    /** Asks about a row, or closes the answer that is open. */
    ask: (row: number, input: ExplainInput) => {
      setAsked(asked === row ? null : row);
      explained.reset();
      if (asked !== row) explained.mutate(input);
    },
  };
}

/** Asks which words moved what is said of a row; pressed again, it takes the answer away. */
export function WhyButton({ row, isAsked, onAsk }: { row: number; isAsked: boolean; onAsk: () => void }) {
  const texts = useOwnTexts(EXPLAIN_TEXTS);
  const format = useFormat();
  return (
    <Button
      size="compact-sm"
      variant="light"
      aria-expanded={isAsked}
      aria-label={isAsked ? texts.hide : fillPlaceholders(texts.explainRow, { row: format.integer(row + 1) })}
      onClick={onAsk}
    >
      {texts.explainShort}
    </Button>
  );
}
