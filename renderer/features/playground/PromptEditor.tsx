import { Input, Textarea } from '@mantine/core';
import { type ComponentType, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MonacoEditorProps } from '../../ui/MonacoEditor.tsx';
import classes from './playground.module.css';

interface Props {
  value: string;
  onChange: (value: string) => void;
}

/** Any text as prompt. A plain text field does the work until the editor has loaded, and where it cannot load. */
export function PromptEditor({ value, onChange }: Props) {
  const { t } = useTranslation('playground');
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [editor, setEditor] = useState<{ component: ComponentType<MonacoEditorProps>; focus: boolean } | null>(null);

  useEffect(() => {
    let wanted = true;
    import('../../ui/MonacoEditor.tsx').then(
      (module) => {
        // Whoever has begun to type goes on typing.
        if (wanted) setEditor({ component: module.default, focus: document.activeElement === field.current });
      },
      (error: unknown) => console.error('the editor could not be loaded', error),
    );
    return () => {
      wanted = false;
    };
  }, []);

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
