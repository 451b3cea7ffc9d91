import { SegmentedControl, Stack } from '@mantine/core';
import { useState } from 'react';
import type { PlaygroundProps } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { DatasetBench } from './DatasetBench.tsx';
import { ListBench } from './ListBench.tsx';
import { TextBench } from './TextBench.tsx';

const WAYS = ['text', 'list', 'table'] as const;
type Way = (typeof WAYS)[number];

/** One text, a pasted list, or a whole data set in; labels out. */
export function LabelBench({ model }: PlaygroundProps<'text-classification'>) {
  const { ways: texts } = useOwnTexts(OWN_TEXTS);
  const [chosen, setWay] = useState<Way>('text');
  // A line of a list is one column's text.
  const ways = WAYS.filter((way) => way !== 'list' || model.recipe.inputs.length === 1);
  const way = ways.includes(chosen) ? chosen : 'text';
  return (
    <Stack gap="md">
      <SegmentedControl
        aria-label={texts.title}
        data={ways.map((value) => ({ value, label: texts[value] }))}
        value={way}
        onChange={(value) => setWay(ways.find((known) => known === value) ?? 'text')}
        w="fit-content"
      />
      {way === 'text' && <TextBench key={model.id} model={model} />}
      {way === 'list' && <ListBench key={model.id} model={model} />}
      {way === 'table' && <DatasetBench key={model.id} model={model} />}
    </Stack>
  );
}
