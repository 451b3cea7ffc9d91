import { Textarea } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { useState } from 'react';
import { InputTexts } from '../../InputTexts.tsx';
import { PredictionBench } from '../../PredictionBench.tsx';
import type { PlaygroundProps } from '../../task.ts';
import { useGivenRow } from '../../useGivenRow.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { MatchList } from './MatchList.tsx';
import { useMatches } from './useMatches.ts';

/** Texts of other held-out rows that a row's own stands among. */
const OTHERS = 9;
/** As many as are compared in one go. */
const MOST = 1000;

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, MOST);
const lineOf = (text: string): string => text.replace(/\s+/g, ' ');

/** A text and others in, the others in the order of their nearness out. */
export function MatchBench({ model }: PlaygroundProps<'sentence-similarity'>) {
  const { playground: texts } = useOwnTexts(OWN_TEXTS);
  const given = useGivenRow(model, model.recipe.inputs);
  const [others, setOthers] = useState('');
  const matches = useMatches(model.id);
  const compare = (inputs = given.inputs, among = others) =>
    matches.mutate({ text: { kind: 'inputs', inputs }, others: linesOf(among) });
  const take = () => {
    const taken = given.take();
    if (!taken) return;
    const references = given.heldOut.map(({ reference }) => reference);
    const rest = references.filter((reference) => reference !== taken.row.reference);
    const among = [...new Set([taken.row.reference, ...rest].map(lineOf))].slice(0, OTHERS + 1).sort();
    setOthers(among.join('\n'));
    compare(taken.inputs, among.join('\n'));
  };
  return (
    <PredictionBench
      texts={{ ...texts, run: texts.compare, hint: texts.compareHint }}
      icon={<IconArrowsDiff size={18} aria-hidden />}
      onTake={given.heldOut.length > 0 ? take : null}
      onRun={() => compare()}
      isEmpty={given.isEmpty || linesOf(others).length === 0}
      isRunning={matches.isPending}
      result={
        <MatchList
          compared={matches.data ?? null}
          isPending={matches.isPending}
          error={matches.error}
          own={given.row === null ? null : lineOf(given.row.reference)}
        />
      }
    >
      <InputTexts inputs={given.inputs} rows={1} onChange={given.change} />
      <Textarea
        label={texts.others}
        description={texts.othersHint}
        value={others}
        onChange={(event) => setOthers(event.currentTarget.value)}
        autosize
        minRows={4}
        maxRows={16}
      />
    </PredictionBench>
  );
}
