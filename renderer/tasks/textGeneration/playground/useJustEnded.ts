import { useLayoutEffect, useRef, useState } from 'react';

/** What is done on seeing something takes so long: a press that was meant for what stood here before comes by then. */
const REACTION_MS = 400;

/** Whether something ran until a moment ago: a button that takes the place of *Stop* waits for as long. */
export function useJustEnded(running: boolean): boolean {
  const [justEnded, setJustEnded] = useState(false);
  const ran = useRef(false);
  useLayoutEffect(() => {
    const ends = ran.current && !running;
    ran.current = running;
    if (!ends) return;
    setJustEnded(true);
    const timer = setTimeout(() => setJustEnded(false), REACTION_MS);
    return () => {
      clearTimeout(timer);
      setJustEnded(false);
    };
  }, [running]);
  return justEnded;
}
