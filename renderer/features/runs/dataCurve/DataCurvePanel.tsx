import { Button, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { IconChartLine } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { type DataCurve, outlookOf } from '../../../../shared/domain/runs/dataCurve.ts';
import type { Run } from '../../../../shared/domain/runs/run.ts';
import { keptRivals, taskMetric } from '../../../../shared/domain/tasks/index.ts';
import { useStudio } from '../../../api/index.ts';
import { useFormat } from '../../../ui/format.ts';
import { ProgressCard } from '../../../ui/ProgressCard.tsx';
import { useMeasureText } from '../../../ui/useMeasureText.ts';
import { useAmount, useRivalWords } from '../../../ui/useRivalText.ts';
import { useWork } from '../../../ui/useWork.ts';
import { WorkEnd } from '../../../ui/WorkEnd.tsx';

const CurvePlot = lazy(async () => ({ default: (await import('./CurvePlot.tsx')).CurvePlot }));

/** Whether more rows would help: the same small model on parts of them. Nothing for a task without one. */
export function DataCurvePanel({ run }: { run: Run }) {
  const { t } = useTranslation('measures');
  const studio = useStudio();
  const words = useRivalWords();
  const { work, start, cancel } = useWork<DataCurve>();
  const [rival] = keptRivals(run.recipe);
  if (!rival) return null;
  const draw = () =>
    start(async (signal, tell) => {
      for await (const event of studio.runs.dataCurve({ id: run.id }, { signal })) {
        if (event.event === 'done') return event.curve;
        const { phase, done, total } = event.preparation;
        tell(phase === 'reading' || !total ? 0 : done / total);
      }
      throw new Error('there was no answer');
    });
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="data-curve">
      <Stack gap="sm">
        <div>
          <Title order={2} size="h4" id="data-curve">
            {t('curve.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('curve.about', { rival: words(rival.name).label })}
          </Text>
        </div>
        {work.state === 'working' ? (
          <ProgressCard title={t('curve.working')} share={work.share} onCancel={cancel} />
        ) : (
          <Button
            w="fit-content"
            variant="default"
            leftSection={<IconChartLine size={18} aria-hidden />}
            onClick={() => void draw()}
          >
            {t(work.state === 'done' ? 'curve.again' : 'curve.draw')}
          </Button>
        )}
        <WorkEnd work={work} cancelled={t('curve.cancelled')} failed={t('curve.failed')} />
        {work.state === 'done' && <Curve curve={work.result} />}
      </Stack>
    </Paper>
  );
}

function Curve({ curve }: { curve: DataCurve }) {
  const { t } = useTranslation('measures');
  const format = useFormat();
  const text = useMeasureText();
  const amount = useAmount();
  const { metric, points, heldOut } = curve;
  const outlook = outlookOf(curve);
  /** Of shares in percentage points. */
  const change = (by: number) =>
    taskMetric(metric).unit === 'share' ? t('curve.points', { amount: amount(metric, by) }) : amount(metric, by);
  const told = outlook && {
    metric: text.name(metric),
    amount: change(outlook.last.value),
    interval: t('interval', { low: amount(metric, outlook.last.low), high: amount(metric, outlook.last.high) }),
  };
  return (
    <>
      {outlook && told && (
        <Text role="status">
          {t(`curve.${outlook.kind}`, told)}
          {outlook.next !== null && `${format.gap}${t('curve.next', { amount: change(outlook.next) })}`}
        </Text>
      )}
      <Suspense>
        <CurvePlot curve={curve} />
      </Suspense>
      <Table aria-label={t('curve.title')} withRowBorders={false} w="fit-content">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('curve.rows')}</Table.Th>
            <Table.Th>{text.name(metric)}</Table.Th>
            <Table.Th>{t('table.interval')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {points.map(({ share, rows, metrics }) => {
            const figure = metrics[metric];
            return (
              <Table.Tr key={share}>
                <Table.Td className="tabular">
                  {format.integer(rows)} ({format.percent(share)})
                </Table.Td>
                <Table.Td className="tabular">{figure ? text.figure(metric, figure.value) : ''}</Table.Td>
                <Table.Td className="tabular">
                  {figure &&
                    t('bounds', { low: text.figure(metric, figure.low), high: text.figure(metric, figure.high) })}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed">
        {t('curve.heldOut', { count: heldOut, formatted: format.integer(heldOut) })}
      </Text>
    </>
  );
}
