import { Textarea } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { useState } from 'react';
import type { MeasuredText } from '../../../../shared/domain/models/measures.ts';
import { randomHeldOut, useHeldOut } from '../../heldOut.ts';
import { PredictionBench } from '../../PredictionBench.tsx';
import type { PlaygroundProps } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { ItemList } from './ItemList.tsx';
import { useItems } from './useItems.ts';

/** A history in, ten items out. */
export function ItemBench({ model }: PlaygroundProps<'recommendation'>) {
  const { playground: texts } = useOwnTexts(OWN_TEXTS);
  const [history, setHistory] = useState('');
  const [row, setRow] = useState<MeasuredText | null>(null);
  const items = useItems(model.id);
  const heldOut = useHeldOut(model);
  const take = () => {
    const next = randomHeldOut(heldOut, row?.row ?? null, Math.random);
    if (!next) return;
    setRow(next);
    setHistory(next.prompt);
    items.mutate(next.prompt);
  };
  return (
    <PredictionBench
      texts={{ ...texts, run: texts.recommend, hint: texts.recommendHint }}
      icon={<IconListDetails size={18} aria-hidden />}
      onTake={heldOut.length > 0 ? take : null}
      onRun={() => items.mutate(history)}
      isEmpty={history.trim() === ''}
      isRunning={items.isPending}
      result={
        <ItemList
          recommended={items.data ?? null}
          isPending={items.isPending}
          error={items.error}
          own={row?.reference ?? null}
        />
      }
    >
      <Textarea
        label={texts.history}
        description={texts.historyHint}
        value={history}
        onChange={(event) => {
          setRow(null);
          setHistory(event.currentTarget.value);
        }}
        autosize
        minRows={6}
        maxRows={16}
      />
    </PredictionBench>
  );
}
