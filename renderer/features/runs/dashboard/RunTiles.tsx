import { Paper, SimpleGrid, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { withProvider } from '../../../../shared/domain/engines/engine.ts';
import type { Chart } from '../../../../shared/domain/runs/chart.ts';
import { MEASURE_NAMES, metricOf } from '../../../../shared/domain/runs/metrics.ts';
import { isGoing, type Run } from '../../../../shared/domain/runs/run.ts';
import { isFitted } from '../../../../shared/domain/runs/runSettings.ts';
import { choicesOf, lossUnit } from '../../../../shared/domain/tasks/index.ts';
import { useEngineReasonText } from '../../../i18n/engineReasons.ts';
import { useLanguage } from '../../../i18n/index.ts';
import { useFormat } from '../../../ui/format.ts';
import { useMeasureText } from '../../../ui/useMeasureText.ts';
import { perplexity } from '../form/estimate.ts';
import { lossNow } from './lossNow.ts';

/** Longer values are set smaller, so that they keep to one line. */
const LONG_VALUE = { wide: 16, narrow: 9 };

/** Those that say most at a glance; charts and the model's page have all. */
const TILE_MEASURES = MEASURE_NAMES.filter((name) => metricOf(name).tile);

interface Tile {
  label: string;
  value: string;
  hint?: string | undefined;
}

interface Props {
  run: Run;
  /** `null` for a run that has nothing to draw. */
  chart: Chart | null;
  /** Before there is a step that says it. */
  remainingMs?: number | null;
  elapsedMs?: number | null;
  beside?: boolean;
}

/** The numbers of a run at a glance; in a narrow column where they stand beside something else on a wide screen. */
export function RunTiles({ run, chart, remainingMs = null, elapsedMs = null, beside = false }: Props) {
  const { t } = useTranslation('runs');
  const common = useTranslation('common').t;
  const reasonText = useEngineReasonText();
  const format = useFormat();
  const language = useLanguage();
  const choices = choicesOf(run.recipe, language);
  const last = chart?.latest;
  const now = lossNow(chart);
  const { validationLoss, validationShare, testLoss } = run;
  const speed = !isGoing(run.state) ? (run.tokensPerSecond ?? last?.tokensPerSecond) : last?.tokensPerSecond;
  // What was said before a break is not what is to come after it.
  const isCurrent = last != null && last.step > (run.resumedFromStep ?? 0);
  const remaining = run.state === 'training' && isCurrent ? last.remainingMs : remainingMs;
  const elapsed = last?.elapsedMs ?? elapsedMs;
  const unit = lossUnit(run.recipe, language);
  const nothing = t('tile.nothing');
  const measured = useMeasureText();
  const { measures } = run;
  const { budget, engine, engineBefore: before, execution } = run;

  const validationHint =
    validationShare === null
      ? t('tile.validationHint')
      : validationShare === 1
        ? t('tile.validationAll')
        : t('tile.validationPart', { share: format.percent(validationShare) });

  const tiles: Tile[] = [
    {
      label: t('tile.loss'),
      value: now === null ? nothing : format.loss(now.loss),
      hint: now === null ? unit : t('tile.lossHint', { count: now.steps, unit }),
    },
    {
      label: t('tile.validationLoss'),
      value: validationLoss === null ? nothing : format.loss(validationLoss),
      hint: validationHint,
    },
    ...(testLoss === null
      ? []
      : [{ label: t('tile.testLoss'), value: format.loss(testLoss), hint: t('tile.testHint') }]),
    ...TILE_MEASURES.flatMap((name): Tile[] => {
      const measure = measures?.metrics[name];
      if (!measure) return [];
      return [
        { label: measured.name(name), value: measured.value(name, measure), hint: measured.interval(name, measure) },
      ];
    }),
    ...(choices === null
      ? []
      : [
          {
            label: t('tile.perplexity'),
            value: validationLoss === null ? nothing : format.number(perplexity(validationLoss), 1),
            hint: t('tile.perplexityHint', { choices }),
          },
        ]),
    { label: t('tile.tokensPerSecond'), value: speed == null ? nothing : format.integer(speed) },
    {
      label: t('tile.step'),
      value: format.integer(last?.step ?? run.step),
      hint: budget.kind === 'steps' ? t('tile.ofSteps', { steps: format.integer(budget.steps) }) : undefined,
    },
    {
      label: t('tile.elapsed'),
      value: elapsed === null ? nothing : format.duration(elapsed),
      hint:
        budget.kind === 'minutes' && !isFitted(run)
          ? t('tile.ofMinutes', { time: format.duration(budget.minutes * 60_000) })
          : undefined,
    },
    { label: t('tile.remaining'), value: remaining == null ? nothing : format.duration(remaining) },
    {
      label: t('tile.engine'),
      value: engine ? `${withProvider(common(`engine.${engine.name}`), engine)} ${engine.version}` : nothing,
      hint: engine
        ? [
            common(`device.${engine.device}`),
            engine.deviceName,
            ...(execution ? [t(`execution.${execution.mode}`), execution.precision] : []),
          ].join(' · ')
        : undefined,
    },
  ];

  return (
    <>
      <SimpleGrid component="dl" type="container" cols={{ base: 2, '34rem': 4 }} spacing="xs" m={0}>
        {tiles.map((tile) => (
          <Paper key={tile.label} withBorder px="sm" py={6}>
            <Text component="dt" size="sm" c="dimmed">
              {tile.label}
            </Text>
            <Text
              component="dd"
              m={0}
              fw={600}
              size={tile.value.length > LONG_VALUE[beside ? 'narrow' : 'wide'] ? 'md' : 'xl'}
              ff="text"
            >
              {tile.value}
            </Text>
            {tile.hint && (
              <Text component="dd" m={0} size="xs" c="dimmed" lineClamp={3}>
                {tile.hint}
              </Text>
            )}
          </Paper>
        ))}
      </SimpleGrid>
      {execution?.problem && (
        <Text size="sm" c="dimmed">
          {t(execution.mode === 'eager' ? 'tile.notCompiled' : 'tile.byProcessor', { problem: execution.problem })}
        </Text>
      )}
      {engine && before && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('tile.engineBefore', {
            engine: `${withProvider(common(`engine.${before.name}`), before)} ${before.version}`,
            device: before.deviceName,
          })}
        </Text>
      )}
      {engine?.reason && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('tile.engineReason', { reason: reasonText(engine.reason) })}
        </Text>
      )}
    </>
  );
}
