import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Receipt, signed } from '../../../shared/domain/models/receipt.ts';
import { useFormat } from '../../ui/format.ts';
import { useMeasureText } from '../../ui/useMeasureText.ts';

/** What weights of fewer bits cost, figure by figure. */
export function ReceiptTable({ receipt: { dtype, bits, vectors, task } }: { receipt: Receipt }) {
  const { t } = useTranslation('models');
  const format = useFormat();
  const text = useMeasureText();
  const fourDigits = (value: number) => format.fixed(value, 4);
  const rows = [
    ...(bits
      ? [
          {
            key: 'bits',
            name: t('export.receipt.bits'),
            of: t('export.receipt.texts', { formatted: format.integer(bits.texts) }),
            ...bits,
            write: fourDigits,
          },
        ]
      : []),
    ...(vectors
      ? (['mean', 'least'] as const).map((which) => ({
          ...{ key: which, name: t(`export.receipt.cosine.${which}`), before: 1, after: vectors[which] },
          of: t('export.receipt.texts', { formatted: format.integer(vectors.texts) }),
          write: (value: number) => format.fixed(value, 5),
        }))
      : []),
    ...(task?.metrics ?? []).map(({ name, before, after }) => ({
      ...{
        key: name,
        name: text.name(name),
        of: t('export.receipt.rows', { formatted: format.integer(task?.rows ?? 0) }),
        before,
        after,
      },
      write: (value: number) => text.figure(name, value),
    })),
  ];
  return (
    <div>
      <Text fw={600} id="receipt">
        {t('export.receipt.title', { dtype })}
      </Text>
      <Table aria-labelledby="receipt" verticalSpacing={2} w="auto">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('export.receipt.figure')}</Table.Th>
            <Table.Th>F32</Table.Th>
            <Table.Th>{dtype}</Table.Th>
            <Table.Th>{t('export.receipt.change')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, name, of, before, after, write }) => (
            <Table.Tr key={key}>
              <Table.Th scope="row">
                {name}{' '}
                <Text span size="sm" fw={400}>
                  {of}
                </Text>
              </Table.Th>
              <Table.Td className="tabular">{write(before)}</Table.Td>
              <Table.Td className="tabular">{write(after)}</Table.Td>
              <Table.Td className="tabular">{signed(before, after, write)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {task && !vectors && (
        <Text size="sm">{t('export.receipt.how', { temperature: format.number(task.temperature) })}</Text>
      )}
    </div>
  );
}
