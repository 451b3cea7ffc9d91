import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect } from './helpers/fixtures.ts';
import { recordedMetric, recordedText, recordedValidation, recordRun, SPIKE } from './helpers/recordedRun.ts';
import { testOnShared } from './helpers/sharedStudio.ts';
import { takesLong } from './helpers/specTags.ts';
import { figure, readCurve } from './helpers/steps.ts';

const STEPS = 5000;

/** A studio with a run whose every figure is known; tests only look at it. */
const test = testOnShared({ fill: (home) => recordRun(home, 'known', STEPS) });

const lossCurve = (page: Page) => page.getByRole('img', { name: /^Loss (over|from)/ });
const plot = (page: Page) => page.getByRole('slider', { name: 'Loss: read exact values with the arrow keys' });
const line = (page: Page, name: 'raw' | 'smoothed' | 'validation') =>
  lossCurve(page).locator(`.line-${name} path`).first();
const drawn = async (page: Page, name: 'raw' | 'smoothed' | 'validation') =>
  (await line(page, name).getAttribute('d')) ?? '';
const scrubber = (page: Page) => page.getByRole('slider', { name: 'Texts along the run' });
/** Numbers along an axis, from below and from the left. */
const ticks = (page: Page, axis: 'x' | 'y') =>
  lossCurve(page).locator(`.recharts-${axis}Axis-tick-labels text`).allTextContents();
const verticalTicks = (page: Page) => ticks(page, 'y');
const horizontalTicks = (page: Page) => ticks(page, 'x');

async function openRun(page: Page): Promise<void> {
  await page.evaluate(() => {
    location.hash = '#/runs/known';
  });
  await expect(line(page, 'raw')).toBeVisible();
}

test.beforeEach(({ app }) => openRun(app));

