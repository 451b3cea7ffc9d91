import { Button, CopyButton, Group, Stack, Table, Text, Textarea } from '@mantine/core';
import { IconCopy, IconDownload, IconTag } from '@tabler/icons-react';
import { useState } from 'react';
import { MOST_TEXTS } from '../../../../shared/domain/tasks/textClassification/prediction.ts';
import { fillPlaceholders } from '../../../../shared/errors/errors.ts';
import { useStudio } from '../../../api/index.ts';
import { ErrorAlert } from '../../../ui/ErrorAlert.tsx';
import { useFormat } from '../../../ui/format.ts';
import { markTried } from '../../../ui/marks.ts';
import { ProgressCard } from '../../../ui/ProgressCard.tsx';
import { useWork } from '../../../ui/useWork.ts';
import type { ModelOf } from '../../task.ts';
import { useOwnTexts } from '../../useOwnTexts.ts';
import { OWN_TEXTS } from '../ownTexts.ts';
import { csvOf, type LabelledLine, linesOf } from './listedTexts.ts';

const HEIGHT = 480;

/** A pasted list in, one text a line; a table with their labels out. */
export function ListBench({ model }: { model: ModelOf<'text-classification'> }) {
  const { list: texts, playground } = useOwnTexts(OWN_TEXTS);
  const format = useFormat();
  const studio = useStudio();
  const [pasted, setPasted] = useState('');
  const { work, start, cancel } = useWork<LabelledLine[]>();
  const lines = linesOf(pasted);
  const isTooLong = lines.length > MOST_TEXTS;
  const [column = 'text'] = model.recipe.inputs;

  const classify = () =>
    start(async (signal, tell) => {
      const sources = lines.map((value) => ({ kind: 'inputs' as const, inputs: [{ column, value }] }));
      const request = {
        model: { kind: 'model' as const, id: model.id },
        input: { task: 'text-classification' as const, texts: sources },
      };
      const found: LabelledLine[] = [];
      for await (const event of studio.playground.predict(request, { signal })) {
        const likeliest = event.event === 'labels' ? event.labels[0] : undefined;
        if (event.event !== 'labels' || !likeliest) continue;
        const { label, probability: confidence } = likeliest;
        found.push({ text: lines[event.index] ?? event.text, label, confidence });
        tell(found.length / lines.length);
      }
      markTried();
      return found;
    });

  return (
    <Stack gap="md">
      <Textarea
        label={fillPlaceholders(texts.label, { column })}
        description={fillPlaceholders(texts.hint, { most: format.integer(MOST_TEXTS) })}
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
        error={isTooLong && fillPlaceholders(texts.tooMany, { count: format.integer(lines.length) })}
        autosize
        minRows={5}
        maxRows={14}
      />
      {work.state === 'working' ? (
        <ProgressCard title={texts.working} share={work.share} onCancel={cancel} />
      ) : (
        <Group>
          <Button
            leftSection={<IconTag size={18} aria-hidden />}
            disabled={lines.length === 0 || isTooLong}
            onClick={() => void classify()}
          >
            {playground.classify}
          </Button>
          <Text size="sm" c="dimmed">
            {fillPlaceholders(texts.count, { count: format.integer(lines.length) })}
          </Text>
        </Group>
      )}
      {work.state === 'cancelled' && <Text role="status">{texts.cancelled}</Text>}
      {work.state === 'failed' && <ErrorAlert title={playground.failed} error={work.error} />}
      {work.state === 'done' && <LabelledLines column={column} lines={work.result} />}
    </Stack>
  );
}

function LabelledLines({ column, lines }: { column: string; lines: readonly LabelledLine[] }) {
  const { list: texts, playground } = useOwnTexts(OWN_TEXTS);
  const format = useFormat();
  const csv = csvOf([column, 'prediction', 'confidence'], lines);
  return (
    <>
      <Group gap="xs">
        <CopyButton value={csv}>
          {({ copied, copy }) => (
            <Button size="sm" variant="default" leftSection={<IconCopy size={16} aria-hidden />} onClick={copy}>
              {copied ? texts.copied : texts.copy}
            </Button>
          )}
        </CopyButton>
        <Button
          size="sm"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => save(csv)}
        >
          {texts.save}
        </Button>
      </Group>
      <Table.ScrollContainer minWidth={480} maxHeight={HEIGHT} scrollAreaProps={{ tabIndex: 0 }}>
        <Table aria-label={playground.labels} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{column}</Table.Th>
              <Table.Th>{texts.prediction}</Table.Th>
              <Table.Th>{texts.confidence}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map(({ text, label, confidence }, index) => (
              // The same text may stand there twice.
              <Table.Tr key={`${index} ${text}`}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{text}</Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{label}</Table.Td>
                <Table.Td className="tabular">{format.chance(confidence)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}

/** Hands the table to the browser as a file. */
function save(csv: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
  link.download = 'predictions.csv';
  link.click();
  // The download has taken the content over by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
