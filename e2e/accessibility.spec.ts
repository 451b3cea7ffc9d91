import type { BrowserContext, Locator, Page } from '@playwright/test';
import { violationsOn } from './helpers/barriers.ts';
import { type EveryState, test } from './helpers/everyStateHome.ts';
import { NAMES } from './helpers/everyStateNames.ts';
import { expect, test as onEmptyHome } from './helpers/fixtures.ts';
import { PAGE_STATES, type PageState } from './helpers/pageStates.ts';
import { takesLong } from './helpers/specTags.ts';

for (const each of [test, onEmptyHome])
  each.use({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    contextOptions: { reducedMotion: 'reduce' },
  });

/** Goes to a page by its address and waits until nothing of it is loading. */
async function open(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/${path}`);
  await expect(page).toHaveURL((url) => url.hash === `#/${path}`);
  await settled(page);
}

async function settled(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, includeHidden: true })).toBeVisible();
  await expect(page.locator('main [aria-busy="true"]:not([role="log"]), .mantine-Skeleton-root')).toHaveCount(0);
}

const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

/** Looking takes longer than all else: the long form looks at each state in both themes and in Chinese, the short one at each in one, by turns. */
const LONG = process.env.KINDLING_LONG_TESTS !== undefined;
const themesOf = (place: number): readonly Theme[] =>
  LONG ? THEMES : THEMES.filter((_, index) => index === place % 2);

/**
 * All that axe finds, of whatever weight, in these themes: the page is left in the light one. Elements are the same in both, so that only
 * colours are looked at in the second.
 */
