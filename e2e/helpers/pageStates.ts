import { expect, type Page } from '@playwright/test';
import type { EveryState } from './everyStateHome.ts';
import { BASES, GO_ON, NAMES } from './everyStateNames.ts';

/** A state of a page, to be looked at in both themes. */
export interface PageState {
  name: string;
  /** Its address; left out, it comes about on the page of the state before. */
  path?: (every: EveryState) => string;
  /** Brings it about, and waits until it is there. */
  show?: (page: Page) => Promise<void>;
  /** Looked at in Chinese, too. */
  chinese?: boolean;
  /** Made of what another state is made of: the long form alone looks at it. */
  long?: boolean;
  /** An address that `npm test` looks at, as it is come to; what comes about on it, and the others, take long. */
  core?: boolean;
}

const seen = async (page: Page, text: string | RegExp) =>
  void (await expect(page.getByText(text).first()).toBeVisible());
const press = (page: Page, name: string | RegExp, exact = false) =>
  page.getByRole('button', { name, exact }).first().click();
const dialog = async (page: Page, name?: string | RegExp) =>
  void (await expect(page.getByRole('dialog', name === undefined ? {} : { name })).toBeVisible());

/** Pressed again where it is shut: on a busy machine one press was not enough, for a reason that was not found. */
async function openAdvanced(page: Page, field: string): Promise<void> {
  const button = page.getByRole('button', { name: /^Advanced settings/ }).first();
  await expect(async () => {
    if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
    await expect(page.getByRole('textbox', { name: field })).toBeVisible({ timeout: 5000 });
  }).toPass({ timeout: 300_000 });
}

const dataset =
  (tab = '') =>
  ({ dataset }: EveryState) =>
    `datasets/${dataset}${tab && `?tab=${tab}`}`;
const run =
  (name: (typeof NAMES)[keyof typeof NAMES]) =>
  (every: EveryState): string =>
    `runs/${every.run(name)}`;

const chat = (every: EveryState) => `playground?base=${every.base(BASES.chat)}`;
const say = async (page: Page, text: string) => {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
};
const onTopOf =
  (name: (typeof BASES)[keyof typeof BASES]) =>
  (every: EveryState): string =>
    `train/new?dataset=${every.dataset}&base=${every.base(name)}`;

const DATA: PageState[] = [
  { name: 'data sets', core: true, path: () => 'datasets', chinese: true },
  { name: 'paste a table', show: (page) => press(page, 'Paste a table').then(() => dialog(page)) },
  {
    name: 'import with doubts',
    path: () => 'datasets',
    show: async (page) => {
      await pasteFile(
        page,
        'kaese.csv',
        Buffer.from('name;text\nkäse;schön, mild und würzig\nbrot;süß und kräftig\n', 'latin1'),
      );
      await dialog(page, /^Import options/);
      await seen(page, 'Please check how this file is read');
    },
  },
  {
    name: 'import that failed',
    show: async (page) => {
      await page.keyboard.press('Escape');
      await pasteFile(page, 'nothing.csv', Buffer.from(''));
      await expect(page.getByRole('alert').first()).toBeVisible();
    },
  },
  { name: 'rows of a data set', core: true, path: dataset(), chinese: true, show: (page) => seen(page, 'Lamp zero') },
  {
    name: 'selected rows',
    show: async (page) => {
      await page.getByRole('grid').focus();
      for (const key of ['ArrowDown', 'Space', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
      await seen(page, 'Clear selection');
    },
  },
  { name: 'cell editor', show: (page) => page.keyboard.press('Enter') },
  {
    name: 'whole cell',
    show: async (page) => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Shift+Enter');
      await dialog(page);
    },
  },
  { name: 'filter', path: dataset(), show: (page) => press(page, 'Filter', true).then(() => dialog(page)) },
  { name: 'export of rows', path: dataset(), show: (page) => press(page, 'Export').then(() => dialog(page)) },
  { name: 'columns', path: dataset('columns') },
  {
    name: 'search by words',
    path: dataset('search'),
    chinese: true,
    show: async (page) => {
      await page.locator('form textarea').first().fill('a lamp');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('table').last()).toBeVisible();
    },
  },
  { name: 'doctor', path: dataset('doctor'), chinese: true, show: (page) => seen(page, 'Duplicate rows') },
  { name: 'rows of a finding', show: (page) => press(page, /^Show rows: Personal data/).then(() => dialog(page)) },
  {
    name: 'fix of a finding',
    path: dataset('doctor'),
    show: (page) => press(page, /^Redact/).then(() => dialog(page)),
  },
  { name: 'rejected rows', path: dataset('rejected'), show: (page) => seen(page, /Odd/) },
  { name: 'charts of rows', path: dataset('charts'), show: (page) => seen(page, 'Most frequent values') },
  { name: 'history', path: dataset('history'), show: (page) => seen(page, /cells? edited/) },
  { name: 'missing data set', path: () => 'datasets/nothing' },
];

