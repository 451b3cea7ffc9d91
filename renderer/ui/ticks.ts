/** Ticks of an axis and the range that they span. */
export interface Ticks {
  domain: [number, number];
  ticks: number[];
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Distances of ticks on a time axis. */
const TIME_STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 120, 240].map((hours) => hours * HOUR),
];

/** Round values that enclose what is drawn. */
export function valueTicks([low, high]: readonly [number, number], count: number): Ticks {
  const [from, to] = spread(low, high);
  const step = roundStep((to - from) / count);
  const domain: [number, number] = [exact(Math.floor(from / step) * step), exact(Math.ceil(to / step) * step)];
  return { domain, ticks: multiples(domain, step) };
}

/** Powers of ten, with 2 and 5 times them where few fit in, for a range above 0. */
export function logarithmicTicks([low, high]: readonly [number, number]): Ticks {
  const domain: [number, number] = isSpread(low, high) ? [low, high] : [low / 2, high * 2];
  const [first, last] = domain.map((value) => Math.floor(Math.log10(value))) as [number, number];
  const inside = (factors: readonly number[]) => {
    const ticks: number[] = [];
    for (let power = first; power <= last; power++) {
      for (const factor of factors) {
        const tick = Number(`${factor}e${power}`);
        if (tick >= domain[0] && tick <= domain[1]) ticks.push(tick);
      }
    }
    return ticks;
  };
  const choices = [[1], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]].map(inside);
  const ticks = choices.find(({ length }) => length >= 3);
  // Within less than a power of ten, even distances read as well.
  return { domain, ticks: ticks ?? multiples(domain, roundStep((domain[1] - domain[0]) / 4)) };
}

/** Round places within a range of steps or tokens, or of times in milliseconds. */
export function placeTicks([low, high]: readonly [number, number], count: number, kind: 'count' | 'time'): Ticks {
  const domain: [number, number] = low < high ? [low, high] : [low - 1, high + 1];
  const least = (domain[1] - domain[0]) / count;
  const step =
    kind === 'time'
      ? (TIME_STEPS.find((candidate) => candidate >= least) ?? roundStep(least))
      : Math.max(1, roundStep(least));
  return { domain, ticks: multiples(domain, step) };
}

/** 1, 2 or 5 times a power of ten, not below `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5, 10].find((factor) => factor * power >= least * 0.999) ?? 10) * power;
}

/** Whether two values are so far apart that ticks can stand between them. */
const isSpread = (low: number, high: number): boolean => high - low > Math.abs(high) * 1e-9;

/** A single value gets some room, so that its line is not the axis. */
function spread(low: number, high: number): [number, number] {
  if (isSpread(low, high)) return [low, high];
  const room = Math.abs(high) * 0.1 || 1;
  return [low - room, high + room];
}

function multiples([low, high]: readonly [number, number], step: number): number[] {
  const first = Math.ceil(low / step - 1e-6);
  const last = Math.floor(high / step + 1e-6);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => exact((first + index) * step));
}

/** Without what multiplying has added: 5.6 and not 5.6000000000000005. */
const exact = (value: number): number => Number(value.toPrecision(12));
