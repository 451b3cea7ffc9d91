import { Badge, Button, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MeasuredText, MeasureReport } from '../../../shared/domain/models/measures.ts';
import { containsSpelled, containsValue, missingFields } from '../../../shared/domain/tasks/containsValue.ts';
import { useStudioQuery } from '../../api/index.ts';
import { ErrorAlert } from '../../ui/ErrorAlert.tsx';
import { useFormat } from '../../ui/format.ts';
import { LoadingState } from '../../ui/LoadingState.tsx';
import classes from './models.module.css';

/** A text that leaves out what it was checked for says so, and one that writes it with other capitals or blanks. */
function Lacking({ text, inputs, fields }: Pick<MeasuredText, 'inputs'> & { text: string; fields: readonly string[] }) {
  const { t } = useTranslation('measures');
  const format = useFormat();
  const missing = missingFields(text, inputs, fields, containsValue);
  const otherwise = missingFields(text, inputs, fields, containsSpelled).filter((field) => !missing.includes(field));
  return (['lacks', 'otherwise'] as const).map((kind) => {
    const named = kind === 'lacks' ? missing : otherwise;
    return (
      named.length > 0 && (
        <div key={kind}>
          <Badge color={kind === 'lacks' ? 'orange' : 'gray'} variant="light" mt={4} tt="none">
            {t(`texts.${kind}`, { fields: format.list(named) })}
          </Badge>
        </div>
      )
    );
  });
}

const ORDERS = ['drawn', 'worst', 'best'] as const;
type Order = (typeof ORDERS)[number];

/** As they were drawn, or by how near they are to the row's own text. */
function inOrder(written: readonly MeasuredText[], order: Order): readonly MeasuredText[] {
  if (order === 'drawn') return written;
  const [sign, missing] = order === 'worst' ? [1, Number.POSITIVE_INFINITY] : [-1, Number.NEGATIVE_INFINITY];
  return [...written].sort((one, other) => sign * ((one.chrf ?? missing) - (other.chrf ?? missing)));
}

/** The texts that a measurement is of, beside what was given and what the data set has: to look at, and to compute the figures again. */
export function MeasuredTexts({ modelId, report }: { modelId: string; report: MeasureReport }) {
  const { t } = useTranslation('measures');
  const format = useFormat();
  const [shown, setShown] = useState(false);
  const [order, setOrder] = useState<Order>('drawn');
  const record = useStudioQuery(
    ['models', modelId, 'measurement', report.createdAt],
    (studio, signal) => studio.models.measurement({ id: modelId }, { signal }),
    { enabled: shown },
  );
  if (report.texts === 0) return null;
  const texts = inOrder(record.data?.written ?? [], order);
  const isCompared = texts.some(({ chrf }) => chrf !== undefined);
  return (
    <Stack gap="xs" align="start">
      <Button size="xs" variant="default" aria-expanded={shown} onClick={() => setShown(!shown)}>
        {shown ? t('texts.hide') : t('texts.show', { count: report.texts, formatted: format.integer(report.texts) })}
      </Button>
      {shown && record.isPending && <LoadingState />}
      {shown && record.isError && <ErrorAlert error={record.error} onRetry={() => void record.refetch()} />}
      {shown && record.data && (
        <>
          <Text size="sm" c="dimmed">
            {t('texts.seed', { seed: String(record.data.seed) })}
          </Text>
          {isCompared && (
            <SegmentedControl
              size="xs"
              aria-label={t('texts.order.label')}
              data={ORDERS.map((value) => ({ value, label: t(`texts.order.${value}`) }))}
              value={order}
              onChange={(chosen) => setOrder(ORDERS.find((known) => known === chosen) ?? 'drawn')}
            />
          )}
          <Table.ScrollContainer minWidth={640} maxHeight={480} scrollAreaProps={{ tabIndex: 0 }} w="100%">
            <Table aria-label={t('texts.title')} verticalSpacing="xs" layout="fixed" stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w="24%">{t('texts.inputs')}</Table.Th>
                  <Table.Th>{t('texts.output')}</Table.Th>
                  <Table.Th>{t('texts.reference')}</Table.Th>
                  {isCompared && <Table.Th w="5rem">{t('texts.chrf')}</Table.Th>}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {texts.map(({ row, inputs, output, reference, chrf }, index) => (
                  // A row may come again.
                  <Table.Tr key={`${index} ${row}`}>
                    <Table.Td className={classes.break} style={{ verticalAlign: 'top' }}>
                      {inputs.map(({ column, value }) => (
                        <div key={column}>
                          <Text span size="xs" c="dimmed">
                            {column}{' '}
                          </Text>
                          {value}
                        </div>
                      ))}
                    </Table.Td>
                    <Table.Td className={classes.break} style={{ verticalAlign: 'top', whiteSpace: 'pre-wrap' }}>
                      {output}
                      <Lacking text={output} inputs={inputs} fields={record.data?.fields ?? []} />
                    </Table.Td>
                    <Table.Td className={classes.break} style={{ verticalAlign: 'top', whiteSpace: 'pre-wrap' }}>
                      {reference}
                    </Table.Td>
                    {isCompared && (
                      <Table.Td className="tabular" style={{ verticalAlign: 'top' }}>
                        {chrf === undefined ? '' : format.number(chrf, 0)}
                      </Table.Td>
                    )}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </>
      )}
    </Stack>
  );
}
