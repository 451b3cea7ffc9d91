import { expect, test } from 'vitest';
import { ChatTemplate, renderChat } from './chatTemplate.ts';
import { defaultChatTemplate } from './defaultChatTemplate.ts';

/** SmolLM2's, which its card has. */
const CHATML =
  "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
const source = (chatTemplate: string | null, tokens: object = {}, addsBos = false) => ({
  ...{ chatTemplate, tokenizerConfigJson: JSON.stringify(tokens), addsBos },
});
const hello = [{ role: 'user' as const, content: 'Hi {{ 7 * 7 }}' }];

test('messages are written as the template says, and what they say is text', () => {
  // As transformers 5.24 writes it.
  expect(renderChat(source(CHATML), hello)).toBe(
    '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n<|im_start|>user\nHi {{ 7 * 7 }}<|im_end|>\n<|im_start|>assistant\n',
  );
});

test('a token that the tokenizer puts before a text is not there twice', () => {
  const template = '{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}{{ eos_token }}{% endfor %}';
  const tokens = { bos_token: { content: '<s>' }, eos_token: '</s>' };
  expect(renderChat(source(template, tokens), hello)).toBe('<s>[user]Hi {{ 7 * 7 }}</s>');
  expect(renderChat(source(template, tokens, true), hello)).toBe('[user]Hi {{ 7 * 7 }}</s>');
});

test.each([
  ['counts for ever', '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}'],
  [
    'grows for ever',
    '{% set n = namespace(x="ab") %}{% for a in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}',
  ],
  [
    'makes a list that grows for ever',
    '{% set n = namespace(x=[1, 2]) %}{% for a in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}{{ n.x|length }}',
  ],
  ['counts to a billion at once', '{{ range(1000000000)|length }}'],
  ['calls itself', '{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}'],
  ['is no template', '{% for %}'],
  ['refuses', "{{ raise_exception('Only user and assistant roles are supported!') }}"],
  ['reaches for more', '{{ messages.constructor.constructor("return process")() }}'],
])('a template that %s is ended with a reason', (_, template) => {
  expect(() => renderChat(source(template), hello)).toThrow(expect.objectContaining({ code: 'chat_template_failed' }));
});

test('a model without one says so', () => {
  expect(() => renderChat(source(null), hello)).toThrow(expect.objectContaining({ code: 'model_has_no_chat' }));
});

test('what a template finds there', () => {
  const template =
    "{{ range(3)|join(',') }}{{ range(4, 0, -2)|join(',') }}{{ tools is none }}{{ True }}{{ strftime_now('%Y')|length }}";
  expect(renderChat(source(template), hello)).toBe('0,1,24,2truetrue4');
});

test('a tokenizer configuration without anything in it is one without special tokens', () => {
  const template = { chatTemplate: '[{{ bos_token }}]', tokenizerConfigJson: 'null', addsBos: true };
  expect(renderChat(template, hello)).toBe('[]');
});

const SPECIALS = ['<|im_start|>', '<|im_end|>', '<s>', '</s>', '[INST]', '[/INST]', '<|eot_id|>'];
const TALK = [
  { role: 'system' as const, content: 'Be brief.' },
  { role: 'user' as const, content: 'Hi' },
  { role: 'assistant' as const, content: 'Hello!' },
  { role: 'user' as const, content: 'Bye' },
  { role: 'assistant' as const, content: 'So long.' },
];
/** What is learned of a conversation, answer by answer. */
function learned(template: string, messages: readonly (typeof TALK)[number][] = TALK, tokens: object = {}) {
  const { text, answers } = new ChatTemplate(source(template, tokens)).conversation(
    { messages: [...messages], tools: null },
    SPECIALS,
  );
  return answers.map(([start, end]) => text.slice(start, end));
}

test('of a conversation its answers are learned, each with the token that ends the turn', () => {
  expect(learned(CHATML)).toEqual(['Hello!<|im_end|>', 'So long.<|im_end|>']);
  expect(new ChatTemplate(source(CHATML)).endOfTurn(SPECIALS)).toBe('<|im_end|>');
});

