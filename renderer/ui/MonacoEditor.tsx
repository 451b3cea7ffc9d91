import { useComputedColorScheme } from '@mantine/core';
import { editor as monaco } from 'monaco-editor/editor/editor.api';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import { useEffect, useEffectEvent, useRef } from 'react';

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

export interface MonacoEditorProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoFocus: boolean;
}

/** The monaco editor as a field of a form: nothing beside the text, no suggestions of its own accord, Tab leaves it. */
export default function MonacoEditor({ label, value, onChange, autoFocus }: MonacoEditorProps) {
  const container = useRef<HTMLDivElement>(null);
  const instance = useRef<monaco.IStandaloneCodeEditor>(undefined);
  const theme = useComputedColorScheme('light') === 'dark' ? 'vs-dark' : 'vs';

  const create = useEffectEvent((element: HTMLElement) =>
    monaco.create(element, {
      value,
      language: 'plaintext',
      theme,
      ariaLabel: label,
      wordWrap: 'on',
      automaticLayout: true,
      minimap: { enabled: false },
      lineNumbers: 'off',
      folding: false,
      glyphMargin: false,
      lineDecorationsWidth: 8,
      padding: { top: 8, bottom: 8 },
      fontSize: 14,
      renderLineHighlight: 'none',
      scrollBeyondLastLine: false,
      overviewRulerLanes: 0,
      occurrencesHighlight: 'off',
      quickSuggestions: false,
      wordBasedSuggestions: 'off',
      unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false },
      // Tab moves on, as in every other field of the page.
      tabFocusMode: true,
      contextmenu: false,
    }),
  );
  /** Texts that were reported and have not come back yet: whoever types fast is ahead of React. */
  const reported = useRef<string[]>([]);
  const report = useEffectEvent((text: string) => {
    reported.current.push(text);
    onChange(text);
  });
  const focusAtFirst = useEffectEvent(() => autoFocus);

  useEffect(() => {
    if (!container.current) return;
    const editor = create(container.current);
    instance.current = editor;
    // Line breaks are part of what a model learns: the same on every system.
    editor.getModel()?.setEOL(monaco.EndOfLineSequence.LF);
    const subscription = editor.onDidChangeModelContent(() => report(editor.getValue()));
    if (focusAtFirst()) {
      editor.focus();
      const model = editor.getModel();
      if (model) editor.setPosition(model.getFullModelRange().getEndPosition());
    }
    return () => {
      subscription.dispose();
      editor.getModel()?.dispose();
      editor.dispose();
      instance.current = undefined;
    };
  }, []);

  // A text from elsewhere (the history) replaces what is there; what was just typed is there already.
  useEffect(() => {
    const editor = instance.current;
    const echo = reported.current.lastIndexOf(value);
    reported.current = reported.current.slice(echo + 1);
    if (echo >= 0 || !editor || editor.getValue() === value) return;
    editor.setValue(value);
  }, [value]);
  useEffect(() => monaco.setTheme(theme), [theme]);
  useEffect(() => instance.current?.updateOptions({ ariaLabel: label }), [label]);

  return <div ref={container} style={{ height: '100%' }} />;
}
