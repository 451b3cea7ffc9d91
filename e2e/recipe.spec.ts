import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from './helpers/fixtures.ts';
import { quickTrainings } from './helpers/quickTrainings.ts';

const test = base.extend(quickTrainings);
const CSV = `name,text\n${Array.from({ length: 60 }, (_, index) => `lamp ${index},${index === 0 ? '保温杯 🎉 quiet light' : `A lamp number ${index} with quiet light`}`).join('\n')}\n`;

test('a template is written with completion, wrong columns are marked, and the tokens are shown', async ({
  app,
  home,
  chooseFile,
}) => {
  const file = join(home, 'upload-lamps.csv');
  writeFileSync(file, CSV);
  await chooseFile(file, () => app.getByRole('button', { name: 'Choose a file' }).click());
  await app.getByRole('link', { name: 'Train on this' }).click();
  await app.getByRole('radio', { name: /^Continue text/ }).click();
  const field = app.getByRole('textbox', { name: 'Text template' });
  await expect(field).toHaveCount(1);

  await test.step('completion', async () => {
    await field.click();
    await app.keyboard.press('Control+A');
    await app.keyboard.press('Delete');
    await app.keyboard.type('say: {{');
    const list = app.getByRole('listbox', { name: 'Columns to insert' });
    await expect(list.getByRole('option')).toHaveCount(2);
    await app.keyboard.type('te');
    await expect(list.getByRole('option')).toHaveCount(1);
    await app.keyboard.press('Enter');
    await expect(field).toHaveValue('say: {{text}}');
    await app.keyboard.type(' ');
    await app.keyboard.press('Control+Space');
    await expect(list.getByRole('option').first()).toBeVisible();
    await app.keyboard.press('Enter');
    await expect(field).toHaveValue('say: {{text}} {{name}}');
  });

  await test.step('columns that there are not', async () => {
    await app.keyboard.type(' {{nme}}');
    await expect(app.locator('[data-column="unknown"]')).toHaveCount(1);
    await expect(app.getByText('The data set has no column “nme”.', { exact: true })).toBeVisible();
    await expect(app.getByRole('button', { name: 'Train', exact: true }), 'it would be refused').toBeDisabled();
    for (let left = 0; left < 8; left++) await app.keyboard.press('Backspace');
    await expect(app.locator('[data-column="unknown"]')).toHaveCount(0);
  });

  await test.step('buttons insert, and it can be undone', async () => {
    await app.getByRole('button', { name: 'Insert column text' }).click();
    await expect(field).toHaveValue('say: {{text}} {{name}}{{text}}');
    await app.keyboard.press('Control+Z');
    await expect(field).toHaveValue('say: {{text}} {{name}}');
  });

  await test.step('Tab leaves the editor', async () => {
    await app.keyboard.press('Tab');
    await expect(app.getByRole('button', { name: 'Insert column name' })).toBeFocused();
  });

  const preview = app.getByRole('region', { name: 'What the model will see' });
  const first = preview.getByTestId('token-example').first();
  await test.step('tokens of a text to be continued', async () => {
    await expect(first).toContainText('保温杯 🎉 quiet light lamp 0');
    await expect(first.locator('[data-end]')).toHaveCount(2);
    expect(await first.locator('[data-shade]').count()).toBeGreaterThan(5);
    // The mark before it is all that the loss leaves out.
    await expect(first.locator('[data-masked]')).toHaveCount(1);
    await expect(preview.getByRole('status')).toContainText('All fit into the context of');
  });

  await test.step('the prompt is grey where a completion is learned', async () => {
    await app.getByRole('radio', { name: /^Prompt → completion/ }).click();
    const masked = first.locator('[data-masked]:not([data-end])');
    await expect(masked.first()).toBeVisible();
    expect((await masked.allTextContents()).join('')).toBe('name: lamp 0\ntext:');
    const learned = first.locator('[data-shade]:not([data-masked]):not([data-end])');
    expect((await learned.allTextContents()).join('')).toBe(' 保温杯 🎉 quiet light');
  });

  await test.step('where no column holds what is to be told, that is said', async () => {
    await app.getByRole('radio', { name: /^Text → number/ }).click();
    await expect(app.getByText('No column of this data set holds numbers')).toBeVisible();
    await app.getByRole('radio', { name: /^Text → label/ }).click();
    await expect(app.getByText('No column looks like labels')).toBeVisible();
  });

  await test.step('what is refused is shown whole, above the bar', async () => {
    await app.setViewportSize({ width: 1180, height: 600 });
    await app.getByRole('radio', { name: /^Text → label/ }).click();
    await app.getByRole('combobox', { name: 'Label column' }).click();
    await app.getByRole('option', { name: 'text', exact: true }).click();
    const refusal = app.getByRole('alert').filter({ hasText: 'Nothing can be learned from these rows' });
    await expect(refusal).toBeVisible();
    await app.evaluate(() => window.scrollTo(0, 0));
    const bar = app.getByTestId('train-plan');
    await bar.getByRole('button', { name: /show me$/ }).click();
    await expect(refusal).toBeFocused();
    const bottom = await refusal.evaluate((element) => element.getBoundingClientRect().bottom);
    expect(bottom).toBeLessThan(await bar.evaluate((element) => element.getBoundingClientRect().top));
  });
});
