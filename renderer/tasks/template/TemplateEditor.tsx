import { Button, Group, Input, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { columnReference } from '../../../shared/domain/tasks/template.ts';
import { replaceText, TemplateField } from './TemplateField.tsx';
import { unknownColumns } from './templateText.ts';

interface Props {
  label: string;
  description: string;
  columns: readonly string[];
  value: string;
  onChange: (value: string) => void;
}

/** A template, with a button for each column that puts it where the caret is. */
export function TemplateEditor({ label, description, columns, value, onChange }: Props) {
  const { t } = useTranslation('runs');
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const unknown = [...new Set(unknownColumns(value, columns).map(({ name }) => name))];
  const error =
    unknown.length > 0 && t('new.unknownColumns', { columns: unknown.map((name) => `“${name}”`).join(', ') });

  const insert = (column: string) => {
    if (!field.current) return;
    const { selectionStart: start, selectionEnd: end } = field.current;
    replaceText(field.current, { start, end }, columnReference(column));
  };

  return (
    <Stack gap="xs">
      <Input.Wrapper
        id={id}
        label={label}
        description={description}
        error={error}
        descriptionProps={{ id: `${id}-description` }}
        errorProps={{ id: `${id}-error` }}
      >
        <TemplateField
          id={id}
          field={field}
          columns={columns}
          value={value}
          onChange={onChange}
          invalid={unknown.length > 0}
          describedBy={unknown.length > 0 ? `${id}-description ${id}-error` : `${id}-description`}
        />
      </Input.Wrapper>
      <Text size="xs" c="dimmed">
        {t('new.completeHint')}
      </Text>
      <Group gap="xs" role="group" aria-label={t('new.columns')}>
        {columns.map((column) => (
          <Button
            key={column}
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            aria-label={t('new.insertColumn', { column })}
            onClick={() => insert(column)}
          >
            {column}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}
