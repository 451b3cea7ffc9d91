import { Table, Text, Title, UnstyledButton } from '@mantine/core';
import type { CSSProperties } from 'react';
import type { LabelReport } from '../../../../shared/domain/models/labelReport.ts';
import { fillPlaceholders } from '../../../../shared/errors/errors.ts';
import { useFormat } from '../../../ui/format.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { type Chosen, shownLabels } from './labels.ts';
import classes from './results.module.css';

interface Props {
  report: LabelReport;
  chosen: Chosen | null;
  onChoose(chosen: Chosen): void;
}

/** Own labels down, predicted ones across: what is not on the diagonal is confused. A cell opens its rows. */
export function ConfusionMatrix({ report, chosen, onChoose }: Props) {
  const { results: texts } = useOwnTexts(OWN_TEXTS);
  const format = useFormat();
  const shown = shownLabels(report);
  const cells = new Map(report.cells.map((cell) => [`${cell.actual} ${cell.predicted}`, cell]));
  const name = (place: number) => report.labels[place]?.label ?? '';
  const isPart = shown.length < report.labelCount;
  return (
    <>
      <Title order={3} size="h5" mt="md">
        {texts.confusion}
      </Title>
      <Text size="sm" c="dimmed">
        {texts.confusionAbout}
        {isPart &&
          `${format.gap}${fillPlaceholders(texts.confusionPart, {
            count: format.integer(shown.length),
            all: format.integer(report.labelCount),
          })}`}
      </Text>
      <Table.ScrollContainer minWidth={320} scrollAreaProps={{ tabIndex: 0 }}>
        <Table aria-label={texts.confusion} className={classes.matrix} withRowBorders={false}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{texts.actualDown}</Table.Th>
              {shown.map((place, index) => (
                <Table.Th key={place} scope="col" title={name(place)} aria-label={name(place)}>
                  {format.integer(index + 1)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((actual, index) => (
              <Table.Tr key={actual}>
                <Table.Th scope="row">
                  <Text span c="dimmed" size="sm" aria-hidden>
                    {format.integer(index + 1)}
                    {' · '}
                  </Text>
                  {name(actual)}
                </Table.Th>
                {shown.map((predicted) => {
                  const cell = cells.get(`${actual} ${predicted}`);
                  if (!cell) return <Table.Td key={predicted} />;
                  const share = cell.count / Math.max(1, report.labels[actual]?.support ?? 1);
                  const isChosen = chosen?.actual === actual && chosen.predicted === predicted;
                  return (
                    <Table.Td key={predicted}>
                      <UnstyledButton
                        className={`${classes.cell} ${actual === predicted ? classes.right : classes.wrong}`}
                        style={{ '--share': share } as CSSProperties}
                        aria-pressed={isChosen}
                        aria-label={fillPlaceholders(texts.cell, {
                          count: format.integer(cell.count),
                          actual: name(actual),
                          predicted: name(predicted),
                        })}
                        title={`${name(actual)} → ${name(predicted)}`}
                        onClick={() => onChoose({ actual, predicted })}
                      >
                        {format.integer(cell.count)}
                      </UnstyledButton>
                    </Table.Td>
                  );
                })}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}
