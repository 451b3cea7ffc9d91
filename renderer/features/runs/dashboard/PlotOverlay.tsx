import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { nearestIndex, type Row } from './chartData.ts';
import classes from './charts.module.css';
import { PLOT_INSETS } from './LinePlot.tsx';

/** What is read off the chart at one place. */
export interface Reading {
  title: string;
  values: readonly { label: string; color: string; value: string }[];
}

interface Props {
  rows: readonly Row[];
  domain: readonly [number, number];
  /** What the keyboard moves along. */
  label: string;
  read: (index: number) => Reading;
  /** Called with both ends of what was drawn over. */
  onSelect: (from: number, to: number) => void;
  onPick?: ((x: number) => void) | undefined;
  /** A place that is marked by a line. */
  marker?: number | undefined;
}

/** A shorter way with the pointer is a click. */
const LEAST_DRAG_PX = 5;
const FAR = 10;

/** Lies over a chart: shows exact values under the pointer or as the arrow keys go, and zooms to what is drawn over. */
export function PlotOverlay({ rows, domain, label, read, onSelect, onPick, marker }: Props) {
  const [place, setPlace] = useState<number | null>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const area = useRef<HTMLDivElement>(null);
  const [low, high] = domain;
  const position = (x: number) => `${(100 * (x - low)) / (high - low)}%`;

  // The chart may have changed under a pointer that rests.
  const index = place === null ? undefined : nearestIndex(rows, place);
  const row = index === undefined ? undefined : rows[index];

  const xUnder = (event: PointerEvent) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return low + Math.min(1, Math.max(0, (event.clientX - left) / width)) * (high - low);
  };
  const pixels = (distance: number) => (Math.abs(distance) / (high - low)) * (area.current?.clientWidth ?? 0);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const x = xUnder(event);
    setDrag({ from: x, to: x });
  };
  const onPointerMove = (event: PointerEvent) => {
    const x = xUnder(event);
    setPlace(x);
    if (drag) setDrag({ ...drag, to: x });
  };
  const onPointerUp = (event: PointerEvent) => {
    if (!drag) return;
    setDrag(null);
    const to = xUnder(event);
    if (pixels(to - drag.from) >= LEAST_DRAG_PX) onSelect(drag.from, to);
    else onPick?.(to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const now = index ?? rows.length - 1;
    const next = {
      ArrowLeft: now - 1,
      ArrowRight: now + 1,
      PageDown: now - FAR,
      PageUp: now + FAR,
      Home: 0,
      End: rows.length,
    }[event.key];
    if (event.key === 'Escape') setPlace(null);
    if (next === undefined) return;
    event.preventDefault();
    setPlace(rows[Math.min(rows.length - 1, Math.max(0, next))]?.x ?? null);
  };

  const reading = index === undefined ? null : read(index);
  return (
    <div
      ref={area}
      className={classes.overlay}
      style={{ inset: `${PLOT_INSETS.top}px ${PLOT_INSETS.right}px ${PLOT_INSETS.bottom}px ${PLOT_INSETS.left}px` }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={low}
      aria-valuemax={high}
      aria-valuenow={row?.x ?? high}
      aria-valuetext={
        reading ? `${reading.title}. ${reading.values.map((each) => `${each.label} ${each.value}`).join(', ')}` : ''
      }
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => setDrag(null)}
      onPointerLeave={() => setPlace(null)}
      onBlur={() => setPlace(null)}
      onKeyDown={onKeyDown}
    >
      {marker !== undefined && marker >= low && marker <= high && (
        <div className={classes.marker} style={{ left: position(marker) }} data-testid="marker" />
      )}
      {drag && (
        <div
          className={classes.selection}
          style={{
            left: position(Math.min(drag.from, drag.to)),
            right: `calc(100% - ${position(Math.max(drag.from, drag.to))})`,
          }}
        />
      )}
      {row && reading && (
        <>
          <div className={classes.pointerLine} style={{ left: position(row.x) }} />
          <div
            className={classes.tooltip}
            role="tooltip"
            style={
              row.x > (low + high) / 2
                ? { right: `calc(100% - ${position(row.x)} + 8px)` }
                : { left: `calc(${position(row.x)} + 8px)` }
            }
          >
            <div>{reading.title}</div>
            {reading.values.map((each) => (
              <div key={each.label} className={classes.reading}>
                <span className={classes.dot} style={{ background: each.color }} />
                {each.label}: {each.value}
              </div>
            ))}
          </div>
        </>
      )}
    </div>
  );
}
