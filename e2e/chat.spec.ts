import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { initialWeights } from '../main/ml/architectures/model.ts';
import { TINY_MODEL, writeModelFolder } from '../main/workers/testing/tinyModel.ts';
import { chinese } from '../renderer/i18n/chinese.ts';
import { english } from '../renderer/i18n/english.ts';
import { test as base, expect } from './helpers/fixtures.ts';
import { shownAgainBut } from './helpers/specTags.ts';
import { kindling } from './helpers/studioProcess.ts';

/** Long enough, and of enough layers, that an answer is still being written when it is stopped, however fast the engine and busy the browser. */
const CONTEXT = 4096;
const LAYERS = 24;
const TEMPLATE =
  "{% for message in messages %}{{ message.role + ': ' + message.content + '\n' }}{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}";

/** A studio with a tiny model of others that has a template of messages. */
const test = base.extend<{ chatModel: string }>({
  chatModel: async ({ home }, use) => {
    const folder = join(home, 'chatty');
    const config = { ...TINY_MODEL, max_position_embeddings: CONTEXT, num_hidden_layers: LAYERS };
    writeModelFolder(folder, config, initialWeights(config, 7));
    writeFileSync(join(folder, 'chat_template.jinja'), TEMPLATE);
    const [added] = kindling<{ model: { id: string } }>(home, ['model', 'add', folder, '--name', 'Chatty']);
    await use(added?.model.id ?? '');
  },
});

for (const [locale, words] of [
  ['en-US', english],
  ['zh-CN', chinese],
] as const) {
  test.describe(locale, shownAgainBut('zh-CN')(locale), () => {
    test.use({ locale });

    test('turns, a system prompt, an answer that is stopped, and a conversation that is cleared', async ({
      chatModel,
      app,
    }) => {
      const { chat, parameters, finish, stop } = words.playground;
      const button = (name: string) => app.getByRole('button', { name, exact: true });
      const turns = app.getByTestId('turn');
      const field = (name: string) => app.getByRole('textbox', { name, exact: true });
      const answered = async (count: number) => {
        await expect(turns).toHaveCount(count);
        await expect(button(chat.regenerate)).toBeVisible();
      };

      await app.evaluate((id) => {
        location.hash = `#/playground?base=${id}`;
      }, chatModel);
      await expect(app.getByText(chat.emptyTitle)).toBeVisible();
      await expect(button(chat.send)).toBeDisabled();
      await button(parameters.show).click();
      await field('temperature').fill('0');
      await field('max_tokens').fill('8');
      await field(chat.system).fill('Be kind.');

      const used = app.getByRole('status').filter({ hasText: String(CONTEXT).replace('4096', '4,096') });
      const tokens = async () => Number(/\d+/.exec((await used.textContent()) ?? '')?.[0]);
      await test.step('two questions, by the key and by the button', async () => {
        await field(chat.input).fill('Hello');
        await field(chat.input).press('Enter');
        await answered(2);
        await expect(turns.nth(1)).toContainText(finish.length);
        const first = await tokens();
        expect(first, 'the system prompt is read, too').toBeGreaterThan('system: Be kind. user: Hello'.length);
        await field(chat.input).fill('And then?');
        await button(chat.send).click();
        await answered(4);
        expect(await tokens(), 'what was said before is read again').toBeGreaterThan(first + 'And then?'.length);
        const [one, other] = [await turns.nth(1).textContent(), await turns.nth(3).textContent()];
        expect(one).not.toBe(other);
      });
      await test.step('an answer is stopped, and what was written stays', async () => {
        await field('max_tokens').fill('4000');
        await field(chat.input).fill('Go on');
        await button(chat.send).click();
        await expect(app.getByRole('log')).not.toBeEmpty();
        await button(stop).click();
        await answered(6);
        await expect(turns.nth(5)).toContainText(finish.cancelled);
      });
      await test.step('a question is taken back, and put as it was', async () => {
        await button(chat.edit).click();
        await expect(field(chat.input)).toHaveValue('Go on');
        await expect(turns).toHaveCount(4);
        await button(chat.cancelEdit).click();
        await expect(turns).toHaveCount(6);
      });
      await test.step('it is cleared but for the system prompt, and that is taken back', async () => {
        await button(chat.clear).click();
        await expect(turns).toHaveCount(0);
        await expect(field(chat.system)).toHaveValue('Be kind.');
        await button(chat.undo).click();
        await expect(turns).toHaveCount(6);
      });
    });
  });
}
