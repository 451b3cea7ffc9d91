import type { MapPoint } from '../../../../shared/domain/datasets/rowMap.ts';

/** Told apart by most people who see colours otherwise, (Okabe & Ito 2008), then steps between them; the stylesheet makes them darker on light and lighter on dark. */
export const COLOURS = [
  ...['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#56b4e9', '#8f8f00', '#7f6bd6', '#8c564b', '#17a2a2'],
  ...['#b03060', '#6b8e23', '#4f6d9a', '#c08552', '#5f9e8f', '#9b5de5', '#bc4749', '#3a86ff', '#a68a64', '#708090'],
] as const;
const OTHERS = '#888888';

export interface Legend {
  /** Empty for all other values. */
  label: string;
  colour: string;
}

/** What each point is coloured by: its value where points have values, the commonest ones first; else its cluster. */
export function colouring(
  points: readonly MapPoint[],
  nameOf: (cluster: number) => string,
): { colourOf: (point: MapPoint) => string; legend: Legend[] } {
  const hasValues = points.some(({ value }) => value !== '');
  const keyOf = ({ value, cluster }: MapPoint) => (hasValues ? value : String(cluster));
  const counts = new Map<string, number>();
  for (const point of points) counts.set(keyOf(point), (counts.get(keyOf(point)) ?? 0) + 1);
  const keys = hasValues
    ? [...counts].sort(([, one], [, other]) => other - one).map(([key]) => key)
    : [...counts.keys()].sort((one, other) => Number(one) - Number(other));
  const colours = new Map(keys.slice(0, COLOURS.length).map((key, place) => [key, COLOURS[place] as string]));
  const legend = Array.from(colours, ([key, colour]) => ({ label: hasValues ? key : nameOf(Number(key)), colour }));
  if (keys.length > COLOURS.length) legend.push({ label: '', colour: OTHERS });
  return { colourOf: (point) => colours.get(keyOf(point)) ?? OTHERS, legend };
}