test('the curve is in view without scrolling, in a small window too', takesLong, async ({ app }) => {
  for (const [width, height] of [
    [1180, 860],
    [1280, 800],
    [900, 860],
  ] as const) {
    await app.setViewportSize({ width, height });
    await app.evaluate(() => window.scrollTo(0, 0));
    await expect(lossCurve(app), `${width} × ${height}`).toBeInViewport({ ratio: 1 });
    expect(await app.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  }
});

test('every figure has a chart, with at most 500 points each', async ({ app }) => {
  await expect(lossCurve(app)).toHaveAccessibleName(/^Loss over 5,000 steps: from \d\.\d+ at the start/);
  const titles = ['Perplexity', 'Learning rate', 'Gradient norm', 'Tokens per second', 'Processor', 'Memory'];
  for (const title of titles) {
    const chart = app.getByRole('img', { name: new RegExp(`^${title} up to step 5,000`) });
    await app.getByRole('heading', { name: title, exact: true }).scrollIntoViewIfNeeded();
    await expect(chart.locator('.line-raw path').first(), title).toBeVisible();
  }
  await expect(app.getByRole('img', { name: /^Graphics/ })).toHaveCount(0);
  for (const path of await app.locator('.recharts-line-curve').all()) {
    expect(((await path.getAttribute('d')) ?? '').split('L').length).toBeLessThanOrEqual(500);
  }
});

test('tile and curve tell one loss, the mean of the last steps', async ({ app }) => {
  const { last } = await readCurve(app);
  await expect(figure(app, 'Loss')).toHaveText(last);
  const steps = Array.from({ length: 100 }, (_, index) => recordedMetric(STEPS - index, STEPS).loss);
  expect(Number(last)).toBeCloseTo(steps.reduce((sum, loss) => sum + loss, 0) / steps.length, 2);
  await expect(app.getByText('mean of the last 100 steps')).toBeVisible();
});

test('smoothing changes the smoothed line, only it, and is remembered', takesLong, async ({ app }) => {
  const [raw, smoothed] = [await drawn(app, 'raw'), await drawn(app, 'smoothed')];
  const slider = app.getByRole('slider', { name: 'Smoothing' });
  await expect(slider).toHaveAttribute('aria-valuenow', '0.75');
  await slider.focus();
  await slider.press('End');
  await expect(slider).toHaveAttribute('aria-valuenow', '0.99');
  await expect.poll(() => drawn(app, 'smoothed')).not.toBe(smoothed);
  expect(await drawn(app, 'raw')).toBe(raw);
  const smoothest = await drawn(app, 'smoothed');
  await app.reload();
  await expect(slider).toHaveAttribute('aria-valuenow', '0.99');
  await expect.poll(() => drawn(app, 'smoothed')).toBe(smoothest);
});

test('the vertical axis can be logarithmic, and leave outliers out', takesLong, async ({ app }) => {
  // Without a word, the scale is that of the curve and not of its spike.
  expect(Number((await verticalTicks(app)).at(-1))).toBeLessThan(10);
  await app.getByRole('switch', { name: 'Clip start and outliers' }).uncheck();
  await expect.poll(async () => (await verticalTicks(app)).at(-1)).toBe('40');
  await app.getByRole('switch', { name: 'Logarithmic scale' }).check();
  await expect.poll(() => verticalTicks(app)).toEqual(['2', '5', '10', '20']);
  await app.getByRole('switch', { name: 'Logarithmic scale' }).uncheck();
  const raw = await drawn(app, 'raw');
  await app.getByRole('switch', { name: 'Clip start and outliers' }).check();
  await expect.poll(async () => Number((await verticalTicks(app)).at(-1))).toBeLessThan(10);
  expect(await drawn(app, 'raw')).not.toBe(raw);
  await app.reload();
  await expect(app.getByRole('switch', { name: 'Clip start and outliers' })).toBeChecked();
});

test('the horizontal axis shows steps, tokens or time', takesLong, async ({ app }) => {
  expect(await horizontalTicks(app)).toEqual(['0', '1,000', '2,000', '3,000', '4,000', '5,000']);
  const axis = app.getByRole('radiogroup', { name: 'Horizontal axis' });
  await axis.getByText('Tokens').click();
  // 5,000 steps of 16 sequences of 128 tokens.
  await expect.poll(() => horizontalTicks(app)).toEqual(['0', '2M', '4M', '6M', '8M', '10M']);
  await axis.getByText('Time').click();
  await expect.poll(() => horizontalTicks(app)).toEqual(['0', '1 min', '2 min', '3 min', '4 min']);
  await app.reload();
  await expect.poll(() => horizontalTicks(app)).toContain('3 min');
});

test(
  'drawing over a part zooms to it and brings its detail; the keyboard can do the same',
  takesLong,
  async ({ app }) => {
    const box = await plot(app).boundingBox();
    if (!box) throw new Error('the chart has no place');
    // Between steps 1,200 and 1,260 lies the spike, of which the whole curve shows only the top.
    const x = (step: number) => box.x + (box.width * step) / STEPS;
    await app.mouse.move(x(1000), box.y + 50);
    await app.mouse.down();
    await app.mouse.move(x(1500), box.y + 60, { steps: 5 });
    await app.mouse.up();
    await expect(lossCurve(app)).toHaveAccessibleName(/^Loss from step (9\d\d|1,0\d\d) to step 1,[45]\d\d/);
    await app.getByRole('button', { name: 'Zoom in' }).press('Enter');
    await expect(lossCurve(app)).toHaveAccessibleName(/^Loss from step 1,1\d\d to step 1,3\d\d/);
    // Each of the steps is drawn now.
    const [, from, to] =
      /from step ([\d,]+) to step ([\d,]+)/.exec((await lossCurve(app).getAttribute('aria-label')) ?? '') ?? [];
    const steps = Number(to?.replace(',', '')) - Number(from?.replace(',', '')) + 1;
    expect((await drawn(app, 'raw')).split('L')).toHaveLength(steps);

    await app.getByRole('button', { name: 'Later steps' }).press('Enter');
    await expect(lossCurve(app)).toHaveAccessibleName(/^Loss from step 1,2\d\d to step 1,[45]\d\d/);
    await app.getByRole('button', { name: 'Earlier steps' }).press('Enter');
    await app.getByRole('button', { name: 'Zoom out' }).press('Enter');
    await expect(lossCurve(app)).toHaveAccessibleName(/^Loss from step (9\d\d|1,0\d\d) to/);
    await app.getByRole('button', { name: 'Show the whole run' }).press('Enter');
    await expect(lossCurve(app)).toHaveAccessibleName(/^Loss over 5,000 steps/);
    await expect(app.getByRole('button', { name: 'Zoom out' })).toBeDisabled();
  },
);

test('the exact values of a step are shown under the pointer and to the keyboard', takesLong, async ({ app }) => {
  await plot(app).focus();
  await app.keyboard.press('End');
  const exact = (value: number) => new Intl.NumberFormat('en', { maximumSignificantDigits: 7 }).format(value);
  const tooltip = app.getByRole('tooltip').filter({ hasText: 'Step' });
  await expect(tooltip).toContainText('Step 5,000 · 10.2M tokens · 4 min 10 sec');
  await app.keyboard.press('ArrowLeft');
  await app.keyboard.press('ArrowRight');
  await expect(tooltip).toContainText(
    new RegExp(
      `(Training: ${exact(recordedMetric(STEPS, STEPS).loss)}|Validation: ${exact(recordedValidation(STEPS, STEPS))})`,
    ),
  );
  await expect(plot(app)).toHaveAttribute('aria-valuetext', /^Step 5,000 .+\. /);

  const box = await plot(app).boundingBox();
  if (!box) throw new Error('the chart has no place');
  await app.mouse.move(box.x + (box.width * SPIKE.step) / STEPS, box.y + 40);
  await expect(tooltip).toContainText(`Step 1,234`);
  await expect(tooltip).toContainText('Training: 40');
  await expect(tooltip).toContainText('Training, smoothed: ');
  await expect(tooltip).toContainText(`Validation (Step 1,200): ${exact(recordedValidation(1200, STEPS))}`);
  await app.mouse.move(10, 10);
  await expect(tooltip).toHaveCount(0);
});

test('all figures are saved as CSV, exact to the last digit', takesLong, async ({ app }) => {
  const download = app.waitForEvent('download');
  await app.getByRole('button', { name: 'Save as CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('recorded known - metrics.csv');
  const [header, ...lines] = readFileSync(await file.path(), 'utf8')
    .trimEnd()
    .split('\n');
  const columns = header?.split(',') ?? [];
  const rows = lines.map((text) => Object.fromEntries(text.split(',').map((cell, index) => [columns[index], cell])));
  // Step 0 has its evaluation only.
  expect(rows.map(({ step }) => Number(step))).toEqual(Array.from({ length: STEPS + 1 }, (_, step) => step));
  for (const step of [1, SPIKE.step, STEPS]) {
    const { loss, learning_rate, grad_norm, tokensPerSecond, elapsedMs } = recordedMetric(step, STEPS);
    const figures = { loss, learning_rate, grad_norm, tokens_per_second: tokensPerSecond, elapsed_ms: elapsedMs };
    for (const [name, value] of Object.entries(figures)) expect(Number(rows[step]?.[name]), name).toBe(value);
    expect(Number(rows[step]?.tokens)).toBe(step * 2048);
  }
  expect(Number(rows[200]?.validation_loss)).toBe(recordedValidation(200, STEPS));
  expect(rows[201]?.validation_loss).toBe('');
  expect(Number(rows[40]?.cpu_percent)).toBe(63);
});

test('a chart is saved as a picture in the colours of the theme', takesLong, async ({ app }) => {
  const colours = new Set<string>();
  for (const theme of ['light', 'dark']) {
    const download = app.waitForEvent('download');
    await app.getByRole('button', { name: 'Save “Loss” as a picture' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('recorded known - Loss.png');
    const picture = readFileSync(await file.path());
    expect(picture.subarray(1, 4).toString('latin1')).toBe('PNG');
    const { width, height, background, inks } = await inspect(app, picture);
    expect(width).toBeGreaterThan(1000);
    expect(height).toBeGreaterThan(500);
    // Lines, text and grid over the ground: far more than a blank or a black picture has.
    expect(inks, theme).toBeGreaterThan(20);
    colours.add(background);
    if (theme === 'light') await app.getByRole('button', { name: 'Switch to the dark theme' }).click();
    await expect(app.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  }
  expect(colours.size).toBe(2);
  await app.getByRole('button', { name: 'Switch to the light theme' }).click();
});

/** Reads a picture in the browser: its size, the colour of its corner, and how many colours there are. */
function inspect(page: Page, picture: Buffer) {
  return page.evaluate(
    async (address) => {
      const image = new Image();
      image.src = address;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width;
      canvas.height = image.height;
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.drawImage(image, 0, 0);
      const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
      return { width: image.width, height: image.height, background: String(pixels[0]), inks: new Set(pixels).size };
    },
    `data:image/png;base64,${picture.toString('base64')}`,
  );
}

test('the slider under the curve goes through what the model wrote', takesLong, async ({ app }) => {
  const heading = (step: string) => app.getByRole('heading', { name: `After ${step} steps`, exact: true });
  await expect(heading('5,000')).toBeVisible();
  await expect(app.getByText(recordedText(5000)).first()).toBeVisible();
  await scrubber(app).focus();
  await app.keyboard.press('ArrowLeft');
  await expect(heading('4,750')).toBeVisible();
  await expect(app.getByText(recordedText(4750).trim())).toHaveCount(2);
  await expect(scrubber(app)).toHaveAttribute('aria-valuetext', 'Step 4,750, 20 of 21');
  await app.keyboard.press('Home');
  await expect(app.getByRole('heading', { name: 'Before training' })).toBeVisible();

  const [track, curve] = [await scrubber(app).boundingBox(), await plot(app).boundingBox()];
  if (!track || !curve) throw new Error('there is no slider');
  expect(Math.abs(track.x - curve.x) + Math.abs(track.width - curve.width), 'it lies under the curve').toBeLessThan(2);
  await app.mouse.move(track.x, track.y + 5);
  await app.mouse.down();
  await app.mouse.move(track.x + track.width * 0.6, track.y + 5, { steps: 8 });
  await app.mouse.up();
  await expect(heading('3,000')).toBeVisible();
  const marker = await app.getByTestId('marker').boundingBox();
  expect(Math.abs((marker?.x ?? 0) - (curve.x + curve.width * 0.6))).toBeLessThan(3);

  await app.mouse.click(curve.x + curve.width * 0.2, curve.y + 30);
  await expect(heading('1,000')).toBeVisible();
  await app.getByRole('button', { name: 'Show the newest' }).click();
  await expect(heading('5,000')).toBeVisible();
});
