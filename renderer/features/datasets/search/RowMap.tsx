import { Alert, Anchor, Badge, Button, Group, NumberInput, Select, Stack, Table, Text, Title } from '@mantine/core';
import { IconMap } from '@tabler/icons-react';
import { type CSSProperties, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dataset } from '../../../../shared/domain/datasets/dataset.ts';
import {
  type MapEvent,
  type MapPoint,
  MOST_CLUSTERS,
  MOST_MAPPED,
  USUAL_CLUSTERS,
} from '../../../../shared/domain/datasets/rowMap.ts';
import { useStudio } from '../../../api/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { ProgressCard } from '../../../ui/ProgressCard.tsx';
import { useWork } from '../../../ui/useWork.ts';
import { COLOURS, colouring } from './mapColours.ts';
import classes from './rowMap.module.css';

type Mapped = Extract<MapEvent, { event: 'mapped' }>;
type SearchModel = { kind: 'model' | 'base'; id: string } | { kind: 'words' };

/** Values that a column may have to colour the points. */
const MOST_VALUES = 50;
const SIDE = 1000;
const MARGIN = 20;
const PAIRS = 10;

/** What the stylesheet makes a shade of for the theme. */
const dot = (colour: string) => ({ '--dot': colour }) as CSSProperties;

interface Props {
  dataset: Dataset;
  column: string;
  model: SearchModel;
  /** Shows a row among the others. */
  onRow: (row: number) => void;
}

