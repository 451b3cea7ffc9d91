import { useEffect, useEffectEvent, useRef } from 'react';
import { useNavigate } from 'react-router';

/** Two keys, one after the other, that lead to a page. */
export const GO_TO = [
  { keys: ['g', 'd'], to: '/datasets', text: 'goDatasets' },
  { keys: ['g', 't'], to: '/runs', text: 'goTrain' },
  { keys: ['g', 'm'], to: '/models', text: 'goModels' },
  { keys: ['g', 'p'], to: '/playground', text: 'goPlayground' },
  { keys: ['g', 's'], to: '/settings', text: 'goSettings' },
] as const;

/** The second key counts for this long after the first, in milliseconds. */
const CHORD_TIME = 1500;

/** The application's keyboard shortcuts. A key that is typed into a field is never one. */
export function useShortcuts(toggleHelp: () => void): void {
  const navigate = useNavigate();
  const chordStart = useRef(Number.NEGATIVE_INFINITY);
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === '?') return toggleHelp();
    if (event.key === 'g') {
      chordStart.current = event.timeStamp;
      return;
    }
    const inChord = event.timeStamp - chordStart.current < CHORD_TIME;
    chordStart.current = Number.NEGATIVE_INFINITY;
    const target = GO_TO.find(({ keys }) => keys[1] === event.key);
    if (inChord && target) void navigate(target.to);
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
