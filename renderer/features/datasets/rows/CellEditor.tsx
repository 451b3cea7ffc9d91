import type { KeyboardEvent } from 'react';
import classes from './rows.module.css';

/** About so many characters stand in a line of the editor. */
const LINE_CHARACTERS = 48;
const MOST_LINES = 8;

/** The text of a cell while it is edited, over its cell. */
export function CellEditor({
  label,
  text,
  onText,
  onSave,
  onCancel,
}: {
  label: string;
  text: string;
  onText: (text: string) => void;
  onSave: () => void;
  onCancel: () => void;
}) {
  const lines = text.split('\n').length;
  const handleKey = (event: KeyboardEvent) => {
    // The Enter that takes over what an input method offers is not ours.
    if (event.nativeEvent.isComposing) return;
    const saves = event.key === 'Enter' && (event.ctrlKey || event.metaKey || (lines === 1 && !event.shiftKey));
    if (!saves && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (saves) onSave();
    else onCancel();
  };
  return (
    <textarea
      ref={focusAtEnd}
      className={classes.editor}
      aria-label={label}
      rows={Math.min(MOST_LINES, Math.max(lines, Math.ceil(text.length / LINE_CHARACTERS)))}
      value={text}
      onChange={(event) => onText(event.currentTarget.value)}
      onKeyDown={handleKey}
      onBlur={onSave}
    />
  );
}

function focusAtEnd(element: HTMLTextAreaElement | null): void {
  if (!element || element === document.activeElement) return;
  element.focus();
  element.setSelectionRange(element.value.length, element.value.length);
}
