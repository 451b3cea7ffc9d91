import { Anchor, Button, Table, Text, VisuallyHidden } from '@mantine/core';
import { Fragment, useState } from 'react';
import { Link } from 'react-router';
import { fillPlaceholders } from '../../../../shared/errors/errors.ts';
import { useFormat } from '../../../ui/format.ts';
import { useAskedRow, WhyButton } from '../../explain/AskedRow.tsx';
import { Explained } from '../../explain/ExplainButton.tsx';
import { EXPLAIN_TEXTS } from '../../explain/texts.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import type { ToldRow } from './labels.ts';
import classes from './results.module.css';

const FIRST = 10;
const LONGEST_TEXT = 240;

interface Props {
  label: string;
  rows: readonly ToldRow[];
  /** `null` where it is not there any more. */
  datasetId: string | null;
  modelId: string;
}

/** Rows with their text, own and predicted label, and how sure the model was; a number opens the row in the data set. */
export function ToldRows({ label, rows, datasetId, modelId }: Props) {
  const { results: texts } = useOwnTexts(OWN_TEXTS);
  const explainTexts = useOwnTexts(EXPLAIN_TEXTS);
  const { asked, explained, ask } = useAskedRow(modelId);
  const format = useFormat();
  const [all, setAll] = useState(false);
  return (
    <>
      <Table.ScrollContainer minWidth={640} scrollAreaProps={{ tabIndex: 0 }}>
        <Table aria-label={label} verticalSpacing="xs" layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w="6rem">{texts.row}</Table.Th>
              <Table.Th>{texts.text}</Table.Th>
              <Table.Th w="18%">{texts.actual}</Table.Th>
              <Table.Th w="18%">{texts.predicted}</Table.Th>
              <Table.Th w="7rem">{texts.confidence}</Table.Th>
              <Table.Th w="7rem">
                <VisuallyHidden>{explainTexts.title}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, all ? undefined : FIRST).map(({ row, text, actual, predicted, confidence }) => (
              <Fragment key={row}>
                <Table.Tr>
                  <Table.Td className="tabular">
                    {datasetId === null ? (
                      format.integer(row + 1)
                    ) : (
                      <Anchor
                        component={Link}
                        to={`/datasets/${datasetId}?row=${row + 1}`}
                        aria-label={fillPlaceholders(texts.openRow, { row: format.integer(row + 1) })}
                      >
                        {format.integer(row + 1)}
                      </Anchor>
                    )}
                  </Table.Td>
                  <Table.Td className={classes.break}>
                    {text === null ? (
                      <Text size="sm" c="dimmed">
                        {texts.notKept}
                      </Text>
                    ) : text.length > LONGEST_TEXT ? (
                      `${text.slice(0, LONGEST_TEXT).toWellFormed()}…`
                    ) : (
                      text
                    )}
                  </Table.Td>
                  <Table.Td className={classes.break}>{actual}</Table.Td>
                  <Table.Td className={classes.break}>{predicted}</Table.Td>
                  <Table.Td className="tabular">{format.chance(confidence)}</Table.Td>
                  <Table.Td>
                    {text !== null && (
                      <WhyButton
                        row={row}
                        isAsked={asked === row}
                        onAsk={() => ask(row, { source: { kind: 'text', text }, label: predicted })}
                      />
                    )}
                  </Table.Td>
                </Table.Tr>
                {asked === row && (
                  <Table.Tr>
                    <Table.Td />
                    <Table.Td colSpan={5}>
                      <Explained {...explained} />
                    </Table.Td>
                  </Table.Tr>
                )}
              </Fragment>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {rows.length > FIRST && (
        <Button variant="subtle" size="compact-sm" style={{ alignSelf: 'start' }} onClick={() => setAll(!all)}>
          {all ? texts.fewer : fillPlaceholders(texts.more, { count: format.integer(rows.length) })}
        </Button>
      )}
    </>
  );
}
