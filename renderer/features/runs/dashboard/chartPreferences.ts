import { z } from 'zod';
import { create } from 'zustand';

/** What runs along the horizontal axis. */
export const Axis = z.enum(['step', 'tokens', 'time']);
export type Axis = z.infer<typeof Axis>;

/** Weight of the next neighbour in the smoothed lines, at most. */
export const MAX_SMOOTHING = 0.99;

const Preferences = z.object({
  smoothing: z.number().min(0).max(MAX_SMOOTHING),
  logarithmic: z.boolean(),
  /** Leaves outliers and the height of the first steps out of the vertical range. */
  focused: z.boolean(),
  axis: Axis,
});
type Preferences = z.infer<typeof Preferences>;

const STORAGE_KEY = 'kindling.charts';
const DEFAULTS: Preferences = { smoothing: 0.75, logarithmic: false, focused: true, axis: 'step' };

interface ChartPreferences extends Preferences {
  set(patch: Partial<Preferences>): void;
}

/** How charts are drawn, the same for all runs and kept between starts. */
export const useChartPreferences = create<ChartPreferences>()((set, get) => ({
  ...remembered(),
  set: (patch) => {
    set(patch);
    localStorage.setItem(STORAGE_KEY, JSON.stringify(Preferences.parse(get())));
  },
}));

/** What an earlier version or somebody else has left there may be anything. */
function remembered(): Preferences {
  try {
    const kept = Preferences.partial().parse(JSON.parse(localStorage.getItem(STORAGE_KEY) ?? ''));
    return Preferences.parse({ ...DEFAULTS, ...kept });
  } catch {
    return DEFAULTS;
  }
}
