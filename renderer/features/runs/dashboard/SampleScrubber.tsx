import { Group } from '@mantine/core';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../ui/format.ts';
import { nearestIndex } from './chartData.ts';
import classes from './charts.module.css';
import { PLOT_INSETS } from './LinePlot.tsx';

export interface SamplePlace {
  step: number;
  x: number;
}

interface Props {
  /** Where there are texts, ascending. */
  places: readonly SamplePlace[];
  domain: readonly [number, number];
  step: number;
  /** What lies along the run are texts of the model's own; else answers. */
  writes: boolean;
  onChange: (step: number) => void;
}

const FAR = 10;

/** A slider under the loss curve, place by place below it, that goes from text to text. */
export function SampleScrubber({ places, domain: [low, high], step, writes, onChange }: Props) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const track = useRef<HTMLDivElement>(null);
  // Of very many places only some are here: the step may lie between two.
  const index = Math.max(
    0,
    places.findLastIndex((place) => place.step <= step),
  );
  const position = (x: number) => (high > low ? (100 * (x - low)) / (high - low) : 0);

  const choose = (next: number) => {
    const place = places[Math.min(places.length - 1, Math.max(0, next))];
    if (place) onChange(place.step);
  };
  const follow = (event: PointerEvent) => {
    const { left, width } = (track.current as HTMLDivElement).getBoundingClientRect();
    choose(nearestIndex(places, low + ((event.clientX - left) / width) * (high - low)) ?? 0);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    follow(event);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = {
      ...{ ArrowLeft: index - 1, ArrowDown: index - 1, ArrowRight: index + 1, ArrowUp: index + 1 },
      ...{ PageDown: index - FAR, PageUp: index + FAR, Home: 0, End: places.length },
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
  };

  const label = t(writes ? 'samples.scrubber' : 'samples.scrubberAnswers');
  const place = t('samples.place', {
    step: format.integer(step),
    place: format.integer(index + 1),
    places: format.integer(places.length),
  });
  return (
    <div className={classes.scrubber} style={{ marginLeft: PLOT_INSETS.left, marginRight: PLOT_INSETS.right }}>
      <Group justify="space-between" gap="xs" className="tabular" aria-hidden>
        <span>{label}</span>
        <span>{place}</span>
      </Group>
      <div
        ref={track}
        className={classes.track}
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={places[0]?.step ?? 0}
        aria-valuemax={places.at(-1)?.step ?? 0}
        aria-valuenow={step}
        aria-valuetext={place}
        onPointerDown={onPointerDown}
        onPointerMove={(event) => event.buttons === 1 && follow(event)}
        onKeyDown={onKeyDown}
      >
        <svg className={classes.trackMarks} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
          <path
            d={places.map(({ x }) => `M${position(x).toFixed(2)} 0V1`).join('')}
            vectorEffect="non-scaling-stroke"
          />
        </svg>
        <div className={classes.thumb} style={{ left: `${position(places[index]?.x ?? low)}%` }} />
      </div>
    </div>
  );
}
