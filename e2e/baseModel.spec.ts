import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { writeBert } from '../main/formats/gguf/testing/bertFolder.ts';
import { writeTinyModel } from '../main/workers/testing/tinyModel.ts';
import { violationsOn } from './helpers/barriers.ts';
import { test as base, expect } from './helpers/fixtures.ts';
import { takesLong } from './helpers/specTags.ts';
import { kindling } from './helpers/studioProcess.ts';

/** What the Hugging Face cache calls it. */
const FOUND = 'someone/tiny';
const CSV = `name,text\n${Array.from({ length: 60 }, (_, index) => `lamp ${index},A lamp number ${index} with quiet light`).join('\n')}\n`;
const STEPS = 4;

/** A studio that finds a model in the cache of the Hugging Face hub, and has another one beside its home. */
const test = base.extend({
  home: async ({ home }, use) => {
    const cache = join(home, 'cache');
    writeTinyModel(join(cache, 'hub', 'models--someone--tiny', 'snapshots', 'abc'));
    writeTinyModel(join(home, 'other-model'));
    const before = process.env.HF_HOME;
    process.env.HF_HOME = cache;
    await use(home);
    if (before === undefined) delete process.env.HF_HOME;
    else process.env.HF_HOME = before;
  },
});

async function axe(page: Page): Promise<void> {
  const violations = await violationsOn(page);
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

test(
  'a model of others is found, trained on top of, set beside what was trained, and exported',
  takesLong,
  async ({ app, home, chooseFile }) => {
    const section = app.getByRole('region', { name: 'Models to start from' });
    const row = (name: string) => section.getByRole('row', { name: new RegExp(name) });

    await test.step('what is found is added', async () => {
      await app.getByRole('link', { name: 'Models', exact: true }).click();
      await expect(section).toContainText('None was added yet.');
      await app.getByRole('button', { name: 'Add a model' }).click();
      const dialog = app.getByRole('dialog', { name: 'Add a model to start from' });
      await expect(dialog).toContainText('Hugging Face cache');
      await expect(dialog, 'a browser is told the command').toContainText('kindling -- model add');
      await expect(dialog, 'of this very home').toContainText(/ --home \S+/);
      await dialog.getByRole('button', { name: `Add ${FOUND}` }).click();
      await expect(dialog).toHaveCount(0);
      await expect(row(FOUND)).toContainText('Llama');
      await expect(row(FOUND)).toContainText('64 tokens');
      await expect(row(FOUND)).toContainText('says nothing');
    });

    await test.step('one that the command line adds is there at once, renamed and forgotten with its files', async () => {
      kindling(home, ['model', 'add', join(home, 'other-model')]);
      await row('other-model')
        .getByRole('button', { name: /^More actions/ })
        .click();
      await app.getByRole('menuitem', { name: 'Rename' }).click();
      await app.getByRole('textbox', { name: 'Name' }).fill('Another');
      await app.keyboard.press('Enter');
      await row('Another')
        .getByRole('button', { name: /^More actions/ })
        .click();
      await app.getByRole('menuitem', { name: 'Forget' }).click();
      await expect(app.getByRole('dialog')).toContainText('Its files stay where they are');
      await app.getByRole('dialog').getByRole('button', { name: 'Forget' }).click();
      await expect(row('Another')).toHaveCount(0);
    });

    await test.step('the form trains on top of it', async () => {
      const file = join(home, 'upload-lamps.csv');
      writeFileSync(file, CSV);
      await app.getByRole('link', { name: 'Data sets' }).click();
      await chooseFile(file, () => app.getByRole('button', { name: 'Choose a file' }).click());
      await expect(app.getByRole('heading', { level: 1, name: 'upload-lamps' })).toBeVisible();
      await app.getByRole('link', { name: 'Models', exact: true }).click();
      await row(FOUND)
        .getByRole('link', { name: `Train on top of ${FOUND}` })
        .click();
      await app.getByRole('radio', { name: /^Continue text/ }).click();
      await expect(app.getByRole('radio', { name: /^A model/ })).toBeChecked();
      await expect(app.getByRole('radiogroup', { name: 'Size of the model' })).toHaveCount(0);
      await app.getByRole('radio', { name: /^Full fine-tuning/ }).click();
      await app.getByRole('button', { name: 'Advanced settings' }).click();
      await expect(app.getByRole('textbox', { name: 'learning_rate' })).toHaveValue('0.00005');
      await expect(app.getByRole('textbox', { name: 'lora_rank' })).toHaveCount(0);
      await app.getByRole('radio', { name: /^LoRA/ }).click();
      await expect(app.getByRole('textbox', { name: 'learning_rate' })).toHaveValue('0.002');
      await app.getByRole('textbox', { name: 'lora_rank' }).fill('4');
      await app.getByRole('textbox', { name: 'context_length' }).fill('128');
      await expect(app.getByText('From 8 to 64.').or(app.getByText('A whole number from 8 to 64.'))).toBeVisible();
      await app.getByRole('textbox', { name: 'context_length' }).fill('64');
      await app.getByRole('radiogroup', { name: 'Budget in' }).getByText('Steps').click();
      await app.getByRole('textbox', { name: 'Steps', exact: true }).fill(String(STEPS));
      await expect(app.getByTestId('train-plan')).toContainText(`${FOUND} · LoRA · ${STEPS} steps`);
      await app.reload();
      await expect(app.getByTestId('train-plan'), 'the draft keeps it').toContainText(`${FOUND} · LoRA`);
      await app.getByRole('button', { name: 'Train', exact: true }).click();
    });

    await test.step('the base is a line beneath the curve', async () => {
      await expect(app.getByText(/It trained \d+ steps in /)).toBeVisible();
      await expect(app.getByRole('img', { name: /Base model: [\d.]+\.$/ })).toBeVisible();
      await expect(app.locator('.line-base path')).toHaveCount(1);
      await expect(app.getByRole('region', { name: 'What training added' })).toContainText(
        `“${FOUND}” alone has a loss of`,
      );
      const summary = app.getByRole('region', { name: 'Settings of the run' });
      await expect(summary.getByRole('row', { name: /^Started from/ })).toContainText(FOUND);
      await expect(summary.getByRole('row', { name: /^Trained parameters/ })).toContainText(
        'beside the 10K of the model',
      );
      await expect(summary.getByRole('row', { name: /^lora_rank/ })).toContainText('4');
      await axe(app);
    });

    await test.step('both write for one prompt', async () => {
      await app.getByRole('link', { name: 'Try it', exact: true }).click();
      await app.getByRole('button', { name: 'Generate' }).click();
      const output = app.getByRole('region', { name: 'Result' });
      await expect(output.getByRole('heading', { name: 'Your model' })).toBeVisible();
      await expect(output.getByRole('heading', { name: `${FOUND} alone` })).toBeVisible();
      await expect(output.getByText(/\d+ tokens? · /)).toHaveCount(2);
      await expect(app.getByRole('button', { name: 'Generate' })).toBeEnabled();
      await axe(app);
    });

    await test.step('what was trained is exported, merged', async () => {
      await app.getByRole('link', { name: 'Models', exact: true }).click();
      await app
        .getByRole('link', { name: new RegExp(`· ${FOUND}`) })
        .first()
        .click();
      const facts = app.getByRole('region', { name: 'About this model' });
      await expect(facts.getByRole('row', { name: /^Started from/ })).toContainText(FOUND);
      await app.getByRole('button', { name: 'Export', exact: true }).click();
      await expect(app.getByText('Exported and verified')).toBeVisible();
      await expect(app.getByText('model.safetensors')).toBeVisible();
    });
  },
);

test('where a head is to be fitted, an encoder that is here is one click away', takesLong, async ({ app, home }) => {
  writeBert(join(home, 'encoder'));
  const file = join(home, 'moods.csv');
  writeFileSync(
    file,
    `text,mood\n${Array.from({ length: 80 }, (_, index) => `lamp ${index} is ${index % 2 ? 'warm and quiet' : 'cold and loud'},${index % 2 ? 'good' : 'bad'}`).join('\n')}\n`,
  );
  kindling(home, ['import', file]);
  await app.getByRole('link', { name: 'Train', exact: true }).click();
  await app.getByRole('link', { name: 'New training run' }).first().click();
  await app.getByRole('radio', { name: /^Text → label/ }).click();
  const offer = app.getByRole('button', { name: 'Start from it, frozen' });
  await expect(app.getByRole('radio', { name: /^A new model|^Nothing/ })).toBeChecked();
  await expect(offer, 'none is here yet').toHaveCount(0);

  kindling(home, ['model', 'add', join(home, 'encoder')]);
  await expect(app.getByText('“encoder” is here, a model made for embeddings')).toBeVisible();
  await offer.click();
  await expect(app.getByRole('radio', { name: /^A model/ })).toBeChecked();
  await expect(app.getByRole('radio', { name: /^Frozen/ })).toBeChecked();
  // No budget of minutes stands there: it is done when the texts are read and the head is fitted.
  await expect(app.getByTestId('train-plan').getByText('encoder · Frozen', { exact: true })).toBeVisible();
  await expect(offer).toHaveCount(0);
  await expect(app.getByText('Only the passes are limited by this.')).toBeVisible();
  await app.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(app.getByText(/It read the texts and fitted the head \(12 passes over all rows\) in /)).toBeVisible({
    timeout: 60_000,
  });
  await expect(app.getByText(/of 5 min/)).toHaveCount(0);
});
