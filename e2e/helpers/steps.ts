import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';

/** What users do on more than one occasion, in the words of the English interface. */

/** Goes from a data set's page to a run of the smallest model, from the `inputs` to the `output`. */
export async function startRun(
  page: Page,
  options: { inputs: readonly string[]; output: string; steps: number; beforeStart?: () => Promise<void> },
): Promise<void> {
  await page.getByRole('link', { name: 'Train on this' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'New training run' })).toBeVisible();
  await page.getByRole('radio', { name: /^Prompt → completion/ }).click();
  await chooseColumns(page, options.inputs, options.output);
  await page.getByRole('radio', { name: /^Nano/ }).click();
  await page.getByRole('radiogroup', { name: 'Budget in' }).getByText('Steps').click();
  await page.getByRole('textbox', { name: 'Steps', exact: true }).fill(String(options.steps));
  await options.beforeStart?.();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page).toHaveURL(/#\/runs\//);
}

async function chooseColumns(page: Page, inputs: readonly string[], output: string): Promise<void> {
  const outputField = page.getByRole('combobox', { name: 'Output column' });
  await outputField.click();
  await page.getByRole('option', { name: output, exact: true }).click();
  await expect(outputField).toHaveValue(output);

  const inputField = page.getByRole('combobox', { name: 'Input columns' });
  await inputField.click();
  // What was guessed is taken out first, so that the choice is ours.
  for (let left = 0; left < 20; left += 1) await inputField.press('Backspace');
  for (const input of inputs) await page.getByRole('option', { name: input, exact: true }).click();
  await inputField.press('Escape');
}

/** The loss curve of the run page, as it is told to a screen reader. */
export interface Curve {
  steps: number;
  first: string;
  last: string;
  validation: string;
}

export async function readCurve(page: Page): Promise<Curve> {
  const text = (await page.getByRole('img', { name: /^Loss over/ }).getAttribute('aria-label')) ?? '';
  const parts =
    /^Loss over ([\d,]+) steps?: from (\S+) at the start to (\S+) now(?: \(mean of the last \d+ steps\))?\. Validation loss: (\S+)\.$/
      .exec(text)
      ?.slice(1);
  const [steps = '', first = '', last = '', validation = ''] = parts ?? [];
  expect(parts, text).toBeDefined();
  return { steps: Number(steps.replaceAll(',', '')), first, last, validation };
}

export const curveSteps = async (page: Page): Promise<number> => (await readCurve(page)).steps;

/** The value of a figure with its name, such as the tiles of a run. */
export const figure = (page: Page, name: string) =>
  page
    .getByRole('term')
    .filter({ hasText: new RegExp(`^${name}$`) })
    .locator('xpath=following-sibling::dd[1]');
