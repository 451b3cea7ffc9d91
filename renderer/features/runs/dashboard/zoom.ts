/** A part of a run, both ends included. */
export interface StepRange {
  from: number;
  to: number;
}

/** Nothing smaller can be zoomed to. */
const LEAST_STEPS = 8;

/** A part within `whole` that is `steps` long and begins at `from`, moved where it would stand out. */
function within(whole: StepRange, from: number, steps: number): StepRange {
  const length = Math.min(whole.to - whole.from, Math.max(LEAST_STEPS, Math.round(steps)));
  const begin = Math.min(Math.max(whole.from, Math.round(from)), whole.to - length);
  return { from: begin, to: begin + length };
}

/** Half of what is shown, from its middle. */
export function zoomedIn(shown: StepRange, whole: StepRange): StepRange {
  const steps = shown.to - shown.from;
  return within(whole, shown.from + steps / 4, steps / 2);
}

/** Twice what is shown; `null` when that is everything. */
export function zoomedOut(shown: StepRange, whole: StepRange): StepRange | null {
  const steps = shown.to - shown.from;
  const wider = within(whole, shown.from - steps / 2, steps * 2);
  return wider.from <= whole.from && wider.to >= whole.to ? null : wider;
}

/** As much as is shown, by a half of it to the left (-1) or to the right (1). */
export function moved(shown: StepRange, whole: StepRange, direction: -1 | 1): StepRange {
  const steps = shown.to - shown.from;
  return within(whole, shown.from + (direction * steps) / 2, steps);
}

/** What was drawn over, from either side; `null` when it was a click and no drag. */
export function selected(a: number, b: number, whole: StepRange): StepRange | null {
  const [from, to] = a < b ? [a, b] : [b, a];
  return to - from < 1 ? null : within(whole, from, to - from);
}