async function barriers(page: Page, themes: readonly Theme[] = THEMES): Promise<string[]> {
  const found: string[] = [];
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
    const analyze = () => violationsOn(page, theme === themes[0] ? {} : { rules: ['color-contrast'] });
    let violations = await analyze();
    // A page may have been caught while it was loading.
    if (violations.length > 0) {
      await settled(page);
      violations = await analyze();
    }
    for (const { id, nodes } of violations) {
      for (const { html, failureSummary } of nodes) {
        const why = failureSummary?.split('\n').slice(1).join(' ').trim() ?? '';
        found.push(`${theme}, ${id}: ${html.slice(0, 200)} — ${why.slice(0, 240)}`);
      }
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}

/** Closes whatever lies over the page. */
async function clear(page: Page): Promise<void> {
  for (let layers = 0; layers < 3; layers++) {
    if ((await page.getByRole('dialog').count()) + (await page.getByRole('menu').count()) === 0) return;
    await page.keyboard.press('Escape');
  }
}

/** What every state has to keep to; in Chinese the colours are the same. */
async function look(
  page: Page,
  state: PageState,
  every: EveryState,
  themes: readonly Theme[],
  language = '',
): Promise<void> {
  if (state.path) {
    await clear(page);
    await open(page, state.path(every));
  }
  if (language === '') await state.show?.(page);
  await settled(page);
  const name = `${state.name}${language}`;
  expect.soft(await barriers(page, themes), name).toEqual([]);
  const heading = await page.getByRole('heading', { level: 1, includeHidden: true }).textContent();
  expect.soft(await page.title(), name).toContain(heading ?? 'no heading');
  expect.soft(await crowdedGroups(page), name).toEqual([]);
}

/** Groups of radio buttons in which the Tab key stops more than once. */
function crowdedGroups(page: Page): Promise<string[]> {
  return page.getByRole('radiogroup').evaluateAll((groups) =>
    groups
      .filter((group) => {
        const cards = group.querySelectorAll('[role="radio"]:not([tabindex="-1"]):not(:disabled)');
        // Native ones of one name are one stop by themselves.
        const names = [...group.querySelectorAll<HTMLInputElement>('input[type="radio"]')].map(({ name }) => name);
        return cards.length + new Set(names).size > 1 || names.includes('');
      })
      .map((group) => group.getAttribute('aria-label') ?? group.id),
  );
}

/** Of the addresses that are used most, as they are come to: `npm test` looks at these. */
const CORE = Object.values(PAGE_STATES)
  .flat()
  .filter(({ core }) => core);

/** The tests share a studio, in the order in which they leave what others look at as it was: runs and models are changed last. */
function lookAtStates(what: string, states: readonly PageState[], options = {}): void {
  test(`${what} has a barrier, in ${LONG ? 'either' : 'one'} theme`, options, async ({ app, every }) => {
    // One that cannot be brought about does not keep from the others.
    const lookAt = (state: PageState, themes: readonly Theme[], language?: string) =>
      test.step(state.name, () =>
        look(app, state, every, themes, language).catch((error: unknown) =>
          expect.soft(String(error), state.name).toBe(''),
        ),
      );
    for (const [place, state] of states.entries()) await lookAt(state, themesOf(place));
    if (!LONG) return;
    await clear(app);
    await app.getByRole('button', { name: 'Language' }).click();
    await app.getByRole('menuitem', { name: '简体中文' }).click();
    await expect(app.locator('html')).toHaveAttribute('lang', 'zh-CN');
    for (const state of states) if (state.chinese && state.path) await lookAt(state, ['light'], ', in Chinese');
  });
}

lookAtStates('none of the pages that are used most', CORE);
const lookAtPart = (part: keyof typeof PAGE_STATES) =>
  lookAtStates(
    `no state of ${part}`,
    PAGE_STATES[part].filter(({ long = false }) => LONG || !long),
    takesLong,
  );
for (const part of ['data', 'training', 'models'] as const) lookAtPart(part);

/** Words that are the same in Chinese: names of products, formats, units, and of the data itself. */
const ENGLISH_WORD =
  /\b(the|and|of|to|is|your|all|no|not|with|from|new|train|data|model|settings|choose|rows?|columns?)\b/i;

async function everyWordIsChinese(app: Page, every: EveryState, states: readonly PageState[]): Promise<void> {
  await app.getByRole('button', { name: 'Language' }).click();
  await app.getByRole('menuitem', { name: '简体中文' }).click();
  await expect(app.locator('html')).toHaveAttribute('lang', 'zh-CN');
  for (const { name, path } of states) {
    if (!path || name.startsWith('missing')) continue;
    await open(app, path(every));
    const own = app.locator('h2, h3, button, label, nav a, [role=tab], th[scope], dt');
    const texts = await own.filter({ visible: true }).allInnerTexts();
    expect
      .soft(
        texts.filter((text) => ENGLISH_WORD.test(text) && !/[\u4e00-\u9fff]/.test(text)),
        name,
      )
      .toEqual([]);
    expect.soft(texts.filter((text) => /[\u4e00-\u9fff]/.test(text)).length, name).toBeGreaterThanOrEqual(5);
  }
  await app.reload();
  await expect(app.getByRole('navigation', { name: /^(主导航|Main navigation)$/ })).toContainText('数据集');
  await app.getByRole('button', { name: '语言' }).click();
  await app.getByRole('menuitem', { name: 'English' }).click();
  await expect(app.getByRole('navigation', { name: /^(主导航|Main navigation)$/ })).toContainText('Data sets');
}

test('the pages that are used most are Chinese once Chinese is chosen', ({ app, every }) =>
  everyWordIsChinese(app, every, CORE));
test('every page is Chinese once Chinese is chosen', takesLong, ({ app, every }) =>
  everyWordIsChinese(app, every, Object.values(PAGE_STATES).flat()),
);

/** Presses Tab until an element has the focus. */
async function tabTo(page: Page, name: string | RegExp, role: 'link' | 'button' | 'grid'): Promise<void> {
  const target = page.getByRole(role, { name, exact: typeof name === 'string' }).first();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${role} ${name}`);
}

/** How the focused element, and what is drawn for it, differs from the same without the focus. */
const focusIsSeen = (page: Page) =>
  page.evaluate(async () => {
    // Borders of fields change their colour in a moment.
    const still = () => {
      const changes = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
      return Promise.all(changes.map(({ finished }) => finished.catch(() => {})));
    };
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return true;
    // A field of pills draws its focus two levels up.
    const [parent, above] = [element.parentElement, element.parentElement?.parentElement];
    const drawn = [element, parent, above, above?.parentElement, ...(parent?.children ?? [])];
    const look = () =>
      drawn.map((part) => {
        if (!part) return '';
        const { outline, boxShadow, borderColor, backgroundColor, transform } = getComputedStyle(part);
        return [outline, boxShadow, borderColor, backgroundColor, transform].join();
      });
    await still();
    const focused = look();
    element.blur();
    await still();
    const blurred = look();
    element.focus();
    return focused.some((part, index) => part !== blurred[index]) || element.outerHTML.slice(0, 200);
  });

/** Goes to a page by `g` and another key, and over all that Tab reaches there. */
async function focusIsSeenOn(page: Page, second: string, name: string): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press(second);
  await expect(page.getByRole('heading', { level: 1, name })).toBeFocused();
  const unseen = new Set<string>();
  for (let stops = 0; stops < 40; stops++) {
    await page.keyboard.press('Tab');
    const seen = await focusIsSeen(page);
    if (seen !== true) unseen.add(seen);
  }
  expect.soft([...unseen], `focus on ${name}`).toEqual([]);
  await page.getByRole('heading', { level: 1 }).click();
}

test('keys alone reach all of a page, what they reach is seen, and its heading gets the focus', async ({
  app,
  every,
}) => {
  await app.keyboard.press('Tab');
  await expect(app.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await app.keyboard.press('Enter');
  await expect(app.locator('#main')).toBeFocused();
  await app.keyboard.press('Tab');
  await expect(app.locator('#main :focus')).toHaveCount(1);

  await tabTo(app, NAMES.dataset, 'link');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('heading', { level: 1, name: NAMES.dataset })).toBeFocused();
  await tabTo(app, /^Rows of/, 'grid');
  await app.keyboard.press('ArrowDown');
  await app.keyboard.press('Shift+Enter');
  await expect(app.getByRole('dialog')).toBeVisible();
  await app.keyboard.press('Escape');
  await expect(app.getByRole('grid')).toBeFocused();

  await open(app, `datasets/${every.dataset}?tab=history`);
  await tabTo(app, 'Train on this', 'link');
  await app.keyboard.press('Enter');
  await expect(app.getByRole('heading', { level: 1, name: 'New training run' })).toBeFocused();
  await expect(app.getByRole('button', { name: 'Train', exact: true })).toBeEnabled();
  await tabTo(app, 'Train', 'button');

  await focusIsSeenOn(app, 's', 'Settings');
});

test('what keys reach on other pages is seen', takesLong, async ({ app }) => {
  await focusIsSeenOn(app, 'p', 'Playground');
  await focusIsSeenOn(app, 't', 'Training runs');
});

test('a dialog keeps the focus and gives it back', takesLong, async ({ app, every }) => {
  const kept = async (open: Locator, key = 'Enter') => {
    await open.focus();
    await app.keyboard.press(key);
    const dialog = app.getByRole('dialog');
    await expect(dialog).toBeVisible();
    await expect(dialog.locator(':focus')).toHaveCount(1);
    for (let stops = 0; stops < 12; stops++) {
      await app.keyboard.press(stops < 8 ? 'Tab' : 'Shift+Tab');
      await expect(dialog.locator(':focus')).toHaveCount(1);
    }
    await app.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(open).toBeFocused();
  };
  await kept(app.getByRole('button', { name: 'Show keyboard shortcuts' }));
  await kept(app.getByRole('navigation').getByRole('link', { name: 'Models' }), 'Control+k');
  await kept(app.getByRole('button', { name: 'Paste a table' }).first());
  await open(app, `datasets/${every.dataset}`);
  await kept(app.getByRole('button', { name: 'Filter', exact: true }));
  await kept(app.getByRole('button', { name: 'Export', exact: true }));
  await open(app, `datasets/${every.dataset}?tab=doctor`);
  await kept(app.getByRole('button', { name: /^Redact/ }).first());
  await open(app, `runs/${every.run(NAMES.paused)}`);
  await kept(app.getByRole('button', { name: 'Train longer' }));
});

lookAtPart('rest');

test('the run that trains is seen from every page, with its share and what waits behind it', async ({ app, every }) => {
  const pill = app.getByRole('banner').getByRole('link', { name: /^Training “/ });
  for (const path of ['datasets', 'models', 'settings']) {
    await open(app, path);
    await expect(pill).toHaveAccessibleName(/^Training “trains”: 50%, .+ left, 1 queued\. Open the run\.$/);
  }
  await expect(app).toHaveTitle('50% · Settings · Kindling');
  await pill.click();
  await expect(app).toHaveURL((url) => url.hash === `#/runs/${every.run(NAMES.training)}`);
  await app.getByRole('button', { name: 'Pause', exact: true }).click();
  // The next one ends in a moment, and there is none after it. Both are told of at one place.
  await expect(pill).toHaveCount(0);
  await expect(app).toHaveTitle(/^trains · /);
  await expect(app.locator('[data-sonner-toaster]')).toHaveCount(1);
  await expect(app.getByText(`“${NAMES.queued}” has finished training`)).toBeVisible();
});