/** Rows in a plane: those that are alike lie together, clusters have names, and near-duplicates are listed. */
export function RowMap({ dataset, column, model, onRow }: Props) {
  const { t } = useTranslation('search');
  const format = useFormat();
  const studio = useStudio();
  const { work, start, cancel } = useWork<Mapped>();
  const [clusters, setClusters] = useState<number | string>(USUAL_CLUSTERS);
  const [colour, setColour] = useState<string | null>(null);
  const coloured = dataset.columns
    .filter(({ name, distinct }) => name !== column && distinct !== null && distinct <= MOST_VALUES)
    .map(({ name }) => name);
  const draw = () =>
    start(async (signal, tell) => {
      const request = {
        ...{ id: dataset.id, column, model, clusters: Number(clusters) || USUAL_CLUSTERS },
        ...(colour !== null && { colour }),
      };
      for await (const event of studio.search.map(request, { signal })) {
        if (event.event === 'mapped') return event;
        tell(event.total > 0 ? event.done / event.total : 0);
      }
      throw new Error('there was no answer');
    });
  return (
    <Stack gap="sm" component="section" aria-labelledby="row-map">
      <div>
        <Title order={2} size="h4" id="row-map">
          {t('map.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('map.about', { count: MOST_MAPPED, formatted: format.integer(MOST_MAPPED) })}
        </Text>
      </div>
      <Group align="end">
        <NumberInput
          label={t('map.clusters')}
          min={2}
          max={MOST_CLUSTERS}
          value={clusters}
          onChange={setClusters}
          w="8rem"
        />
        <Select
          label={t('map.colour')}
          data={[{ value: '', label: t('map.byCluster') }, ...coloured.map((name) => ({ value: name, label: name }))]}
          value={colour ?? ''}
          allowDeselect={false}
          onChange={(value) => setColour(value === '' ? null : value)}
        />
        {work.state !== 'working' && (
          <Button variant="default" leftSection={<IconMap size={18} aria-hidden />} onClick={() => void draw()}>
            {t(work.state === 'done' ? 'map.again' : 'map.draw')}
          </Button>
        )}
      </Group>
      {work.state === 'working' && <ProgressCard title={t('map.working')} share={work.share} onCancel={cancel} />}
      {work.state === 'cancelled' && <Text role="status">{t('map.cancelled')}</Text>}
      {work.state === 'failed' && <ErrorAlert title={t('map.failed')} error={work.error} />}
      {work.state === 'done' && <Drawn found={work.result} onRow={onRow} />}
    </Stack>
  );
}

function Drawn({ found, onRow }: { found: Mapped; onRow: (row: number) => void }) {
  const { t } = useTranslation('search');
  const format = useFormat();
  const [over, setOver] = useState<MapPoint | null>(null);
  const { points, clusters, pairs, pairCount, by, model, rows } = found;
  const name = (cluster: number) =>
    clusters[cluster]?.words.join(', ') || t('map.cluster', { number: format.integer(cluster + 1) });
  const height = 2 * MARGIN + Math.max(0.2, ...points.map(({ y }) => y)) * (SIDE - 2 * MARGIN);
  const { colourOf, legend } = colouring(points, name);
  const summary = t(by === 'words' ? 'map.foundByWords' : 'map.foundByMeaning', {
    ...{ shown: format.integer(points.length), all: format.integer(rows), name: model ?? '' },
  });
  return (
    <>
      <Text size="sm" role="status">
        {summary}
      </Text>
      <Group gap="xs">
        {legend.map(({ label, colour }) => (
          <Badge
            key={label}
            tt="none"
            variant="default"
            leftSection={<span className={classes.dot} style={dot(colour)} aria-hidden />}
          >
            {label === '' ? t('map.others') : label}
          </Badge>
        ))}
      </Group>
      {/* The rows stand in the grid, the clusters in the table below: for those who do not point, the picture has nothing more. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
      <svg
        viewBox={`0 0 ${SIDE} ${height}`}
        role="img"
        aria-label={`${t('map.title')}. ${summary}`}
        className={classes.map}
        onMouseMove={(event) => setOver(pointOf(event.target, points))}
        onMouseLeave={() => setOver(null)}
        onClick={(event) => {
          const point = pointOf(event.target, points);
          if (point) onRow(point.row);
        }}
      >
        {points.map((point, place) => (
          <circle
            key={point.row}
            data-place={place}
            cx={MARGIN + point.x * (SIDE - 2 * MARGIN)}
            cy={MARGIN + point.y * (SIDE - 2 * MARGIN)}
            r={over?.row === point.row ? 10 : 6}
            style={dot(colourOf(point))}
          />
        ))}
      </svg>
      <Text size="sm" mih="3rem" className={classes.break} {...(!over && { c: 'dimmed' })}>
        {over
          ? `${t('map.row', { row: format.integer(over.row + 1) })} · ${name(over.cluster)}${over.value && ` · ${over.value}`}: ${over.text}`
          : t('map.hint')}
      </Text>
      <Table.ScrollContainer minWidth={480} scrollAreaProps={{ tabIndex: 0 }}>
        <Table aria-label={t('map.clusterTable')} verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('map.words')}</Table.Th>
              <Table.Th style={{ whiteSpace: 'nowrap' }}>{t('map.rowsOf')}</Table.Th>
              <Table.Th>{t('map.typical')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {clusters.map(({ rows: count, typical }, cluster) => (
              <Table.Tr key={typical}>
                <Table.Td>
                  <Group gap="xs" wrap="nowrap">
                    <span
                      className={classes.dot}
                      style={dot(COLOURS[cluster % COLOURS.length] as string)}
                      aria-hidden
                    />
                    {name(cluster)}
                  </Group>
                </Table.Td>
                <Table.Td className="tabular">{format.integer(count)}</Table.Td>
                <Table.Td className={classes.break}>
                  <Anchor component="button" onClick={() => onRow(typical)} ta="start">
                    {points.find(({ row }) => row === typical)?.text ?? format.integer(typical + 1)}
                  </Anchor>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <NearPairs pairs={pairs} count={pairCount} onRow={onRow} />
    </>
  );
}

function NearPairs({ pairs, count, onRow }: { pairs: Mapped['pairs']; count: number; onRow: (row: number) => void }) {
  const { t } = useTranslation('search');
  const format = useFormat();
  const [all, setAll] = useState(false);
  if (pairs.length === 0) return <Alert color="gray">{t('map.noPairs')}</Alert>;
  const number = (row: number) => (
    <Anchor
      component="button"
      aria-label={t('showNamed', { row: format.integer(row + 1) })}
      onClick={() => onRow(row)}
      className="tabular"
    >
      {format.integer(row + 1)}
    </Anchor>
  );
  return (
    <>
      <Title order={3} size="h5">
        {t('map.pairs', { count, formatted: format.integer(count) })}
      </Title>
      <Table.ScrollContainer minWidth={560} scrollAreaProps={{ tabIndex: 0 }}>
        <Table aria-label={t('map.pairTable')} verticalSpacing="xs" layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="6rem">{t('score')}</Table.Th>
              <Table.Th>{t('map.one')}</Table.Th>
              <Table.Th>{t('map.other')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {pairs.slice(0, all ? undefined : PAIRS).map(({ row, other, score, text, otherText }) => (
              <Table.Tr key={`${row} ${other}`}>
                <Table.Td className="tabular">{score.toFixed(2)}</Table.Td>
                <Table.Td className={classes.break}>
                  {number(row)} {text}
                </Table.Td>
                <Table.Td className={classes.break}>
                  {number(other)} {otherText}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {pairs.length > PAIRS && (
        <Button variant="subtle" size="compact-sm" w="fit-content" onClick={() => setAll(!all)}>
          {all ? t('map.fewer') : t('map.morePairs', { count: pairs.length, formatted: format.integer(pairs.length) })}
        </Button>
      )}
    </>
  );
}

/** The point that an event is about; `null` for what lies between. */
function pointOf(target: EventTarget, points: readonly MapPoint[]): MapPoint | null {
  const place = target instanceof SVGCircleElement ? target.dataset.place : undefined;
  return place === undefined ? null : (points[Number(place)] ?? null);
}
