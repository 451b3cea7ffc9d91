import type { editor as monaco } from 'monaco-editor/editor/editor.api';
import { useEffect, useRef, useState } from 'react';
import MonacoEditor from '../../ui/MonacoEditor.tsx';
import { offerColumns, TEMPLATE_LANGUAGE } from './templateLanguage.ts';

const LEAST_HEIGHT = 88;
const MOST_HEIGHT = 280;

export interface TemplateMonacoProps {
  label: string;
  columns: readonly string[];
  value: string;
  onChange: (value: string) => void;
  autoFocus: boolean;
  /** Told how to put a text where the caret is, and `null` when that is over. */
  onInsert: (insert: ((text: string) => void) | null) => void;
}

/** The editor of a template: as high as its text, completes columns and marks those that there are not. */
export default function TemplateMonaco({ columns, onInsert, ...field }: TemplateMonacoProps) {
  const [height, setHeight] = useState(LEAST_HEIGHT);
  const editor = useRef<monaco.IStandaloneCodeEditor>(undefined);

  const onCreate = (created: monaco.IStandaloneCodeEditor) => {
    editor.current = created;
    const fit = () => setHeight(Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, created.getContentHeight())));
    fit();
    const sized = created.onDidContentSizeChange(fit);
    // As an edit of its own, so that it can be undone.
    onInsert((text) => {
      const selection = created.getSelection();
      created.pushUndoStop();
      if (selection) created.executeEdits('column', [{ range: selection, text, forceMoveMarkers: true }]);
      created.pushUndoStop();
      created.focus();
    });
    return () => {
      sized.dispose();
      onInsert(null);
      editor.current = undefined;
    };
  };

  useEffect(() => {
    const model = editor.current?.getModel();
    return model ? offerColumns(model, columns) : undefined;
  }, [columns]);

  return (
    <div style={{ height }}>
      <MonacoEditor {...field} language={TEMPLATE_LANGUAGE} onCreate={onCreate} />
    </div>
  );
}
