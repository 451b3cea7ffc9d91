import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './helpers/fixtures.ts';
import { takesLong } from './helpers/specTags.ts';
import { figure, startRun } from './helpers/steps.ts';

test(
  'an empty file is refused with a reason, in both languages, and the studio goes on',
  takesLong,
  async ({ app, home, chooseFile }) => {
    const empty = join(home, 'nothing.csv');
    writeFileSync(empty, '');
    await chooseFile(empty, () => app.getByRole('button', { name: 'Choose a file' }).click());
    const alert = app.getByRole('alert').filter({ hasText: 'file_empty' });
    await expect(alert).toContainText('nothing.csv could not be imported');
    await expect(alert).toContainText('nothing.csv is empty.');

    await app.getByRole('button', { name: 'Language' }).click();
    await app.getByRole('menuitem', { name: '简体中文' }).click();
    await expect(alert).toContainText('nothing.csv 是空的。');
    await alert.getByRole('button', { name: '关闭', exact: true }).click();
    await expect(alert).toBeHidden();
    await expect(app.getByRole('button', { name: '选择文件' })).toBeEnabled();
  },
);

test(
  'what was refused stays to be read, and the next import opens all the same',
  takesLong,
  async ({ app, home, chooseFile }) => {
    const [empty, good] = [join(home, 'nothing.csv'), join(home, 'good.csv')];
    writeFileSync(empty, '');
    writeFileSync(good, 'text\nfirst\nsecond\n');
    await chooseFile(empty, () => app.getByRole('button', { name: 'Choose a file' }).click());
    await expect(app.getByRole('alert')).toContainText('nothing.csv is empty.');
    await chooseFile(good, () => app.getByRole('button', { name: 'Choose a file' }).click());
    await expect(app.getByRole('gridcell', { name: 'first' })).toBeVisible();
    await expect(app.getByRole('alert')).toContainText('nothing.csv is empty.');
  },
);

test('rows that cannot be read are listed with line and reason, and no cell is ever HTML', async ({
  app,
  home,
  chooseFile,
}) => {
  const attack = '<img src=x onerror=alert(1)>';
  const file = join(home, 'ragged.csv');
  const lines = ['name,text', `${attack},first`, 'too,many,fields', 'few', 'good,last'];
  writeFileSync(file, `${lines.join('\n')}\n`);
  await chooseFile(file, () => app.getByRole('button', { name: 'Choose a file' }).click());

  await expect(app.getByRole('heading', { level: 1, name: 'ragged' })).toBeVisible();
  await expect(figure(app, 'Rows')).toHaveText('2');
  await expect(figure(app, 'Rejected')).toHaveText('2');
  const cell = app.getByRole('gridcell', { name: attack, exact: true });
  await expect(cell).toHaveText(attack);
  await cell.click();
  await app.keyboard.press('Shift+Enter');
  await expect(app.getByRole('dialog')).toContainText(attack);
  await expect(app.locator('img[src="x"]')).toHaveCount(0);
  await app.keyboard.press('Escape');
  await expect(app.getByRole('dialog')).toBeHidden();

  await app.getByRole('tab', { name: 'Rejected rows (2)' }).click();
  const rows = app.getByRole('grid', { name: 'Rejected rows of ragged' }).getByRole('row');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(1).getByRole('gridcell')).toHaveText(['3', 'too many fields', 'too,many,fields']);
  await expect(rows.nth(2).getByRole('gridcell')).toHaveText(['4', 'too few fields', 'few']);
});

test('too little text to train on is said, not tried', takesLong, async ({ app, home, chooseFile }) => {
  const file = join(home, 'tiny.csv');
  writeFileSync(file, 'name,text\nlamp,a light\nchair,a seat\n');
  await chooseFile(file, () => app.getByRole('button', { name: 'Choose a file' }).click());
  await startRun(app, { inputs: ['name'], output: 'text', steps: 5 });
  await expect(app.getByRole('alert')).toContainText('The training failed');
  await expect(app.getByRole('alert')).toContainText('There is too little text to train on');
  await app.getByRole('button', { name: 'Language' }).click();
  await app.getByRole('menuitem', { name: '简体中文' }).click();
  await expect(app.getByRole('alert')).toContainText('可供训练的文本太少');
});

test('a lost connection is shown until it is back', takesLong, async ({ page, studio, problems, chooseFile, home }) => {
  if (studio === null) return test.skip(true, 'the desktop application has no connection to lose');
  problems.allow(/WebSocket connection|ERR_CONNECTION_REFUSED|Failed to load resource/);
  let connected = true;
  let refused = 0;
  const sockets = new Set<{ close: () => Promise<void> }>();
  await page.routeWebSocket(/127\.0\.0\.1/, (socket) => {
    if (!connected) {
      refused++;
      return void socket.close();
    }
    socket.connectToServer();
    sockets.add(socket);
  });
  await page.goto(studio.url);
  const file = join(home, 'one.csv');
  writeFileSync(file, 'text\nfirst\nsecond\n');
  await chooseFile(file, () => page.getByRole('button', { name: 'Choose a file' }).click());
  await expect(page.getByRole('gridcell', { name: 'first' })).toBeVisible();
  await expect.poll(() => sockets.size).toBeGreaterThan(0);

  const banner = page.getByText('The connection to the studio was lost. Trying again…');
  connected = false;
  for (const socket of sockets) await socket.close();
  await expect(banner).toBeVisible();
  // By now it tries every four seconds only: before, it may be back by itself, and the button gone, while it is pressed.
  await expect.poll(() => refused).toBeGreaterThanOrEqual(5);
  connected = true;
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect(banner).toBeHidden();
  await page.getByRole('link', { name: 'Data sets' }).first().click();
  await expect(page.getByRole('link', { name: 'one' })).toBeVisible();

  await studio.kill();
  await expect(banner).toBeVisible();
  await expect(page.getByRole('link', { name: 'one' }), 'what was shown stays').toBeVisible();
});
