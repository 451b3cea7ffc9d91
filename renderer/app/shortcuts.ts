import { useEffect, useEffectEvent, useRef } from 'react';
import { type ActionContext, actionOf, startsChord } from './actions.ts';

/** The second key counts for this long after the first, in milliseconds. */
const CHORD_TIME = 1500;

/** The application's keyboard shortcuts. A key that is typed into a field is none, but with Ctrl or ⌘. */
export function useShortcuts(context: ActionContext): void {
  const first = useRef<{ key: string; at: number } | null>(null);
  const handle = useEffectEvent((event: KeyboardEvent) => {
    const isMod = event.ctrlKey || event.metaKey;
    if (event.defaultPrevented || event.isComposing || (!isMod && isTyping(event.target))) return;
    const before = first.current;
    first.current = null;
    const inChord = before !== null && event.timeStamp - before.at < CHORD_TIME;
    const action = actionOf(event, inChord ? before.key : null);
    if (action) {
      event.preventDefault();
      action.run?.(context);
    } else if (startsChord(event)) first.current = { key: event.key, at: event.timeStamp };
  });
  useEffect(() => {
    window.addEventListener('keydown', handle);
    return () => window.removeEventListener('keydown', handle);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [role="textbox"]') !== null;
}
