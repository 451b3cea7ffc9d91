import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './helpers/fixtures.ts';
import { quickTrainings } from './helpers/quickTrainings.ts';
import { takesLong } from './helpers/specTags.ts';
import { figure } from './helpers/steps.ts';

test.use({ viewport: { width: 1280, height: 800 } });

test('encoding and separator are shown with the first rows, and can be changed', async ({ app, home, chooseFile }) => {
  const file = join(home, 'käse.csv');
  // Latin-1, which may as well be another encoding of one byte a character: the studio asks.
  writeFileSync(file, Buffer.from('name;text\nkäse;schön, mild und würzig\nbrot;süß und kräftig\n', 'latin1'));
  await chooseFile(file, () => app.getByRole('button', { name: 'Choose a file' }).click());

  const dialog = app.getByRole('dialog', { name: 'Import options for käse.csv' });
  const preview = dialog.getByRole('region', { name: 'First rows of käse.csv' });
  await expect(preview.getByRole('columnheader')).toHaveText(['name', 'text']);
  await expect(preview.getByRole('cell', { name: 'käse', exact: true })).toBeVisible();
  await expect(dialog.getByRole('combobox', { name: 'Delimiter' })).toHaveValue('semicolon');

  await choose(dialog, 'Encoding', 'WINDOWS-1251');
  await expect(preview.getByRole('cell', { name: 'kдse', exact: true })).toBeVisible();
  await choose(dialog, 'Encoding', 'WINDOWS-1252');
  await choose(dialog, 'Delimiter', 'comma');
  await expect(preview.getByRole('columnheader')).toHaveText(['name;text']);
  await choose(dialog, 'First row', 'is data');
  await dialog.getByRole('button', { name: 'Reset to detected' }).click();
  await expect(preview.getByRole('columnheader')).toHaveText(['name', 'text']);

  // The button has the focus from the start.
  await dialog.getByRole('button', { name: 'Import', exact: true }).focus();
  await app.keyboard.press('Enter');
  await expect(figure(app, 'Rows')).toHaveText('2');
  await expect(figure(app, 'Delimiter')).toHaveText('semicolon');
  await expect(figure(app, 'Encoding')).toHaveText('WINDOWS-1252');
});

test(
  'a file that is plainly fine is shown when asked for, and cancelling leaves nothing',
  takesLong,
  async ({ app, home, chooseFile }) => {
    const file = join(home, 'fine.csv');
    writeFileSync(file, 'a,b\n1,x\n');
    await chooseFile(file, () => app.getByRole('button', { name: 'Import with options…' }).click());
    const dialog = app.getByRole('dialog', { name: 'Import options for fine.csv' });
    await expect(dialog.getByRole('cell', { name: 'x', exact: true })).toBeVisible();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
    await expect(app.getByText('The import of fine.csv was cancelled')).toBeVisible();
    await expect(app.getByRole('button', { name: 'Choose a file' })).toBeVisible();
  },
);

test('a file that cannot be told is adjusted', takesLong, async ({ app, home, chooseFile }) => {
  const file = join(home, 'odd.csv');
  writeFileSync(file, Buffer.concat([Buffer.from('a,b\nx,'), Buffer.from([0x81, 0xfe, 0xff, 0x80, 0xff, 0xfd, 10])]));
  await chooseFile(file, () => app.getByRole('button', { name: 'Choose a file' }).click());
  const alert = app.getByRole('alert').filter({ hasText: 'file_encoding_unknown' });
  await alert.getByRole('button', { name: 'Adjust' }).click();
  const dialog = app.getByRole('dialog', { name: 'Import options for odd.csv' });
  await expect(dialog.getByRole('alert')).toContainText('file_encoding_unknown');
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await choose(dialog, 'Encoding', 'WINDOWS-1251');
  await expect(dialog.getByRole('columnheader')).toHaveText(['a', 'b']);
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(figure(app, 'Rows')).toHaveText('1');
});

test.extend(quickTrainings)(
  'conversations become a column of messages, which a new training learns as a chat',
  takesLong,
  async ({ app, home, chooseFile }) => {
    const file = join(home, 'chat.jsonl');
    const chat = (question: string, answer: string) =>
      JSON.stringify({
        messages: [
          { role: 'user', content: question },
          { role: 'assistant', content: answer },
        ],
      });
    writeFileSync(file, [chat('Name a tree', 'Oak'), chat('Name a bird', 'Owl')].join('\n'));
    await chooseFile(file, () => app.getByRole('button', { name: 'Choose a file' }).click());
    await expect(app.getByRole('grid').getByRole('columnheader')).toHaveText(['Row', 'messages']);
    await app.getByRole('link', { name: 'Train on this' }).click();
    await expect(app.getByRole('radio', { name: /^Chat/ })).toBeChecked();
    await expect(app.getByRole('combobox', { name: 'Conversations' })).toHaveValue('messages');
  },
);

