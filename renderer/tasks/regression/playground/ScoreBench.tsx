import { IconCalculator } from '@tabler/icons-react';
import { InputTexts } from '../../InputTexts.tsx';
import { PredictionBench } from '../../PredictionBench.tsx';
import type { PlaygroundProps } from '../../task.ts';
import { useGivenRow } from '../../useGivenRow.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { ScoreResult } from './ScoreResult.tsx';
import { useScore } from './useScore.ts';

/** A text in, its number out. */
export function ScoreBench({ model }: PlaygroundProps<'regression'>) {
  const { playground: texts } = useOwnTexts(OWN_TEXTS);
  const given = useGivenRow(model, model.recipe.inputs);
  const score = useScore(model.id);
  const estimate = (inputs = given.inputs) => score.mutate({ kind: 'inputs', inputs });
  const take = () => {
    const taken = given.take();
    if (taken) estimate(taken.inputs);
  };
  return (
    <PredictionBench
      texts={{ ...texts, run: texts.estimate, hint: texts.estimateHint, result: texts.result }}
      icon={<IconCalculator size={18} aria-hidden />}
      onTake={given.heldOut.length > 0 ? take : null}
      onRun={() => estimate()}
      isEmpty={given.isEmpty}
      isRunning={score.isPending}
      result={
        <ScoreResult
          scored={score.data ?? null}
          isPending={score.isPending}
          error={score.error}
          modelId={model.id}
          own={given.row === null ? null : Number(given.row.reference)}
          typical={model.measures?.metrics.mae ?? null}
        />
      }
    >
      <InputTexts inputs={given.inputs} rows={given.inputs.length === 1 ? 4 : 1} onChange={given.change} />
    </PredictionBench>
  );
}
