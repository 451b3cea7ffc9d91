import { expect, test } from 'vitest';
import { withEndOfTurn } from './endOfTurn.ts';

const tokenizerJson = JSON.stringify({
  added_tokens: [
    { id: 0, content: '<|endoftext|>', special: true },
    { id: 1, content: '<|im_start|>', special: true },
    { id: 2, content: '<|im_end|>', special: true },
  ],
});
const source = (chatTemplate: string | null, eosTokenIds: number[]) => ({
  ...{ chatTemplate, tokenizerJson, tokenizerConfigJson: '{"eos_token":"<|endoftext|>"}', addsBos: false, eosTokenIds },
});
const CHATML =
  "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

test('a text ends where a turn of the template does, too', () => {
  expect(withEndOfTurn(source(CHATML, [0])).eosTokenIds).toEqual([0, 2]);
  expect(withEndOfTurn(source(CHATML, [2])).eosTokenIds).toEqual([2]);
});

test('a model without a template, or with one that fails, ends as its files say', () => {
  expect(withEndOfTurn(source(null, [0])).eosTokenIds).toEqual([0]);
  expect(withEndOfTurn(source("{{ raise_exception('no') }}", [0])).eosTokenIds).toEqual([0]);
});
