import { expect, test } from 'vitest';
import { renderChat } from './chatTemplate.ts';

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
