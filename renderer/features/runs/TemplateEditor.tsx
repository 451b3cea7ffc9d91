import { Button, Group, Stack, Textarea } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { insertColumn } from './recipeDraft.ts';

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
  const textarea = useRef<HTMLTextAreaElement>(null);

  const insert = (column: string) => {
    const element = textarea.current;
    const selection = element && { start: element.selectionStart, end: element.selectionEnd };
    const { template, caret } = insertColumn(value, column, selection);
    onChange(template);
    // After React has written the new text; before that the caret would be moved to its end.
    requestAnimationFrame(() => {
      element?.focus();
      element?.setSelectionRange(caret, caret);
    });
  };

  return (
    <Stack gap="xs">
      <Textarea
        ref={textarea}
        label={label}
        description={description}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        autosize
        minRows={3}
        maxRows={12}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
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
