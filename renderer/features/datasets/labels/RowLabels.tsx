import { Anchor, Badge, Button, Group, Progress, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowBackUp, IconCheck } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import { FEWEST_LABELLED, type NextEvent, type RowToLabel } from '../../../../shared/domain/datasets/labelling.ts';
import { useStudio } from '../../../api/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { ProgressCard } from '../../../ui/ProgressCard.tsx';
import { useWork } from '../../../ui/useWork.ts';
import classes from './labels.module.css';
import { labelOfKey, lastGiven, nextOpen } from './pendingLabels.ts';
import type { Labelling } from './useLabelling.ts';

type Batch = Extract<NextEvent, { event: 'done' }>;
const ORDERS = ['unsure', 'sure'] as const;
const ROWS = 30;
/** Of the surest ones, which are accepted together. */
const SURE_ROWS = 200;
/** Suggestions from this probability on are accepted together. */
const SURE = 0.9;

interface Props {
  dataset: Dataset;
  question: { column: string; inputs: readonly string[] };
  /** The labels, of which the first nine have keys. */
  names: readonly string[];
  labelling: Labelling;
  onRow: (row: number) => void;
}

/** Rows without a label, one after the other: a key gives each its label. */
export function RowLabels({ dataset, question, names, labelling, onRow }: Props) {
  const { t } = useTranslation('labelling');
  const format = useFormat();
  const studio = useStudio();
  const { work, start, cancel } = useWork<Batch>();
  const [order, setOrder] = useState<(typeof ORDERS)[number]>('unsure');
  const [at, setAt] = useState(0);
  /** Labels that are newer than the batch. */
  const [since, setSince] = useState(0);
  const { given, pending } = labelling;
  const latest = useRef(given);
  latest.current = given;

  const fetch = (wanted: typeof order) =>
    start(async (signal, tell) => {
      const known = latest.current;
      const request = {
        ...{ id: dataset.id, column: question.column, inputs: [...question.inputs], given: [...known] },
        ...{ order: wanted, limit: wanted === 'sure' ? SURE_ROWS : ROWS },
      };
      for await (const event of studio.labelling.next(request, { signal })) {
        if (event.event === 'progress') {
          tell(event.total > 0 ? event.done / event.total : 0);
          continue;
        }
        setAt(0);
        setSince(known.length);
        return event;
      }
      throw new Error('there was no answer');
    });
  // The first rows come by themselves.
  const first = useRef(fetch);
  useEffect(() => void first.current('unsure'), []);

  const batch = work.state === 'done' ? work.result : null;
  const rows = batch?.rows ?? [];
  const mine = lastGiven(given.slice(since));
  const labelOf = (row: number) => mine.get(row) ?? '';
  const labelled = (batch?.labelled ?? 0) + [...mine.values()].filter((label) => label !== '').length;
  const all = (batch?.labelled ?? 0) + (batch?.unlabelled ?? 0);
  const isOver = rows.length > 0 && rows.every(({ row }) => labelOf(row) !== '');
  const give = (place: number, label: string) => {
    const row = rows[place]?.row;
    if (row === undefined) return;
    labelling.give([{ row, label }]);
    setAt(nextOpen(rows, place, (other) => other === row || labelOf(other) !== ''));
  };
  const accept = (place: number) => {
    const suggestion = rows[place]?.suggestion;
    if (suggestion && labelOf(rows[place]?.row ?? -1) === '') give(place, suggestion.label);
  };
  const undo = async () => {
    const row = await labelling.undo();
    const place = rows.findIndex((one) => one.row === row);
    if (place >= 0) setAt(place);
  };
  const sure = rows.filter(
    ({ row, suggestion }) => suggestion && suggestion.probability >= SURE && labelOf(row) === '',
  );
  useHotkeys([
    ...Array.from({ length: 9 }, (_, index): [string, () => void] => [
      String(index + 1),
      () => {
        const label = labelOfKey(String(index + 1), names);
        if (label !== null) give(at, label);
      },
    ]),
    ['ArrowDown', () => setAt(Math.min(rows.length - 1, at + 1))],
    ['ArrowUp', () => setAt(Math.max(0, at - 1))],
    ['Backspace', () => void undo()],
  ]);
  // On a button or a link Enter presses it.
  useHotkeys([['Enter', () => accept(at)]], ['INPUT', 'TEXTAREA', 'SELECT', 'BUTTON', 'A']);

  if (names.length < 2) return <Text c="dimmed">{t('needTwo')}</Text>;
  if (work.state === 'working') return <ProgressCard title={t('reading')} share={work.share} onCancel={cancel} />;
  if (work.state === 'failed')
    return <ErrorAlert title={t('failed')} error={work.error} onRetry={() => void fetch(order)} />;
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm" role="status">
          {t('progress', { done: format.integer(labelled), all: format.integer(all) })}
        </Text>
        <Progress value={all > 0 ? (100 * labelled) / all : 0} aria-label={t('title')} />
      </div>
      <Group gap="xs">
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          disabled={given.length === 0 || labelling.isSaving}
          onClick={() => void undo()}
        >
          {t('undo')}
        </Button>
        <Button
          variant="default"
          size="compact-md"
          loading={labelling.isSaving}
          disabled={pending.length === 0}
          onClick={() => void labelling.save()}
        >
          {t('save')}
        </Button>
        <Text size="sm" c="dimmed">
          {pending.length > 0
            ? t('unsaved', { count: pending.length, formatted: format.integer(pending.length) })
            : given.length > 0
              ? t(labelling.isSaving ? 'saving' : 'saved')
              : ''}
        </Text>
      </Group>
      {batch && batch.order !== 'file' && (
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={t('order')}
            data={ORDERS.map((value) => ({ value, label: t(`orders.${value}`) }))}
            value={order}
            onChange={(value) => {
              const wanted = ORDERS.find((one) => one === value) ?? 'unsure';
              setOrder(wanted);
              void fetch(wanted);
            }}
          />
          {sure.length > 0 && (
            <Button
              size="compact-md"
              variant="light"
              leftSection={<IconCheck size={16} aria-hidden />}
              onClick={() =>
                labelling.give(sure.map(({ row, suggestion }) => ({ row, label: suggestion?.label ?? '' })))
              }
            >
              {t('acceptAll', {
                ...{ count: sure.length, formatted: format.integer(sure.length) },
                share: format.percent(SURE),
              })}
            </Button>
          )}
        </Group>
      )}
      {batch && (
        <Text size="sm" c="dimmed">
          {rows.length === 0
            ? t('allDone')
            : batch.order === 'file'
              ? labelled < FEWEST_LABELLED
                ? t('fileOrder', { count: FEWEST_LABELLED - labelled })
                : t('fileOrderEnough')
              : t(batch.order === 'sure' ? 'sureOrder' : 'unsureOrder')}
          {rows.length > 0 && `${format.gap}${t('keys')}`}
        </Text>
      )}
      {rows.length > 0 && (
        <Rows {...{ rows, at, names, labelOf, onRow }} onChoose={setAt} onGive={give} onAccept={accept} />
      )}
      {batch && (rows.length > 0 || given.length > since) && (
        <Button
          w="fit-content"
          variant={isOver ? 'filled' : 'default'}
          loading={labelling.isSaving}
          onClick={() => void labelling.save().then(() => fetch(order))}
        >
          {t('more')}
        </Button>
      )}
    </Stack>
  );
}

