import { Button, Group, Input, Stack, Text, Textarea } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLazyEditor } from '../../ui/useLazyEditor.ts';
import { insertColumn } from './recipeDraft.ts';
import classes from './runs.module.css';
import { unknownColumns } from './templateText.ts';

const loadTemplateMonaco = () => import('./TemplateMonaco.tsx');

interface Props {
  label: string;
  description: string;
  columns: readonly string[];
  value: string;
  onChange: (value: string) => void;
}

/** A template, with a button for each column that puts it where the caret is. */
export function TemplateEditor({ label, description, columns: names, value, onChange }: Props) {
  const { t } = useTranslation('runs');
  const textarea = useRef<HTMLTextAreaElement>(null);
  const insertText = useRef<((text: string) => void) | null>(null);
  const editor = useLazyEditor(loadTemplateMonaco, textarea);
  // The same list for as long as it says the same.
  const key = JSON.stringify(names);
  const columns = useMemo(() => JSON.parse(key) as string[], [key]);
  const unknown = [...new Set(unknownColumns(value, columns).map(({ name }) => name))];
  const error =
    unknown.length > 0 && t('new.unknownColumns', { columns: unknown.map((name) => `“${name}”`).join(', ') });

  const insert = (column: string) => {
    if (insertText.current) return insertText.current(`{{${column}}}`);
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
  const Editor = editor?.component;

  return (
    <Stack gap="xs">
      {Editor ? (
        <Input.Wrapper label={label} description={description} error={error} labelElement="div">
          <div className={classes.editor}>
            <Editor
              label={label}
              columns={columns}
              value={value}
              onChange={onChange}
              autoFocus={editor.focus}
              onInsert={(how) => {
                insertText.current = how;
              }}
            />
          </div>
        </Input.Wrapper>
      ) : (
        <Textarea
          ref={textarea}
          label={label}
          description={description}
          error={error}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          autosize
          minRows={3}
          maxRows={12}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
      )}
      {Editor && (
        <Text size="xs" c="dimmed">
          {t('new.completeHint')}
        </Text>
      )}
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
