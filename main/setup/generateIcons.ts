import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { encodeIcns, encodeIco, type IconImage } from './iconFormats.ts';

/**
 * Draws `resources/icons/icon.svg` in every size and format that the platforms want. Run by hand after a change to the drawing:
 * `CHROMIUM=/path/to/chromium node main/setup/generateIcons.ts` (without `CHROMIUM`: Playwright's own).
 */
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
const ICNS_SIZES = [16, 32, 64, 128, 256, 512, 1024];

const folder = join(import.meta.dirname, '..', '..', 'resources', 'icons');
const images = await draw(
  await readFile(join(folder, 'icon.svg'), 'utf8'),
  new Set([...LINUX_SIZES, ...ICO_SIZES, ...ICNS_SIZES]),
);

const pick = (sizes: readonly number[]): IconImage[] => images.filter(({ size }) => sizes.includes(size));
await mkdir(join(folder, 'linux'), { recursive: true });
for (const { size, png } of pick(LINUX_SIZES)) await writeFile(join(folder, 'linux', `${size}x${size}.png`), png);
for (const { png } of pick([512])) await writeFile(join(folder, 'icon.png'), png);
await writeFile(join(folder, 'icon.ico'), encodeIco(pick(ICO_SIZES)));
await writeFile(join(folder, 'icon.icns'), encodeIcns(pick(ICNS_SIZES)));

async function draw(svg: string, sizes: ReadonlySet<number>): Promise<IconImage[]> {
  const executablePath = process.env.CHROMIUM;
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    const drawn: IconImage[] = [];
    for (const size of [...sizes].sort((a, b) => a - b)) {
      await page.setViewportSize({ width: size, height: size });
      await page.setContent(
        `<style>body { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${svg}`,
      );
      drawn.push({ size, png: await page.screenshot({ omitBackground: true }) });
    }
    return drawn;
  } finally {
    await browser.close();
  }
}
