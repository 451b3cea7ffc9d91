import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { peakRssBytes } from './peakRss.ts';

const MEGABYTE = 2 ** 20;

test('is at least what is resident now', () => {
  expect(peakRssBytes()).toBeGreaterThanOrEqual(0.9 * process.memoryUsage.rss());
});

test.skipIf(process.platform !== 'linux')('is no peak of the process that started it', () => {
  const held = Buffer.alloc(300 * MEGABYTE, 1);
  const script = `
    import { peakRssBytes } from ${JSON.stringify(new URL('./peakRss.ts', import.meta.url).href)};
    console.log(JSON.stringify([peakRssBytes(), process.resourceUsage().maxRSS * 1024]));`;
  const [own = 0, told = 0] = JSON.parse(
    execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], { encoding: 'utf8' }),
  );
  expect(held.length, 'it is still held').toBe(300 * MEGABYTE);
  expect(told, 'what this is for').toBeGreaterThan(300 * MEGABYTE);
  expect(own).toBeLessThan(300 * MEGABYTE);
  expect(own).toBeGreaterThan(20 * MEGABYTE);
});
