import { Button, Stack, Text } from '@mantine/core';
import { IconArrowMerge, IconArrowsSplit } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { MeasureReport } from '../../shared/domain/models/measures.ts';
import { type TogetherContest, togetherOf } from '../../shared/domain/models/together.ts';
import { useStudio, useStudioQuery } from '../api/index.ts';
import { OFFER_MS } from './offerTime.ts';
import { ProgressCard } from './ProgressCard.tsx';
import { useMeasureText } from './useMeasureText.ts';
import { toldFrom, useAmount } from './useRivalText.ts';
import { useWork } from './useWork.ts';
import { WorkEnd } from './WorkEnd.tsx';

interface Props {
  modelId: string;
  report: MeasureReport | null;
}

/** What a classifier and the words beside it are worth together, and one click that lets them join in, or leave. */
export function JoinWords({ modelId, report }: Props) {
  const { t } = useTranslation('measures');
  const studio = useStudio();
  const text = useTogetherText();
  const { work, start, cancel } = useWork<void>();
  const joined = useStudioQuery(['models', modelId, 'words'], (client, signal) =>
    client.models.words({ id: modelId }, { signal }),
  ).data?.joined;
  if (joined === undefined) return null;
  const contest = report && togetherOf(report);
  const turn = (on: boolean, isUndo = false): Promise<void> =>
    start(async (signal, tell) => {
      for await (const event of studio.models.joinWords({ id: modelId, on }, { signal })) {
        if (event.event === 'progress') tell(event.total ? event.done / event.total : 0);
      }
      if (isUndo) return;
      toast.success(t(on ? 'together.on' : 'together.off'), {
        ...{ id: `words ${modelId}`, duration: OFFER_MS },
        action: { label: t('together.undo'), onClick: () => void turn(!on, true) },
      });
    });
  if (work.state === 'working')
    return <ProgressCard title={t('together.working')} share={work.share} onCancel={cancel} />;
  return (
    <Stack gap="xs">
      {contest && <Text size="sm">{text(contest)}</Text>}
      {joined && (
        <Text size="sm" c="dimmed">
          {t(contest?.used ? 'together.joined' : 'together.joinedUnmeasured')}
        </Text>
      )}
      {!joined && contest?.used && <Text size="sm">{t('together.gone')}</Text>}
      <Button
        variant={!joined && contest?.outcome === 'better' ? 'light' : 'default'}
        leftSection={joined ? <IconArrowsSplit size={18} aria-hidden /> : <IconArrowMerge size={18} aria-hidden />}
        w="fit-content"
        onClick={() => void turn(!joined)}
      >
        {t(joined ? 'together.leave' : 'together.join')}
      </Button>
      <WorkEnd work={work} cancelled={t('together.cancelled')} failed={t('together.failed')} />
    </Stack>
  );
}

/** How both together stand to the model alone, in a sentence. */
function useTogetherText(): (contest: TogetherContest) => string {
  const { t } = useTranslation('measures');
  const amount = useAmount();
  const text = useMeasureText();
  return ({ metric, both, alone, gain, outcome }) => {
    const { value, low, high } = toldFrom(outcome, gain);
    return t(`together.${outcome}`, {
      metric: text.name(metric),
      both: text.value(metric, both),
      alone: text.value(metric, alone),
      amount: amount(metric, value),
      interval: t('interval', { low: amount(metric, low), high: amount(metric, high) }),
    });
  };
}