const TRAINING: PageState[] = [
  {
    name: 'form, prompt → completion',
    core: true,
    path: ({ dataset }) => `train/new?dataset=${dataset}`,
    chinese: true,
    show: (page) => page.getByRole('radio', { name: /^(Prompt → completion|提示词)/ }).click(),
  },
  {
    name: 'form, custom template',
    show: (page) => page.getByRole('switch', { name: 'Custom prompt template' }).check(),
  },
  {
    name: 'form, continue texts',
    show: (page) => page.getByRole('radio', { name: /^Continue/ }).click(),
  },
  {
    name: 'form, advanced',
    show: (page) => openAdvanced(page, 'learning_rate'),
  },
  {
    name: 'form, errors',
    show: async (page) => {
      await page.getByRole('textbox', { name: 'learning_rate' }).fill('7000');
      await page
        .getByRole('combobox', { name: /template/i })
        .or(page.getByRole('textbox', { name: /template/i }))
        .first()
        .fill('{{nothing}}');
      await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
    },
  },
  {
    name: 'form, on top of a model with LoRA',
    path: onTopOf(BASES.chat),
    chinese: true,
    show: async (page) => {
      // Only the form on top of a model has it: the one of before is shown until this one is there, and would be pressed in its place.
      await expect(page.getByRole('radio', { name: /^Full fine-tuning/ })).toBeVisible();
      await openAdvanced(page, 'lora_rank');
    },
  },
  {
    name: 'form, full fine-tuning',
    show: async (page) => {
      await page.getByRole('radio', { name: /^Full fine-tuning/ }).click();
      await expect(page.getByRole('textbox', { name: 'lora_rank' })).toHaveCount(0);
    },
  },
  {
    name: 'form, a model whose files are gone',
    path: onTopOf(BASES.gone),
    show: (page) => seen(page, 'This model cannot be used now'),
  },
  {
    name: 'form, a model that has changed',
    long: true,
    path: onTopOf(BASES.changed),
    show: (page) => seen(page, 'This model cannot be used now'),
  },
  {
    name: 'form, a model that is not listed',
    long: true,
    path: ({ dataset }) => `train/new?dataset=${dataset}&base=nothing`,
  },
  { name: 'runs', core: true, path: () => 'runs', chinese: true },
  {
    name: 'selected runs',
    show: (page) => page.getByRole('checkbox', { name: 'Select all runs' }).check(),
  },
  { name: 'runs without a match', show: (page) => page.getByRole('textbox', { name: /^Search by name/ }).fill('zzz') },
  ...(
    ['queued', 'training', 'paused', 'interrupted', 'failed', 'lost', 'stopped', 'baseGone', 'baseChanged'] as const
  ).map(
    (name): PageState => ({
      name: `${name} run`,
      path: run(NAMES[name]),
      chinese: name === 'paused',
      long: name === 'baseChanged',
    }),
  ),
  { name: 'done run', core: true, path: run(NAMES.done), chinese: true },
  { name: 'done run with a curve', path: run(NAMES.earlier) },
  {
    name: 'train longer',
    path: run(NAMES.paused),
    show: (page) => press(page, 'Train longer').then(() => dialog(page)),
  },
  {
    name: 'menu of a run',
    path: run(NAMES.earlier),
    show: async (page) => {
      await press(page, /^More actions/);
      await expect(page.getByRole('menu')).toBeVisible();
    },
  },
  {
    name: 'tags of a run',
    show: (page) =>
      page
        .getByRole('menuitem', { name: /^Tags/ })
        .click()
        .then(() => dialog(page)),
  },
  {
    name: 'comparison',
    core: true,
    path: (every) =>
      `runs/compare?ids=${every.run(NAMES.earlier)},${every.run(NAMES.second)},${every.run(NAMES.paused)}`,
    chinese: true,
  },
  { name: 'missing run', path: () => 'runs/nothing' },
];

