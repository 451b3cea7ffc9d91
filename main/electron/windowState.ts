import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';

const WindowState = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(400).max(20_000),
  height: z.number().int().min(300).max(20_000),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof WindowState>;

/** Enough of a title bar to grab the window by, in pixels. */
const GRAB = { width: 100, height: 40 };

/** Where the window was last time, when that place can still be seen: displays come and go. */
export function readWindowState(file: string, displays: readonly Rectangle[]): WindowState | null {
  try {
    const state = WindowState.parse(JSON.parse(readFileSync(file, 'utf8')));
    return displays.some((display) => titleBarIsOn(display, state)) ? state : null;
  } catch {
    return null;
  }
}

/** Done while the window closes, so it does not wait; a place that cannot be kept costs nothing else. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    writeFileSync(`${file}.tmp`, `${JSON.stringify(state)}\n`);
    renameSync(`${file}.tmp`, file);
  } catch {
    // The next window opens in the middle of the screen.
  }
}

function titleBarIsOn(display: Rectangle, { x, y, width }: WindowState): boolean {
  const visibleWidth = Math.min(x + width, display.x + display.width) - Math.max(x, display.x);
  return visibleWidth >= GRAB.width && y >= display.y && y + GRAB.height <= display.y + display.height;
}
