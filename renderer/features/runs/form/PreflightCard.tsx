import { Alert, Button, Card, Group, Loader, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { expectedExtent, type Preflight, type RunShape } from '../../../../shared/domain/runs/preflight.ts';
import type { Budget } from '../../../../shared/domain/runs/training.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { StatRow, StatTile } from '../../../ui/StatTile.tsx';
import classes from '../runs.module.css';

interface Props {
  preflight: UseQueryResult<Preflight>;
  /** What the form asks for. */
  shape: RunShape;
  budget: Budget;
  /** Nothing is trained in steps that could be tried: a head is fitted. */
  isFitted: boolean;
  /** Rows are not packed: they are as long as their texts, and steps of rows of the whole context are all that was measured. */
  isPadded: boolean;
  onUse: (offer: RunShape) => void;
}

/** Two digits: more would promise what no estimate holds. */
const roughly = (value: number) => Number(value.toPrecision(2));

/** What the run would take of time, memory and disk; what cannot fit, and what would. */
export function PreflightCard(props: Props) {
  const { t } = useTranslation('runs');
  const { data, error, refetch, isFetching } = props.preflight;
  if (error && !isFetching) {
    return <ErrorAlert title={t('preflight.failed')} error={error} onRetry={() => void refetch()} />;
  }
  return (
    <Card
      withBorder
      component="section"
      aria-label={t('preflight.title')}
      padding="md"
      id="train-preflight"
      tabIndex={-1}
    >
      <Stack gap="sm" role="status" aria-live="polite">
        {data ? <Found {...props} found={data} /> : <Trying />}
      </Stack>
    </Card>
  );
}

/** As high as what will be found: whoever presses something below it as the answer comes would miss it. */
function Trying() {
  const { t } = useTranslation('runs');
  return (
    <>
      <Group wrap="nowrap" gap="sm">
        <Loader size="sm" aria-hidden />
        <div>
          <Text>{t('preflight.trying')}</Text>
          <Text size="sm" c="dimmed">
            {t('preflight.tryingHint')}
          </Text>
        </div>
      </Group>
      <div aria-hidden>
        <StatRow>
          <StatTile label={t('preflight.memory')} value="…" />
          <StatTile label={t('preflight.disk')} value="…" />
        </StatRow>
      </div>
    </>
  );
}

function Found({ found, preflight, shape, budget, isFitted, isPadded, onUse }: Props & { found: Preflight }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const { measured, problem, stepMs } = found;
  const extent = stepMs === null ? null : expectedExtent(budget, { stepMs, readyMs: found.readyMs });
  const words = budget.kind === 'minutes' ? 'stepsInMinutes' : 'timeOfSteps';
  const memory = {
    needed: format.bytes(roughly(found.memoryBytes)),
    free: format.bytes(roughly(found.availableMemoryBytes)),
  };
  const disk = { needed: format.bytes(roughly(found.diskBytes)), free: format.bytes(roughly(found.freeDiskBytes)) };
  return (
    <>
      {stepMs !== null && extent && (
        <div>
          <Text fw={600} className="tabular">
            {t(isPadded ? `preflight.filled.${words}` : `preflight.${words}`, {
              steps: format.integer(budget.kind === 'minutes' ? roughly(extent.steps) : extent.steps),
              time: format.duration(budget.kind === 'minutes' ? extent.milliseconds : roughly(extent.milliseconds)),
            })}
          </Text>
          <Text size="sm" c="dimmed" className="tabular">
            {t(measured ? 'preflight.step' : 'preflight.earlierStep', { time: format.duration(roughly(stepMs)) })}
            {isPadded && `${format.gap}${t('preflight.filled.others')}`}
          </Text>
        </div>
      )}
      {problem === null && !isFitted && <WhyNotMeasured found={found} onRetry={() => void preflight.refetch()} />}
      <StatRow>
        <StatTile label={t('preflight.memory')} value={t(measured ? 'preflight.about' : 'preflight.least', memory)} />
        <StatTile label={t('preflight.disk')} value={t('preflight.about', disk)} />
      </StatRow>
      {problem !== null && (
        <Alert
          color="yellow"
          icon={<IconAlertTriangle aria-hidden />}
          title={t(`preflight.tooLittle.${problem}`)}
          classNames={{ title: classes.warning }}
        >
          <Stack gap="sm" align="start">
            <Text size="sm">{t(found.offer ? 'preflight.offerText' : 'preflight.noOffer')}</Text>
            <Group gap="sm">
              {found.offer && <OfferButton offer={found.offer} shape={shape} onUse={onUse} />}
              <Button variant="default" loading={preflight.isFetching} onClick={() => void preflight.refetch()}>
                {t('preflight.checkAgain')}
              </Button>
            </Group>
          </Stack>
        </Alert>
      )}
    </>
  );
}

function WhyNotMeasured({ found, onRetry }: { found: Preflight; onRetry: () => void }) {
  const { t } = useTranslation('runs');
  if (found.measured) return null;
  if (found.busy || found.tooSlow) {
    return <Text size="sm">{t(found.busy ? 'preflight.busy' : 'preflight.tooSlow')}</Text>;
  }
  return (
    <Group gap="sm">
      <Text size="sm">{t('preflight.notTried')}</Text>
      <Button size="compact-sm" variant="default" onClick={onRetry}>
        {t('preflight.tryNow')}
      </Button>
    </Group>
  );
}

function OfferButton({ offer, shape, onUse }: { offer: RunShape; shape: RunShape; onUse: Props['onUse'] }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const text = () => {
    if (offer.size !== shape.size) return t('preflight.useSize', { size: t(`size.${offer.size}.title`) });
    const batch = format.integer(offer.per_device_train_batch_size);
    const batches = format.integer(offer.gradient_accumulation_steps);
    if (offer.context_length === shape.context_length) return t('preflight.useBatch', { batch, batches });
    return t('preflight.useContext', { batch, batches, tokens: format.integer(offer.context_length) });
  };
  return <Button onClick={() => onUse(offer)}>{text()}</Button>;
}
