import { IconTags } from '@tabler/icons-react';
import { readLabels } from '../../../../shared/domain/tasks/labelList.ts';
import { InputTexts } from '../../InputTexts.tsx';
import { PredictionBench } from '../../PredictionBench.tsx';
import type { PlaygroundProps } from '../../task.ts';
import { useGivenRow } from '../../useGivenRow.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { TagBars } from './TagBars.tsx';
import { useTags } from './useTags.ts';

/** One text in, its labels with their probabilities out. */
export function TagBench({ model }: PlaygroundProps<'multi-label-classification'>) {
  const { playground: texts } = useOwnTexts(OWN_TEXTS);
  const given = useGivenRow(model, model.recipe.inputs);
  const tags = useTags(model.id);
  const classify = (inputs = given.inputs) => tags.mutate({ kind: 'inputs', inputs });
  const take = () => {
    const taken = given.take();
    if (taken) classify(taken.inputs);
  };
  return (
    <PredictionBench
      texts={{ ...texts, run: texts.classify, hint: texts.classifyHint, result: texts.labels }}
      icon={<IconTags size={18} aria-hidden />}
      onTake={given.heldOut.length > 0 ? take : null}
      onRun={() => classify()}
      isEmpty={given.isEmpty}
      isRunning={tags.isPending}
      result={
        <TagBars
          key={model.id}
          modelId={model.id}
          tagged={tags.data ?? null}
          isPending={tags.isPending}
          error={tags.error}
          own={given.row === null ? null : readLabels(given.row.reference)}
        />
      }
    >
      <InputTexts inputs={given.inputs} rows={given.inputs.length === 1 ? 4 : 1} onChange={given.change} />
    </PredictionBench>
  );
}
