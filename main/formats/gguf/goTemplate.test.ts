import { expect, test } from 'vitest';
import { ChatTemplate } from '../chatTemplate.ts';
import { defaultChatTemplate } from '../defaultChatTemplate.ts';
import { goTemplate } from './goTemplate.ts';

const SPECIALS = ['<|im_start|>', '<|im_end|>', '<s>', '</s>', '<|eot_id|>', '<end_of_turn>', '<start_of_turn>'];
const TOKENS = JSON.stringify({ bos_token: '<s>', eos_token: '</s>' });

function inGo(chatTemplate: string, addsBos = false) {
  const template = new ChatTemplate({ chatTemplate, tokenizerConfigJson: TOKENS, addsBos });
  return goTemplate(template, endOf(template));
}

function endOf(template: ChatTemplate): string | null {
  try {
    return template.endOfTurn(SPECIALS);
  } catch {
    return null;
  }
}

const CHATML_TURN = "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}";
const ASKED = "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
const CHATML = `{% for message in messages %}${CHATML_TURN}{% endfor %}${ASKED}`;
const CHATML_IN_GO =
  '{{ if .System }}<|im_start|>system\n{{ .System }}<|im_end|>\n{{ end }}{{ if .Prompt }}<|im_start|>user\n{{ .Prompt }}<|im_end|>\n' +
  '<|im_start|>assistant\n{{ end }}{{ .Response }}<|im_end|>\n';

test('ChatML', () => expect(inGo(CHATML)).toEqual({ template: CHATML_IN_GO, system: null }));

test('what the system says where nobody says anything is said of its own', () => {
  const usual = `{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou help.<|im_end|>\n' }}{% endif %}${CHATML_TURN}{% endfor %}${ASKED}`;
  expect(inGo(usual)).toEqual({ template: CHATML_IN_GO, system: 'You help.' });
});

test('the one that models get that have none', () => {
  for (const addsBos of [false, true])
    expect(inGo(defaultChatTemplate(addsBos), addsBos)?.template).toBe(
      '{{ if .System }}<|im_start|>system\n{{ .System }}</s>\n{{ end }}{{ if .Prompt }}<|im_start|>user\n{{ .Prompt }}</s>\n' +
        '<|im_start|>assistant\n{{ end }}{{ .Response }}</s>\n',
    );
});

test('Gemma, whose model has no system and another name', () => {
  const gemma =
    "{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}{% for m in messages %}{{ '<start_of_turn>' + ('model' if m.role == 'assistant' else m.role) + '\n' + m.content + '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}";
  expect(inGo(gemma)).toEqual({
    template:
      '{{ if .Prompt }}<start_of_turn>user\n{{ .Prompt }}<end_of_turn>\n<start_of_turn>model\n{{ end }}{{ .Response }}<end_of_turn>\n',
    system: null,
  });
});

test('braces that are text', () => {
  const template = inGo(
    `{% for m in messages %}{{ '[{{' + m.role + ']' + m.content + '</s>' }}{% endfor %}{% if add_generation_prompt %}{{ '[{{assistant]' }}{% endif %}`,
  )?.template;
  expect(template).toContain('{{ if .Prompt }}[{{ "{{" }}user]{{ .Prompt }}</s>');
});

test.each([
  [
    'thinks before its last answer',
    "{% for m in messages %}{{ m.role + (': think ' if loop.last else ': ') + m.content + '\n' }}{% endfor %}",
  ],
  ['counts', "{{ messages|length }}{% for m in messages %}{{ m.role + m.content + '</s>' }}{% endfor %}"],
  ['writes nothing', '{% for m in messages %}{% endfor %}'],
])('one that %s is not put in other words', (_, template) => {
  expect(inGo(template)).toBeNull();
});
