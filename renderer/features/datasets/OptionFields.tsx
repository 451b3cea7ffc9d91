import { NumberInput, Select, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import {
  ConversationForm,
  ImportEncoding,
  ImportFormat,
  type ImportOptions,
  type ImportPreview,
  TextUnit,
  usualForm,
} from '../../../shared/domain/datasets/importOptions.ts';
import { DelimiterField } from './DelimiterField.tsx';

/** Rows of names that are offered. */
const HEADER_ROWS = [0, 1, 2, 3, 4];

/** What was detected, each to be changed. Where nothing could be detected, only what may help is there. */
export function OptionFields({
  options,
  preview,
  onChange,
}: {
  options: ImportOptions;
  preview: ImportPreview | null;
  onChange: (options: ImportOptions) => void;
}) {
  const { t } = useTranslation('datasets');
  const set = (patch: ImportOptions) => onChange({ ...options, ...patch });
  const format = options.format ?? preview?.format;
  const delimiter = options.delimiter ?? preview?.delimiter ?? '';
  const headerRows =
    options.header === false ? 0 : (options.headerRows ?? (options.header ? 1 : (preview?.headerRows ?? 1)));
  const headerName = (rows: number) =>
    rows === 0 ? t('header.no') : rows === 1 ? t('header.yes') : t('header.rows', { rows });
  const setHeader = (rows: number) => {
    const { header: _, headerRows: __, ...rest } = options;
    onChange({ ...rest, header: rows > 0, ...(rows > 1 && { headerRows: rows }) });
  };
  const isText = format === 'csv' || format === 'json' || format === 'jsonl' || format === 'txt' || !format;
  const folder = preview?.format === 'txt' && preview.columns.length === 2;
  const shape = preview?.conversation;

  return (
    <>
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }}>
        <Choice
          label={t('wizard.format')}
          value={format ?? null}
          data={ImportFormat.options.map((value) => ({ value, label: t(`format.${value}`) }))}
          onChange={(value) => set({ format: ImportFormat.parse(value) })}
        />
        {isText && !folder && (
          <Choice
            label={t('wizard.encoding')}
            value={options.encoding ?? preview?.encoding ?? null}
            data={ImportEncoding.options.map((value) => ({ value, label: value.toUpperCase() }))}
            onChange={(value) => set({ encoding: ImportEncoding.parse(value) })}
          />
        )}
        {format === 'csv' && (
          <>
            <DelimiterField value={delimiter} onChange={(value) => set({ delimiter: value })} />
            <Choice
              label={t('wizard.quote')}
              value={{ '"': 'double', "'": 'single', '': 'none' }[options.quote ?? preview?.quote ?? '"'] ?? 'double'}
              data={(['double', 'single', 'none'] as const).map((value) => ({ value, label: t(`quote.${value}`) }))}
              onChange={(value) => set({ quote: value === 'single' ? "'" : value === 'none' ? '' : '"' })}
            />
            <Choice
              label={t('wizard.escape')}
              value={(options.backslash ?? preview?.backslash) ? 'backslash' : 'double'}
              data={(['double', 'backslash'] as const).map((value) => ({ value, label: t(`escape.${value}`) }))}
              onChange={(value) => set({ backslash: value === 'backslash' })}
            />
          </>
        )}
        {(format === 'csv' || format === 'xlsx') && (
          <Choice
            label={t('wizard.header')}
            value={String(headerRows)}
            data={HEADER_ROWS.map((rows) => ({ value: String(rows), label: headerName(rows) }))}
            onChange={(value) => setHeader(Number(value))}
          />
        )}
        {(format === 'csv' || format === 'xlsx') && (
          <NumberInput
            label={t('wizard.skipRows')}
            value={options.skipRows ?? preview?.skipRows ?? 0}
            min={0}
            max={1_000_000}
            allowDecimal={false}
            clampBehavior="strict"
            onChange={(value) => typeof value === 'number' && set({ skipRows: value })}
          />
        )}
        {preview && preview.tables.length > 0 && (
          <Choice
            label={t('wizard.table')}
            value={options.table ?? preview.table}
            data={[...new Set(preview.tables)].map((value) => ({ value, label: value }))}
            onChange={(value) => set({ table: value })}
          />
        )}
        {format === 'txt' && (
          <Choice
            label={t('wizard.unit')}
            value={options.unit ?? preview?.unit ?? 'line'}
            data={TextUnit.options.map((value) => ({ value, label: t(`unit.${value}`) }))}
            onChange={(value) => set({ unit: TextUnit.parse(value) })}
          />
        )}
      </SimpleGrid>
      {(shape || options.conversations === 'columns') && (
        <Choice
          label={
            shape ? t('wizard.conversations', { shape: t(`conversation.${shape}`) }) : t('wizard.anyConversations')
          }
          value={options.conversations ?? (shape ? usualForm(shape) : 'columns')}
          data={ConversationForm.options.map((value) => ({ value, label: t(`conversationForm.${value}`) }))}
          onChange={(value) => set({ conversations: ConversationForm.parse(value) })}
        />
      )}
    </>
  );
}

function Choice({
  label,
  value,
  data,
  onChange,
}: {
  label: string;
  value: string | null;
  data: { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  return (
    <Select
      label={label}
      value={value}
      data={data}
      allowDeselect={false}
      onChange={(chosen) => chosen !== null && onChange(chosen)}
    />
  );
}