interface RowsProps {
  rows: readonly RowToLabel[];
  at: number;
  names: readonly string[];
  labelOf: (row: number) => string;
  onRow: (row: number) => void;
  onChoose: (place: number) => void;
  onGive: (place: number, label: string) => void;
  onAccept: (place: number) => void;
}

function Rows({ rows, at, names, labelOf, onRow, onChoose, onGive, onAccept }: RowsProps) {
  const { t } = useTranslation('labelling');
  const format = useFormat();
  const current = useRef<HTMLTableRowElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row in view is another one when the place is.
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which is no clean-up.
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <Table.ScrollContainer minWidth={640} maxHeight={560} scrollAreaProps={{ tabIndex: 0 }}>
      <Table aria-label={t('table')} verticalSpacing="xs" stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="5rem">{t('row')}</Table.Th>
            <Table.Th>{t('rowText')}</Table.Th>
            <Table.Th w="45%">{t('label')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ row, text, suggestion }, place) => {
            const label = labelOf(row);
            const isCurrent = place === at;
            const number = format.integer(row + 1);
            return (
              <Table.Tr
                key={row}
                ref={isCurrent ? current : null}
                className={isCurrent ? classes.current : undefined}
                aria-current={isCurrent || undefined}
                onClick={() => onChoose(place)}
              >
                <Table.Td className="tabular">
                  <Anchor component="button" aria-label={t('openRow', { row: number })} onClick={() => onRow(row)}>
                    {number}
                  </Anchor>
                </Table.Td>
                <Table.Td className={classes.text}>{text}</Table.Td>
                <Table.Td>
                  <Stack gap={6}>
                    {label !== '' && (
                      <Badge tt="none" leftSection={<IconCheck size={12} aria-hidden />}>
                        {label}
                      </Badge>
                    )}
                    {label === '' && suggestion && (
                      <Group gap="xs">
                        <Badge tt="none" variant="outline" color="gray" className={classes.suggestion} c="inherit">
                          {t('suggestion', { label: suggestion.label, share: format.percent(suggestion.probability) })}
                        </Badge>
                        <Button
                          size="compact-xs"
                          variant="light"
                          aria-label={t('acceptNamed', { label: suggestion.label, row: number })}
                          onClick={() => onAccept(place)}
                        >
                          {t('accept')}
                        </Button>
                      </Group>
                    )}
                    {isCurrent && (
                      <Group gap={4}>
                        {names.slice(0, 9).map((name, index) => (
                          <Button
                            key={name}
                            size="compact-xs"
                            variant={name === label ? 'filled' : 'default'}
                            aria-label={t('give', { row: number, label: name })}
                            onClick={() => onGive(place, name)}
                          >
                            {index + 1} · {name}
                          </Button>
                        ))}
                      </Group>
                    )}
                  </Stack>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
