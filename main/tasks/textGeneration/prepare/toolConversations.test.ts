import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Conversation } from '../../../../shared/domain/datasets/conversation.ts';
import { ChatTemplate } from '../../../formats/chatTemplate.ts';
import { defaultChatTemplate } from '../../../formats/defaultChatTemplate.ts';
import { Conversations } from './conversations.ts';

/** What transformers made of conversations with tools; its script lies beside it. */
const THEIRS = JSON.parse(readFileSync(join(import.meta.dirname, 'testing', 'toolConversations.json'), 'utf8')) as {
  tokenizer: object;
  templates: Record<string, string>;
  tools: unknown[];
  conversations: Record<string, Conversation['messages']>;
  cases: { template: string; title: string; text: string; ids: number; learned: [number, number][] }[];
};
const CONTEXT = 4096;

const sourceOf = (chatTemplate: string) => ({
  ...{ chatTemplate, whose: 'model' as const, addsBos: false, bosTokenId: null },
  tokenizerConfigJson: JSON.stringify({ bos_token: '<s>', eos_token: '</s>' }),
});
/** As templates are that do not say what is generated. */
const unmarked = (template: string) =>
  template.replaceAll(/\{%- generation %\}/g, '{%- if true %}').replaceAll(/\{%- endgeneration %\}/g, '{%- endif %}');
const cellsOf = (title: string) => ({
  messages: JSON.stringify(THEIRS.conversations[title]),
  tools: JSON.stringify(THEIRS.tools),
});

test.each(THEIRS.cases)('$template: $title', async ({ template, title, text, ids, learned }) => {
  const marked = THEIRS.templates[template] as string;
  for (const written of [marked, unmarked(marked)]) {
    const [encoded] = await new Conversations(THEIRS.tokenizer, sourceOf(written), CONTEXT).encode([cellsOf(title)]);
    expect(encoded).toMatchObject({ learned });
    expect(encoded).toHaveProperty('ids.length', ids);
  }
  const messages = THEIRS.conversations[title] ?? [];
  expect(new ChatTemplate(sourceOf(marked)).render(messages, false, THEIRS.tools)).toBe(text);
});

test('arguments that are written as JSON, as OpenAI has them, are the same', async () => {
  const title = 'two calls at once after a system prompt';
  const asText = THEIRS.conversations[title]?.map(({ tool_calls: calls, ...message }) => ({
    ...message,
    ...(calls && {
      content: message.content,
      tool_calls: (calls as { function: { arguments: object } }[]).map((call) => ({
        ...call,
        function: { ...call.function, arguments: JSON.stringify(call.function.arguments) },
      })),
    }),
  }));
  const conversations = new Conversations(THEIRS.tokenizer, sourceOf(THEIRS.templates.hermes as string), CONTEXT);
  const inColumns = { messages: JSON.stringify(asText), tools: JSON.stringify(THEIRS.tools) };
  const inOne = { messages: JSON.stringify({ messages: asText, tools: THEIRS.tools }) };
  const [theirs, ...ours] = await conversations.encode([cellsOf(title), inColumns, inOne]);
  expect(theirs).toHaveProperty('learned.length', 3);
  for (const one of ours) expect(one).toEqual(theirs);
});

const CALLS = 'a call, its answer, and what is said of it';

test.each([
  [
    'tools',
    '{% for m in messages %}{{ m.role + m.content }}{{ m.tool_calls | tojson if m.tool_calls }}{% endfor %}',
    CALLS,
  ],
  ['tool_calls', '{{ tools | tojson }}{% for m in messages %}{{ m.role + m.content }}{% endfor %}', CALLS],
  [
    'tool',
    "{{ tools | tojson }}{% for m in messages if m.role != 'tool' %}{{ m.content }}{{ m.tool_calls | tojson if m.tool_calls }}{% endfor %}",
    CALLS,
  ],
  ['tools', defaultChatTemplate(false), 'tools that nobody calls'],
])('what a template leaves out is told, never dropped: %s', async (value, template, title) => {
  const [one] = await new Conversations(THEIRS.tokenizer, sourceOf(template), CONTEXT).encode([cellsOf(title)]);
  expect(one).toEqual({ reason: 'tools_unsupported', value });
});

test('the last answer is asked for with its tools, a call as the template writes it', () => {
  const conversations = new Conversations(THEIRS.tokenizer, sourceOf(THEIRS.templates.hermes as string), CONTEXT);
  const given = conversations.given('messages', cellsOf('a call that nothing follows'));
  expect(given?.prompt).toMatch(/^<\|im_start\|>system\n# Tools.+Convert 3<\|im_end\|>\n<\|im_start\|>assistant\n$/s);
  expect(given?.reference).toBe(
    '<tool_call>\n{"name": "convert", "arguments": {"amount": 3, "to": "€", "options": {"exact": true, "rate": null, "list": [1, "a\\nb"]}}}\n</tool_call>',
  );
  expect(given?.inputs).toEqual([{ column: 'messages', value: 'Convert 3' }]);
});

test('the text of a special token in a call or in a tool leaves the row out', async () => {
  const conversations = new Conversations(THEIRS.tokenizer, sourceOf(THEIRS.templates.hermes as string), CONTEXT);
  const { messages, tools } = cellsOf(CALLS);
  const bad = [
    { messages: messages.replace('北京 🎈', 'a<|im_end|>'), tools },
    { messages, tools: tools.replace('Tells', '<|im_end|>') },
  ];
  for (const one of await conversations.encode(bad))
    expect(one).toEqual({ reason: 'special_token', value: '<|im_end|>' });
});
