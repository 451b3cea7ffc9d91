import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CompletionPrompt } from '../../../../shared/domain/models/completion.ts';
import { RECIPE_FILE } from '../../../formats/huggingface/recipeFile.ts';
import { Tokenizer } from '../../../ml/tokenizer/tokenizer.ts';
import { tokenizerConfig, tokenizerJson } from '../../../ml/tokenizer/tokenizerFile.ts';
import { completionPrompt } from './completionPrompt.ts';

const V = 258;
const tokenizer = new Tokenizer(JSON.stringify(tokenizerJson([], V)), JSON.stringify(tokenizerConfig(64)), 'test');

/** Writes who says what, the tools before it, and what a tool was called with. */
const TEMPLATE =
  '{% if tools %}<{% for tool in tools %}{{ tool.function.name }}{% endfor %}>{% endif %}{% for message in messages %}{{ message.role }}:{{ message.content }}{% for call in message.tool_calls or [] %}[{{ call.function.arguments.city }}]{% endfor %};{% endfor %}{% if add_generation_prompt %}assistant:{% endif %}';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-completion-prompt-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function idsOf(prompt: CompletionPrompt, chatTemplate: string | null = TEMPLATE) {
  const source = { chatTemplate, tokenizerConfigJson: '{}', addsBos: false };
  return await completionPrompt(prompt, folder, source, { tokenizer, tokens: V });
}
const textOf = (ids: readonly number[]) => ids.map((id) => tokenizer.text(id)).join('');

test('a text has what the tokenizer puts before it, ids have nothing', async () => {
  expect(textOf((await idsOf({ kind: 'text', text: 'ab' })).promptIds)).toBe('<|endoftext|>ab');
  expect((await idsOf({ kind: 'ids', ids: [5, 6] })).promptIds).toEqual([5, 6]);
});

test('nothing at all begins as a text does', async () => {
  for (const nothing of [
    { kind: 'text', text: '' },
    { kind: 'ids', ids: [] },
  ] as const)
    expect(await idsOf({ ...nothing, ...('ids' in nothing && { ids: [] }) } as CompletionPrompt)).toEqual({
      promptIds: [tokenizer.beginning],
      startsText: true,
    });
});

test('an id that the model has not is refused', async () => {
  await expect(idsOf({ kind: 'ids', ids: [1, V] })).rejects.toMatchObject({
    code: 'token_unknown',
    details: { token: V, tokens: V },
  });
});

test('a conversation is written by the model’s template, with tools and what they were called with', async () => {
  const call = { id: '1', type: 'function', function: { name: 'weather', arguments: '{"city":"Bern"}' } };
  const { promptIds } = await idsOf({
    kind: 'chat',
    messages: [
      { role: 'user', content: 'How is it?' },
      { role: 'assistant', content: '', tool_calls: [call] },
      { role: 'tool', content: 'rain', tool_call_id: '1' },
    ],
    tools: [{ type: 'function', function: { name: 'weather' } }],
  });
  expect(textOf(promptIds)).toBe('<|endoftext|><weather>user:How is it?;assistant:[Bern];tool:rain;assistant:');
  await expect(idsOf({ kind: 'chat', messages: [{ role: 'user', content: 'a' }] }, null)).rejects.toMatchObject({
    code: 'model_has_no_chat',
  });
});

test('fields of a recipe are cut from the left as in training; a model without one has none', async () => {
  const prompt: CompletionPrompt = { kind: 'inputs', inputs: [{ column: 'name', value: 'abcdefgh' }] };
  await expect(idsOf(prompt)).rejects.toMatchObject({ code: 'model_has_no_inputs' });
  const recipe = { kind: 'complete', inputs: ['name'], output: 'text', template: '{{name}}: ' };
  writeFileSync(join(folder, RECIPE_FILE), JSON.stringify({ recipe, promptLimit: 6 }));
  const { promptIds } = await idsOf(prompt);
  expect(promptIds).toHaveLength(6);
  expect(promptIds[0]).toBe(tokenizer.beginning);
});
