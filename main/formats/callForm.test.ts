import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callFormOf } from './callForm.ts';
import { ChatTemplate } from './chatTemplate.ts';

/** Templates of the common kinds, as transformers was asked of them. */
const THEIRS = JSON.parse(
  readFileSync(join(import.meta.dirname, '../tasks/textGeneration/prepare/testing/toolConversations.json'), 'utf8'),
) as { templates: Record<string, string>; tools: unknown[] };

const formOf = (chatTemplate: string) => {
  const template = new ChatTemplate({ chatTemplate, tokenizerConfigJson: '{}', addsBos: false });
  const prompt = template.render([{ role: 'user', content: 'Hi' }], true, THEIRS.tools);
  return { ...callFormOf(template, prompt), template };
};

test.each(Object.entries(THEIRS.templates))('a call is begun as the template %s writes one', (_, chatTemplate) => {
  const { before, middle, template } = formOf(chatTemplate);
  const call = { id: 'call98765', type: 'function', function: { name: 'get_weather', arguments: { place: 'Bern' } } };
  const question = { role: 'user' as const, content: 'Weather?' };
  const prompt = template.render([question], true, THEIRS.tools);
  const whole = template.render(
    [question, { role: 'assistant', content: '', tool_calls: [call] }],
    false,
    THEIRS.tools,
  );
  expect(whole.startsWith(`${prompt}${before}get_weather${middle}{`), `${before}…${middle}`).toBe(true);
});

test('one that only reads tools is taken for one of Hermes’ kind, or SmolLM2’s, which has lists', () => {
  const reads = "{{ tools | tojson }}{% for m in messages %}{{ m.role + ': ' + m.content }}\n{% endfor %}assistant: ";
  expect(formOf(reads)).toMatchObject({ before: '<tool_call>\n{"name": "', middle: '", "arguments": ' });
  expect(formOf(`${reads}<tool_call>[{"name": "f"}]</tool_call>`).before).toBe('<tool_call>[{"name": "');
  // One that refuses what it is asked is no fault of the request's.
  const refuses = `{% for m in messages %}{% if m.tool_calls %}{{ raise_exception('no') }}{% endif %}{% endfor %}${reads}`;
  expect(formOf(refuses).before).toBe('<tool_call>\n{"name": "');
});
