import { useEffect, useState } from 'react';
import { useFormat } from './format.ts';

/** A point in time, written out. */
export function Timestamp({ iso }: { iso: string }) {
  return <time dateTime={iso}>{useFormat().dateTime(iso)}</time>;
}

/** A point in time as seen from now; the full time is its tooltip. Counts on by itself. */
export function RelativeTime({ iso }: { iso: string }) {
  const format = useFormat();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={iso} title={format.dateTime(iso)}>
      {format.relativeTime(iso, Math.max(now, Date.parse(iso)))}
    </time>
  );
}