const MODELS: PageState[] = [
  {
    name: 'models, and downloads that come, are paused and have failed',
    core: true,
    path: () => 'models',
    chinese: true,
    show: async (page) => {
      await seen(page, 'The download of “damaged” stopped');
      const resume = page.getByRole('button', { name: 'Resume the download of comes' });
      if (await resume.isVisible()) await resume.click();
      await seen(page, 'Downloading “comes”');
    },
  },
  {
    name: 'discard a download',
    long: true,
    show: (page) => press(page, 'Discard the download of paused').then(() => dialog(page)),
  },
  {
    name: 'models on this computer',
    path: () => 'models?add=here',
    chinese: true,
    show: (page) => seen(page, 'someone/tiny'),
  },
  {
    name: 'search of the hub',
    path: () => 'models?add=hub',
    chinese: true,
    show: async (page) => {
      await page.getByRole('dialog').getByRole('textbox').fill('maker');
      await press(page, 'Search', true);
      await seen(page, 'maker/other');
    },
  },
  {
    name: 'model of the hub',
    show: async (page) => {
      await press(page, 'Look at maker/comes');
      await expect(page.getByRole('button', { name: /^Download \d/ })).toBeVisible();
    },
  },
  {
    name: 'model that the hub does not have',
    show: async (page) => {
      await page.getByRole('dialog').getByRole('textbox').fill('maker/nothing');
      await press(page, 'Look', true);
      await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
    },
  },
  { name: 'model with measures', core: true, path: ({ model }) => `models/${model}`, chinese: true },
  {
    name: 'export',
    show: async (page) => {
      await press(page, 'Export', true);
      await expect(page.getByText(/^Exported/).first()).toBeVisible();
    },
  },
  {
    name: 'rename a model',
    show: async (page) => {
      await press(page, /^More actions/);
      await page.getByRole('menuitem', { name: 'Rename' }).click();
      await dialog(page);
    },
  },
  { name: 'missing model', path: () => 'models/nothing' },
  {
    name: 'playground',
    core: true,
    path: ({ model }) => `playground?model=${model}`,
    chinese: true,
    show: (page) => seen(page, /A lamp/),
  },
  {
    name: 'playground with a result',
    show: async (page) => {
      await press(page, 'Next row');
      await press(page, 'Generate', true);
      await expect(page.getByRole('log')).toContainText('quiet light');
    },
  },
  { name: 'playground, all parameters', show: (page) => press(page, 'All parameters') },
  {
    name: 'playground, raw text',
    show: async (page) => {
      await page.getByText('Raw text', { exact: true }).click();
      await expect(page.getByRole('textbox', { name: 'Prompt' }).first()).toBeVisible();
    },
  },
  {
    name: 'chat with nothing said',
    path: chat,
    chinese: true,
    show: (page) => seen(page, /Nothing was said yet|还没有/),
  },
  {
    name: 'chat with an answer and a system prompt',
    show: async (page) => {
      await page.getByRole('textbox', { name: 'System prompt' }).fill('Be brief.');
      await say(page, 'Which lamp?');
      await expect(page.getByTestId('turn').nth(1)).toContainText('quiet light.');
      await expect(page.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0);
    },
  },
  {
    name: 'chat, an answer that is being written',
    show: async (page) => {
      await say(page, GO_ON);
      await seen(page, '5 tokens');
      await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
    },
  },
  {
    name: 'chat, an answer that was stopped',
    show: async (page) => {
      await press(page, 'Stop', true);
      await expect(page.getByTestId('turn')).toHaveCount(4);
    },
  },
];

const REST: PageState[] = [
  {
    name: 'server that is off',
    core: true,
    path: () => 'server',
    chinese: true,
    show: (page) => seen(page, /No request yet|还没有请求/),
  },
  { name: 'trash', path: () => 'trash', chinese: true, show: (page) => seen(page, 'old') },
  {
    name: 'question before emptying the trash',
    show: (page) => press(page, 'Empty the trash').then(() => dialog(page)),
  },
  { name: 'settings', core: true, path: () => 'settings', chinese: true },
  { name: 'menu of languages', show: (page) => press(page, /^(Language|语言)$/) },
  { name: 'no such page', path: () => 'nothing' },
  {
    name: 'palette',
    path: () => 'settings',
    chinese: true,
    show: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: /Search and commands|搜索/ }).fill('a');
      await expect(page.getByRole('option').first()).toBeVisible();
    },
  },
  {
    name: 'shortcuts',
    path: () => 'trash',
    show: async (page) => {
      await page.keyboard.press('?');
      await dialog(page, 'Keyboard shortcuts');
    },
  },
  {
    name: 'message that can be taken back',
    path: () => 'models',
    show: async (page) => {
      await press(page, /^More actions/);
      await page.getByRole('menuitem', { name: /^Remove/ }).click();
      await expect(page.locator('[data-sonner-toast]').first()).toBeVisible();
    },
  },
];

/** By the part of the interface. */
export const PAGE_STATES = { data: DATA, training: TRAINING, models: MODELS, rest: REST } as const;

/** Gives the page a file by pasting it, as a user can. */
function pasteFile(page: Page, name: string, content: Buffer): Promise<void> {
  return page.evaluate(
    ([file, bytes]) => {
      const clipboardData = new DataTransfer();
      const data = Uint8Array.from(atob(bytes ?? ''), (unit) => unit.charCodeAt(0));
      clipboardData.items.add(new File([data], file ?? ''));
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    },
    [name, content.toString('base64')],
  );
}
