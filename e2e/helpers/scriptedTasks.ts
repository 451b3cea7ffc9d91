import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Language } from '../../shared/domain/language.ts';
import { violationsOn } from './barriers.ts';
import { test as base } from './fixtures.ts';
import { startStudio } from './studioProcess.ts';

/** A studio whose trainings and models follow a script (`tasksStudio.ts`); what reads rows does not. */
export const test = base.extend({
  studio: async ({ shell, home }, use) => {
    if (shell === 'electron') throw new Error('the scripted studio is headless');
    const studio = await startStudio(home, [join(import.meta.dirname, 'tasksStudio.ts')]);
    await use(studio);
    await studio.kill();
  },
});

/** What axe finds in the theme that is shown: elements are the same in Chinese and in the dark, so that only colours are looked at there. */
export async function barriers(page: Page, language: Language): Promise<unknown[]> {
  const violations = await violationsOn(page, language === 'en' ? {} : { rules: ['color-contrast'] });
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}
