import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedChromium } from '../../main/setup/chromium.ts';
import { startStudio } from '../helpers/studioProcess.ts';
import { atExit } from './processes.ts';
import { median, round } from './statistics.ts';

export interface StartupResult {
  engine: string;
  /** From the start of the process to its address. */
  url_s: number;
  /** From the start of the process to its first page in a browser that runs already; `null` where there is no Chromium. */
  page_s: number | null;
  /** Why there is no page; `null` where there is one. */
  page_reason: string | null;
  rounds: number;
}

/** Starts the built headless shell on empty homes. The process is a fresh one by itself; what is measured is seen from outside. */
export async function measureStartup(rounds: number): Promise<StartupResult> {
  const browser = await launchBrowser();
  const urlTimes: number[] = [];
  const pageTimes: number[] = [];
  try {
    for (let index = 0; index < rounds; index++) {
      const home = mkdtempSync(join(tmpdir(), 'kindling-bench-home-'));
      const ending = atExit(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
      const start = performance.now();
      const studio = await startStudio(home);
      const killing = atExit(() => void studio.kill());
      urlTimes.push((performance.now() - start) / 1000);
      if ('open' in browser) {
        await browser.open(studio.url);
        pageTimes.push((performance.now() - start) / 1000);
      }
      await studio.stop();
      killing.callOff();
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      ending.callOff();
    }
  } finally {
    if ('close' in browser) await browser.close();
  }
  return {
    engine: 'kindling',
    url_s: round(median(urlTimes), 2),
    page_s: pageTimes.length > 0 ? round(median(pageTimes), 2) : null,
    page_reason: 'missing' in browser ? browser.missing : null,
    rounds,
  };
}

interface Browser {
  /** Opens an address in a profile of its own and waits until the first page stands. */
  open(url: string): Promise<void>;
  close(): Promise<void>;
}

async function launchBrowser(): Promise<Browser | { missing: string }> {
  const executablePath = await installedChromium();
  if (!executablePath) return { missing: 'no Chromium is installed' };
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({
    executablePath,
    // As root, in a container, Chromium has no sandbox to use; what it opens is our own page.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu', '--no-first-run'],
  });
  return {
    async open(url) {
      const page = await browser.newPage();
      await page.goto(url);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.close();
    },
    close: () => browser.close(),
  };
}
