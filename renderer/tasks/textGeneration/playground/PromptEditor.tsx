import { Input, Textarea } from '@mantine/core';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from '../../../features/playground/playground.module.css';
import { useLazyEditor } from '../../../ui/useLazyEditor.ts';

const loadMonaco = () => import('../../../ui/MonacoEditor.tsx');

interface Props {
  value: string;
  onChange: (value: string) => void;
}

/** Any text as prompt. A plain text field does the work until the editor has loaded, and where it cannot load. */
export function PromptEditor({ value, onChange }: Props) {
  const { t } = useTranslation('playground');
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const editor = useLazyEditor(loadMonaco, field);

  if (!editor) {
    return (
      <Textarea
        ref={field}
        label={t('prompt.label')}
        description={t('prompt.loading')}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        rows={10}
      />
    );
  }
  const Editor = editor.component;
  return (
    <Input.Wrapper label={t('prompt.label')} description={t('prompt.hint')} labelElement="div" id={id}>
      <div className={classes.editor}>
        <Editor label={t('prompt.label')} value={value} onChange={onChange} autoFocus={editor.focus} />
      </div>
    </Input.Wrapper>
  );
}
