import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startHub } from '../main/host/hub/testing/hubServer.ts';
import { writeTinyModel } from '../main/workers/testing/tinyModel.ts';
import { expect, test } from './helpers/fixtures.ts';
import { takesLong } from './helpers/specTags.ts';

test(
  'a model of a hub is found, looked at, downloaded after consent, paused and resumed',
  takesLong,
  async ({ app, home }) => {
    const folder = join(home, 'served');
    writeTinyModel(folder);
    const files = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
    const facts = { config: { model_type: 'llama' }, safetensors: { total: 12_000 } };
    const hub = await startHub([['maker/tiny', { files, license: 'mit', downloads: 1200, facts }]]);
    hub.faults.set('model.safetensors', { holdAfter: 20_000 });
    await app.getByRole('link', { name: 'Settings', exact: true }).click();
    await app.getByRole('textbox', { name: 'Address' }).fill(hub.url);
    await app.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(app.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();

    await app.getByRole('link', { name: 'Models', exact: true }).click();
    await app.getByRole('button', { name: 'Add a model' }).click();
    const dialog = app.getByRole('dialog', { name: 'Add a model to start from' });
    const tab = dialog.getByRole('tab', { name: 'From the hub' });
    await expect(dialog.getByRole('heading', { name: 'From a folder or file' })).toBeVisible();
    await tab.hover();
    const before = await tab.boundingBox();
    await tab.click();
    await expect(dialog.getByRole('textbox')).toBeVisible();
    expect(await tab.boundingBox(), 'what comes below moves nothing away from under the pointer').toEqual(before);
    expect(hub.requests, 'nothing is asked before somebody asks').toEqual([]);
    await dialog.getByRole('textbox').fill('tiny');
    await dialog.getByRole('button', { name: 'Search' }).click();
    await dialog.getByRole('button', { name: 'Look at maker/tiny' }).click();
    const consent = dialog.getByRole('button', { name: /^Download \d/ });
    await expect(consent).toBeEnabled();
    await expect(dialog).toContainText('mit');
    expect(hub.requests.filter(({ server }) => server === 'cdn')).toEqual([]);
    await consent.click();

    await app.getByRole('button', { name: 'Pause the download of tiny' }).click();
    await expect(app.getByRole('region', { name: '“tiny” is paused' })).toBeVisible();
    hub.faults.clear();
    await app.getByRole('button', { name: 'Resume the download of tiny' }).click();
    const section = app.getByRole('region', { name: 'Models to start from' });
    await expect(section.getByRole('row', { name: /tiny/ })).toContainText('mit');
    await expect(app.getByText('“tiny” was added')).toBeVisible();
    await hub.close();
  },
);
