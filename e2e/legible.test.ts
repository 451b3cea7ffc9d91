import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSources } from './helpers/sourceFiles.ts';

const MAP = 'renderer/features/datasets/search';

/** What holds no text of its own, or repeats in ink what is said in words. */
const WITHOUT_TEXT = ['.selection', '.token[data-break]::before'];

test('no text is made pale by opacity: what is old is marked otherwise', () => {
  const rules = globSync('renderer/**/*.css').flatMap((path) =>
    Array.from(readFileSync(path, 'utf8').matchAll(/([^{}]+)\{([^{}]*)\}/g), ([, selector = '', body = '']) => ({
      selector: selector.replace(/\/\*.*?\*\//gs, '').trim(),
      body,
    })),
  );
  expect(rules.length).toBeGreaterThan(100);
  const pale = rules.filter(({ body }) => /(^|[;\s])opacity:\s*0?\.\d/.test(body)).map(({ selector }) => selector);
  expect(pale.sort()).toEqual(WITHOUT_TEXT);
  const inline = readSources('.', ['renderer']).filter(({ text }) => /style=\{[^}]*opacity/.test(text));
  expect(inline.map(({ path }) => path)).toEqual([]);
});

test.each([
  ['light', 'black', '#ffffff'],
  ['dark', 'white', '#211e1c'],
])('points of the map are seen on a %s ground (WCAG 1.4.11: 3 to 1)', (_, mixed, ground) => {
  const css = readFileSync(join(MAP, 'rowMap.module.css'), 'utf8');
  const shares = Array.from(css.matchAll(new RegExp(`var\\(--dot\\) (\\d+)%, ${mixed}`, 'g')), ([, share]) =>
    Number(share),
  );
  expect(shares).toHaveLength(2);
  const other = mixed === 'black' ? 0 : 255;
  const colours = readFileSync(join(MAP, 'mapColours.ts'), 'utf8').match(/#[0-9a-f]{6}/g) ?? [];
  expect(colours.length).toBeGreaterThan(20);
  for (const colour of colours) {
    const shown = channels(colour).map(
      (channel) => ((shares[0] as number) * channel + (100 - (shares[0] as number)) * other) / 100,
    );
    const [darker, lighter] = [luminance(shown), luminance(channels(ground))].sort((one, two) => one - two) as [
      number,
      number,
    ];
    expect((lighter + 0.05) / (darker + 0.05), colour).toBeGreaterThanOrEqual(3);
  }
});

const channels = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
/** Relative luminance (WCAG 2.2). */
function luminance(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
