import { Portal } from '@mantine/core';
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import classes from './rows.module.css';

/** About so many characters stand in a line of the editor. */
const LINE_CHARACTERS = 48;
const MOST_LINES = 8;

/** The text of a cell while it is edited, over its cell and everything else: rows below are painted after it, and the grid would cut it off. */
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
  const anchor = useRef<HTMLSpanElement>(null);
  const place = usePlace(anchor);
  return (
    <>
      <span ref={anchor} className={classes.edited} />
      {place && (
        // In the main part of the page: what is outside of all landmarks, a screen reader does not come by.
        <Portal target="#main">
          <textarea
            ref={focusAtEnd}
            className={classes.editor}
            style={place}
            aria-label={label}
            rows={Math.min(MOST_LINES, Math.max(lines, Math.ceil(text.length / LINE_CHARACTERS)))}
            value={text}
            onChange={(event) => onText(event.currentTarget.value)}
            onKeyDown={handleKey}
            onBlur={onSave}
          />
        </Portal>
      )}
    </>
  );
}

const EDGE = 8;

/** Where the cell is in the window, as it is scrolled. */
function usePlace(anchor: React.RefObject<HTMLElement | null>) {
  const [place, setPlace] = useState<{ top: number; left: number; minWidth: number; maxWidth: number } | null>(null);
  useLayoutEffect(() => {
    const follow = () => {
      const cell = anchor.current?.getBoundingClientRect();
      if (!cell) return;
      const left = Math.max(EDGE, Math.min(cell.left, window.innerWidth - 260));
      const top = Math.max(EDGE, Math.min(cell.top, window.innerHeight - 48));
      setPlace({
        top,
        left,
        minWidth: Math.min(cell.width, window.innerWidth - left - EDGE),
        maxWidth: window.innerWidth - left - EDGE,
      });
    };
    follow();
    window.addEventListener('scroll', follow, { capture: true, passive: true });
    window.addEventListener('resize', follow);
    return () => {
      window.removeEventListener('scroll', follow, { capture: true });
      window.removeEventListener('resize', follow);
    };
  }, [anchor]);
  return place;
}

function focusAtEnd(element: HTMLTextAreaElement | null): void {
  if (!element || element === document.activeElement) return;
  element.focus();
  element.setSelectionRange(element.value.length, element.value.length);
}