async function barriersOfAStranger(context: BrowserContext, origin: string): Promise<string[]> {
  const page = await context.newPage();
  await page.goto(origin);
  await expect(page.getByRole('heading', { level: 1, name: 'This page has no key to the studio' })).toBeVisible();
  return barriers(page);
}

test(
  'neither a page without a key has a barrier, nor one whose connection is lost',
  takesLong,
  async ({ app, studio, browser, problems }) => {
    problems.allow(/ERR_CONNECTION_REFUSED|WebSocket/);
    const stranger = await browser.newContext({ colorScheme: 'light', reducedMotion: 'reduce' });
    expect.soft(await barriersOfAStranger(stranger, new URL(app.url()).origin), 'no key').toEqual([]);
    await stranger.close();
    await studio?.kill();
    await expect(app.getByRole('status').getByRole('group')).toBeVisible();
    expect.soft(await barriers(app), 'connection lost').toEqual([]);
  },
);

onEmptyHome.describe('with the browser’s copy of the page', () => {
  onEmptyHome.use({ serviceWorkers: 'allow' });
  onEmptyHome(
    'neither the first run nor an empty page has a barrier, nor the page of a studio that has ended',
    takesLong,
    async ({ app, studio, problems }) => {
      problems.allow(/ERR_CONNECTION_REFUSED|WebSocket/);
      const paths = ['datasets', 'train/new', 'runs', 'runs/compare', 'models', 'playground', 'trash'];
      for (const [place, path] of paths.entries()) {
        await open(app, path);
        expect.soft(await barriers(app, themesOf(place)), path).toEqual([]);
      }
      await app.evaluate(async () => void (await navigator.serviceWorker.ready));
      await studio?.kill();
      await app.reload();
      await expect(app.getByRole('heading', { level: 1, name: 'The studio is not running' })).toBeVisible();
      expect.soft(await barriers(app), 'not running').toEqual([]);
    },
  );
});