test('what a template marks as generated is what is learned', () => {
  const marked =
    "{% for m in messages %}\n  {% if m.role == 'assistant' %}\n<|im_start|>assistant\n    {% generation %}\n{{ m.content }}<|im_end|>\n{% endgeneration %}\n  {% else %}\n<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n  {% endif %}\n{% endfor %}";
  const { text } = new ChatTemplate(source(marked)).conversation({ messages: TALK, tools: null }, SPECIALS);
  // As transformers 5.24 writes it.
  expect(text).toBe(
    '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello!<|im_end|>\n<|im_start|>user\nBye<|im_end|>\n<|im_start|>assistant\nSo long.<|im_end|>\n',
  );
  expect(learned(marked)).toEqual(['Hello!<|im_end|>\n', 'So long.<|im_end|>\n']);
  const trimmed = marked.replaceAll('{% endgen', '{%- endgen');
  expect(learned(trimmed)).toEqual(['Hello!<|im_end|>', 'So long.<|im_end|>']);
});

test.each([
  [
    'Llama 2, which writes no role and joins what the system says to the question',
    "{% for m in messages %}{% if m.role == 'user' %}{{ bos_token + '[INST] ' + m.content.strip() + ' [/INST]' }}{% elif m.role == 'assistant' %}{{ ' ' + m.content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}",
    [' Hello! </s>', ' So long. </s>'],
  ],
  [
    'one that adds a token after all of it',
    "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% else %}{{ eos_token }}{% endif %}",
    ['Hello!<|im_end|>', 'So long.<|im_end|>'],
  ],
  [
    'one that thinks before its last answer only',
    "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' }}{% if m.role == 'assistant' and loop.last %}{{ '<think>\n\n</think>\n\n' }}{% endif %}{{ m.content + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}",
    ['Hello!<|im_end|>', '<think>\n\n</think>\n\nSo long.<|im_end|>'],
  ],
  [
    'one without any special token',
    "{% for m in messages %}{{ '### ' + m.role + ':\n' + m.content + '\n\n' }}{% endfor %}{% if add_generation_prompt %}{{ '### assistant:\n' }}{% endif %}",
    ['Hello!', 'So long.'],
  ],
])('%s', (_, template, expected) => {
  expect(learned(template, TALK, { bos_token: '<s>', eos_token: '</s>' })).toEqual(expected);
});

test('an answer that opens a conversation is learned without what stands before it', () => {
  expect(learned(CHATML, TALK.slice(2))).toEqual(['Hello!<|im_end|>', 'So long.<|im_end|>']);
});

test('a template that writes earlier turns otherwise once others follow is refused', () => {
  const counts = "{{ messages|length }}{% for m in messages %}{{ m.content + '<|im_end|>' }}{% endfor %}";
  const leavesOut = '{% for m in messages[1:] %}{{ m.role }}{% endfor %}';
  for (const template of [counts, leavesOut])
    expect(() => learned(template)).toThrow(expect.objectContaining({ code: 'chat_template_unstable' }));
});

test('where no template is there, one is made up that ends turns as the tokenizer ends texts', () => {
  for (const addsBos of [false, true]) {
    const tokens = { bos_token: '<s>', eos_token: '</s>' };
    const template = new ChatTemplate(source(defaultChatTemplate(addsBos), tokens, addsBos));
    const { text, answers } = template.conversation({ messages: TALK.slice(0, 3), tools: null }, SPECIALS);
    expect(text).toBe(
      '<|im_start|>system\nBe brief.</s>\n<|im_start|>user\nHi</s>\n<|im_start|>assistant\nHello!</s>\n',
    );
    expect(answers.map(([start, end]) => text.slice(start, end))).toEqual(['Hello!</s>']);
    expect(template.render(TALK.slice(1, 2), true)).toBe('<|im_start|>user\nHi</s>\n<|im_start|>assistant\n');
    expect(template.endOfTurn(SPECIALS)).toBe('</s>');
  }
});
