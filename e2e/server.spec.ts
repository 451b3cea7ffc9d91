import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { violationsOn } from './helpers/barriers.ts';
import { test } from './helpers/everyStateHome.ts';
import { expect } from './helpers/fixtures.ts';

const run = promisify(execFile);

/** A model is served by one switch, asked with a key that is shown once, and what was asked is listed and deleted: all on one page load. */
test('switch, key, code, log', async ({ app, every }) => {
  const code = (name: string) => app.getByRole('region', { name });
  const dialog = app.getByRole('dialog');
  await app.evaluate((hash) => {
    location.hash = hash;
  }, '#/server');

  await test.step('a free port is chosen; nothing is served yet', async () => {
    await expect(app.getByText('The server is off')).toBeVisible();
    await expect(app.getByRole('heading', { name: 'No model is served' })).toBeVisible();
    await app.getByRole('textbox', { name: 'Port' }).fill('0');
    await app.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(app.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
  });

  await test.step('one switch on the page of a model', async () => {
    await app.evaluate((hash) => {
      location.hash = hash;
    }, `#/models/${every.model}`);
    await app.getByRole('switch', { name: 'Serve this model' }).click();
    await expect(code('Address of the server')).toContainText(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    await app.getByRole('link', { name: 'Code to copy, keys and requests of the server' }).click();
    await expect(app.getByText('The server is on')).toBeVisible();
    await expect(app.getByRole('table', { name: 'Served models' })).toContainText(every.model);
  });
  const url = (await code('Address').textContent()) ?? '';
  expect((await fetch(`${url}/models`)).status, 'without a key, as long as there is none').toBe(200);

  const key = await test.step('a key is shown once', async () => {
    await app.getByRole('textbox', { name: 'What the key is for' }).fill('website');
    await app.keyboard.press('Enter');
    const made = (await code('The new key').textContent()) ?? '';
    await expect(app.getByText('Every request needs one of these keys.')).toBeVisible();
    expect(await violationsOn(app)).toEqual([]);
    await app.getByRole('button', { name: 'I have copied it' }).click();
    await expect(app.locator('body')).not.toContainText(made);
    return made;
  });
  expect((await fetch(`${url}/models`)).status).toBe(401);

  await test.step('the code that is shown works, with the key in its place', async () => {
    await expect(app.getByText('Put your key in the place of YOUR_KEY.')).toBeVisible();
    const shown = (await code('Code for curl').textContent()) ?? '';
    const { stdout } = await run('bash', ['-c', shown.replace('YOUR_KEY', key)]);
    expect(JSON.parse(stdout).choices[0].text).toBe(' quiet light');
    await app.getByRole('tab', { name: 'TypeScript (openai)' }).click();
    await expect(code('Code for TypeScript (openai)')).toContainText(`baseURL: '${url}'`);
    await expect(app.getByRole('tab')).toHaveText([
      ...['curl', 'TypeScript (openai)', 'Python (openai)', 'LangChain (Python)', 'Vercel AI SDK'],
    ]);
  });

  await test.step('requests are listed, counted, and deleted', async () => {
    const log = app.getByRole('table', { name: 'Requests' });
    await expect(log.getByRole('row', { name: /\/v1\/completions/ })).toContainText('website');
    await expect(log.getByRole('row', { name: /401/ })).toHaveCount(1);
    await expect(app.getByRole('table', { name: 'Keys' }).getByRole('row', { name: /^website/ })).toContainText('4');
    expect(await violationsOn(app)).toEqual([]);
    await app.getByRole('button', { name: 'Delete the log' }).click();
    await dialog.getByRole('button', { name: 'Delete the log' }).click();
    await expect(app.getByRole('heading', { name: 'No request yet' })).toBeVisible();
  });

  await test.step('a key that is revoked is refused, and the server goes off', async () => {
    await app.getByRole('button', { name: 'Revoke website' }).click();
    await expect(dialog).toContainText('It is the last key');
    await dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
    await expect(app.getByText('As long as there is no key')).toBeVisible();
    await app.getByRole('switch', { name: 'Server' }).click();
    await expect(app.getByText('The server is off')).toBeVisible();
    await expect(fetch(`${url}/models`)).rejects.toThrow();
  });
});
