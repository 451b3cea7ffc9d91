import { Button } from '@mantine/core';
import { IconBookmark, IconSparkles } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { contestOf } from '../../../../shared/domain/models/rivals.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { keptRivals } from '../../../../shared/domain/tasks/index.ts';
import { useModels, useStudio } from '../../../api/index.ts';
import { ProgressCard } from '../../../ui/ProgressCard.tsx';
import { useWork } from '../../../ui/useWork.ts';
import { WorkEnd } from '../../../ui/WorkEnd.tsx';

/** The baseline that a run's model is no better than, where it can be kept as a model; `null` where there is none. */
export function baselineToKeep({ recipe, measures }: Pick<Run, 'recipe' | 'measures'>): string | null {
  const contest = measures && contestOf(measures);
  if (!contest || contest.outcome === 'better') return null;
  return keptRivals(recipe).find(({ name }) => name === contest.rival.name)?.name ?? null;
}

/** Keeps the best baseline as a model, or leads to the one that was kept. */
export function KeepBaseline({ run, name }: { run: Run; name: string }) {
  const { t } = useTranslation('measures');
  const studio = useStudio();
  const kept = useModels().data?.find((model) => model.runId === run.id && model.baseline?.name === name);
  const { work, start, cancel } = useWork<void>();
  const keep = () =>
    start(async (signal, tell) => {
      for await (const event of studio.runs.keepBaseline({ id: run.id, name }, { signal })) {
        if (event.event === 'done') continue;
        const { done, total } = event.preparation;
        tell(total ? done / total : 0);
      }
    });
  if (work.state === 'working') return <ProgressCard title={t('keep.working')} share={work.share} onCancel={cancel} />;
  if (kept)
    return (
      <Button
        component={Link}
        to={`/playground?model=${kept.id}`}
        variant="default"
        leftSection={<IconSparkles size={18} aria-hidden />}
        w="fit-content"
      >
        {t('keep.try', { name: kept.name })}
      </Button>
    );
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconBookmark size={18} aria-hidden />}
        w="fit-content"
        onClick={() => void keep()}
      >
        {t('keep.keep')}
      </Button>
      <WorkEnd work={work} cancelled={t('keep.cancelled')} failed={t('keep.failed')} />
    </>
  );
}