test('cells are pasted, on the page or into a field', takesLong, async ({ app }) => {
  await app.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'name\ttext\nlamp\tdims at once\nchair\tfolds\n');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  });
  await expect(figure(app, 'Rows')).toHaveText('2');
  await expect(figure(app, 'Delimiter')).toHaveText('tab');

  await app.getByRole('link', { name: 'All data sets' }).click();
  await app.getByRole('button', { name: 'Paste a table' }).click();
  const dialog = app.getByRole('dialog', { name: 'Paste a table or a text' });
  await dialog.getByRole('textbox', { name: 'Rows' }).fill('[{"a":"1"},{"a":"2"},{"a":"3"}]');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(figure(app, 'Rows')).toHaveText('3');
  await expect(figure(app, 'Format')).toHaveText('JSON');
});

test('a folder of texts is chosen; one without texts says so', takesLong, async ({ app, home, chooseFile, shell }) => {
  const folder = join(home, 'letters');
  mkdirSync(join(folder, 'old'), { recursive: true });
  writeFileSync(join(folder, 'picture.bin'), 'no text');
  const choose = () => chooseFile(folder, () => app.getByRole('button', { name: 'Folder of texts' }).click());
  await choose();
  await expect(app.getByText('has no text files (.txt or .md) in it').first()).toBeVisible();
  // The desktop application's import failed, and its card would lie over the next one.
  if (shell === 'electron') await app.getByRole('alert').getByRole('button', { name: 'Close' }).click();
  writeFileSync(join(folder, 'b.txt'), 'Dear Bob');
  writeFileSync(join(folder, 'old', 'a.txt'), 'Dear Ann');
  await choose();
  await expect(app.getByRole('heading', { level: 1, name: 'letters' })).toBeVisible();
  await expect(figure(app, 'Rows')).toHaveText('2');
});

test('rejected rows are put right and taken over, and can be saved', takesLong, async ({ app, home, chooseFile }) => {
  const file = join(home, 'ragged.csv');
  writeFileSync(
    file,
    'name,text\ngood,first\nbowl,second\ncup,third\nlamp,bright,and more\nvase,fourth\nfew\njug,fifth\n',
  );
  await chooseFile(file, () => app.getByRole('button', { name: 'Choose a file' }).click());
  await app.getByRole('tab', { name: 'Rejected rows (2)' }).click();

  const download = app.waitForEvent('download');
  await app.getByRole('button', { name: 'Save as CSV' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('ragged-rejected.csv');
  expect(readFileSync(await saved.path(), 'utf8')).toBe(
    'line,reason,raw\n5,too_many_fields,"lamp,bright,and more"\n7,too_few_fields,few\n',
  );

  const rejected = app.getByRole('grid', { name: 'Rejected rows of ragged' });
  const drawer = app.getByRole('dialog', { name: 'Line 5' });
  await rejected.getByRole('gridcell', { name: 'lamp,bright,and more' }).hover();
  await app.mouse.down();
  await app.mouse.up();
  await expect(drawer).toBeVisible();
  // By a double click, too: its second one comes when the ground of what the first has opened lies under the pointer.
  await app.mouse.down({ clickCount: 2 });
  await app.mouse.up({ clickCount: 2 });
  await expect(drawer.getByText('3 cells, and the data set has 2 columns')).toBeVisible();
  await expect(drawer.getByRole('button', { name: 'Add the row' })).toBeDisabled();
  await drawer.getByRole('textbox', { name: 'Raw text' }).fill('lamp,"bright, and more"');
  await expect(drawer.getByRole('definition').last()).toHaveText('bright, and more');
  await drawer.getByRole('button', { name: 'Add the row' }).click();
  await expect(figure(app, 'Rows')).toHaveText('6');
  await expect(app.getByRole('tab', { name: 'Rejected rows (1)' })).toBeVisible();

  const next = app.getByRole('dialog', { name: 'Line 7' });
  await expect(next.getByRole('definition')).toHaveText(['few', 'missing']);
  await next.getByRole('textbox', { name: 'Raw text' }).fill('few,words');
  await next.getByRole('button', { name: 'Add the row' }).click();
  await expect(next).toBeHidden();
  await expect(app.getByText('No row was rejected')).toBeVisible();
  await app.getByRole('tab', { name: 'Rows', exact: true }).click();
  await expect(app.getByRole('gridcell', { name: 'bright, and more' })).toBeVisible();
});

async function choose(dialog: import('@playwright/test').Locator, field: string, option: string): Promise<void> {
  await dialog.getByRole('combobox', { name: field }).click();
  await dialog.page().getByRole('option', { name: option, exact: true }).click();
}
