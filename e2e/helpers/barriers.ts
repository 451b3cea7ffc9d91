import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

type Violation = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'][number];

interface Look {
  /** These rules only. */
  rules?: string[];
  /** A part of the page, or all but one. */
  include?: string;
  exclude?: string;
}

/**
 * What axe finds on a page, by all of its rules that are on by default. It is read once by each page: its rules keep nothing of an earlier
 * look. Results of frames are not put together in a page of their own, and sheets and media are not fetched again, which takes as
 * long as all rules but that of contrast: no page has a frame, a film or a sound.
 */
export async function violationsOn(page: Page, look: Look = {}): Promise<Violation[]> {
  const found = await violationsNow(page, look);
  if (found.length === 0) return found;
  // A page may have been caught while an answer came or its colours changed: what is a barrier still is one when that has come to rest.
  await page.evaluate(async () => {
    await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
  return violationsNow(page, look);
}

async function violationsNow(page: Page, { rules, include, exclude }: Look): Promise<Violation[]> {
  const isThere = await page.evaluate(() => 'axe' in window);
  const axe = new AxeBuilder(isThere ? { page, axeSource: 'void 0' } : { page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'], preload: false });
  if (rules) axe.withRules(rules);
  if (include) axe.include(include);
  if (exclude) axe.exclude(exclude);
  return (await axe.analyze()).violations;
}
