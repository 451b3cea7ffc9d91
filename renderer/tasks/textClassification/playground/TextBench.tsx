import { IconTag } from '@tabler/icons-react';
import { InputTexts } from '../../InputTexts.tsx';
import { PredictionBench } from '../../PredictionBench.tsx';
import type { ModelOf } from '../../task.ts';
import { useGivenRow } from '../../useGivenRow.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { LabelBars } from './LabelBars.tsx';
import { useLabels } from './useLabels.ts';

/** One text in, its labels with their probabilities out. */
export function TextBench({ model }: { model: ModelOf<'text-classification'> }) {
  const { playground: texts } = useOwnTexts(OWN_TEXTS);
  const given = useGivenRow(model, model.recipe.inputs);
  const labels = useLabels(model.id);
  const classify = (inputs = given.inputs) => labels.mutate({ kind: 'inputs', inputs });
  const take = () => {
    const taken = given.take();
    if (taken) classify(taken.inputs);
  };
  return (
    <PredictionBench
      texts={{ ...texts, run: texts.classify, hint: texts.classifyHint, result: texts.labels }}
      icon={<IconTag size={18} aria-hidden />}
      onTake={given.heldOut.length > 0 ? take : null}
      onRun={() => classify()}
      isEmpty={given.isEmpty}
      isRunning={labels.isPending}
      result={
        <LabelBars
          labelled={labels.data ?? null}
          isPending={labels.isPending}
          error={labels.error}
          modelId={model.id}
          own={given.row?.reference ?? null}
        />
      }
    >
      <InputTexts inputs={given.inputs} rows={given.inputs.length === 1 ? 4 : 1} onChange={given.change} />
    </PredictionBench>
  );
}
