import { violationsOn } from './helpers/barriers.ts';
import { test } from './helpers/everyStateHome.ts';
import { expect } from './helpers/fixtures.ts';
import { standInForOllama } from './helpers/ollama.ts';
import { takesLong } from './helpers/specTags.ts';

const ollama = standInForOllama();

/** A model is given to Ollama under a name that is free there, and only where one answers. */
test('names, a name that is taken, nobody there', takesLong, async ({ app, every }) => {
  await app.evaluate((hash) => {
    location.hash = hash;
  }, `#/models/${every.model}`);
  await app.getByRole('radio', { name: /^GGUF/ }).click();
  const group = app.getByRole('group', { name: 'In Ollama' });
  const name = group.getByRole('textbox', { name: 'Name in Ollama' });
  const create = group.getByRole('button', { name: 'Create it in Ollama' });
  await name.fill('not a name');
  await expect(create).toBeDisabled();
  await expect(group).toContainText('Letters, digits, “_”, “-” and “.”');
  expect(ollama().requests).toEqual([]);

  (ollama().models as Map<string, unknown>).set('taken:small', {});
  await name.fill('taken:small');
  await create.click();
  await expect(group.getByRole('alert')).toContainText('Ollama has a model “taken:small” already.');
  expect(ollama().requests).toEqual(['GET /api/version', 'POST /api/show']);
  expect(await violationsOn(app)).toEqual([]);

  await ollama().close();
  await create.click();
  await expect(group.getByRole('alert')).toContainText(`No Ollama answers at ${ollama().url}`);
  // An adapter alone is nothing that Ollama is given; another format neither.
  await app.getByRole('radio', { name: /^ONNX/ }).click();
  await expect(group).toBeHidden();
});
