import { editor, languages, MarkerSeverity } from 'monaco-editor/editor/editor.api';
import 'monaco-editor/editor/contrib/suggest/browser/suggestController';
import { completionAt, unknownColumns } from './templateText.ts';

/** What monaco knows of templates: the colour of `{{column}}`, and which columns there are to complete it with. */
export const TEMPLATE_LANGUAGE = 'kindling-template';
const MARKER_OWNER = 'kindling';

/** Of the templates that are being edited. */
const columnsOfModels = new Map<editor.ITextModel, readonly string[]>();

languages.register({ id: TEMPLATE_LANGUAGE });
languages.setMonarchTokensProvider(TEMPLATE_LANGUAGE, {
  tokenizer: { root: [[/\{\{[^{}]*\}\}/, 'keyword']] },
});
languages.registerCompletionItemProvider(TEMPLATE_LANGUAGE, {
  triggerCharacters: ['{'],
  provideCompletionItems: (model, { lineNumber, column }, { triggerCharacter }) => {
    const line = model.getLineContent(lineNumber);
    const place = completionAt(line, column - 1);
    // One brace alone is text.
    if (!place.isInside && triggerCharacter === '{') return { suggestions: [] };
    const range = {
      startLineNumber: lineNumber,
      endLineNumber: lineNumber,
      startColumn: place.start + 1,
      endColumn: place.end + 1,
    };
    return {
      suggestions: (columnsOfModels.get(model) ?? []).map((name, index) => ({
        label: name,
        kind: languages.CompletionItemKind.Variable,
        insertText: place.isInside ? `${name}}}` : `{{${name}}}`,
        filterText: name,
        // In the order of the table.
        sortText: String(index).padStart(6, '0'),
        range,
      })),
    };
  },
});

/** Tells which columns a template may name; gives what forgets it. */
export function offerColumns(model: editor.ITextModel, columns: readonly string[]): () => void {
  columnsOfModels.set(model, columns);
  const mark = () => markUnknown(model, columns);
  mark();
  const subscription = model.onDidChangeContent(mark);
  return () => {
    subscription.dispose();
    columnsOfModels.delete(model);
  };
}

function markUnknown(model: editor.ITextModel, columns: readonly string[]): void {
  const markers = unknownColumns(model.getValue(), columns).map(({ name, start, end }) => {
    const [from, to] = [model.getPositionAt(start), model.getPositionAt(end)];
    return {
      severity: MarkerSeverity.Error,
      message: name,
      startLineNumber: from.lineNumber,
      startColumn: from.column,
      endLineNumber: to.lineNumber,
      endColumn: to.column,
    };
  });
  editor.setModelMarkers(model, MARKER_OWNER, markers);
}
