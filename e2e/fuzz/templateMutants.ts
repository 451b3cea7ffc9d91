import type { Random } from '../../main/ml/random.ts';
import { pick } from './jsonMutants.ts';

/** Templates as published models have them, in what they use. */
const GOOD: readonly string[] = [
  "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\\nYou help.<|im_end|>\\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}",
  "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]['content'] | trim %}{% else %}{% set loop_messages = messages %}{% endif %}{% for message in loop_messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate') }}{% endif %}{{ '[INST] ' + message.content.strip() + ' [/INST]' }}{% endfor %}",
  "{%- set ns = namespace(last=messages|length - 1, found=false) %}{%- for message in messages[::-1] %}{%- set index = (messages|length - 1) - loop.index0 %}{%- if not ns.found and message.role == 'user' and message.content is string %}{%- set ns.found = true %}{%- set ns.last = index %}{%- endif %}{%- endfor %}{{ ns.last }}{{ messages | tojson }}{{ strftime_now('%d %b %Y') }}",
  "{% macro turn(role, text) %}<{{ role|upper }}>{{ text.split('</think>')[-1].lstrip('\\n') }}{% endmacro %}{% for m in messages %}{{ turn(m.role, m.content) }}{% endfor %}{{ tools is none }}",
];

/** What never ends, grows without an end, or reaches for what is not a template's. */
const HOSTILE: readonly string[] = [
  '{% for a in range(1000000000) %}{% endfor %}',
  '{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}',
  '{% set n = namespace(x="ab") %}{% for a in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}',
  '{% set n = namespace(x="ab") %}{% for a in range(60) %}{% set n.x = n.x|replace("a", n.x) %}{% endfor %}{{ n.x }}',
  '{% set n = namespace(x=[1, 2]) %}{% for a in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}{{ n.x|length }}',
  '{% set n = namespace(x=[1]) %}{% for a in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}',
  '{% set n = namespace(x=[1]) %}{% for a in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x|tojson }}',
  '{% set n = namespace(x=[1]) %}{% for a in range(9000) %}{% set n.x = [n.x] %}{% endfor %}{{ n.x|tojson }}',
  '{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}',
  '{% macro f(x) %}{{ f(x) }}{{ f(x) }}{% endmacro %}{{ f(1) }}',
  '{% set n = namespace() %}{% set n.n = n %}{{ n }}{{ n|tojson }}',
  '{{ messages.constructor.constructor("return process")() }}',
  '{{ messages.__proto__ }}{{ ""["constructor"]["constructor"] }}{{ range.constructor("return this")() }}',
  '{{ messages[0].__proto__ }}{% set messages[0].constructor = 1 %}{{ messages[-1][99999999999] }}',
  `{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`,
  `{{ ${'['.repeat(20_000)}${']'.repeat(20_000)} }}`,
  `{{ ${'not '.repeat(50_000)}1 }}`,
  `{{ ${'1 + '.repeat(50_000)}1 }}`,
  '{% if 1 %}'.repeat(5000),
  `${'{% if 1 %}'.repeat(5000)}${'{% endif %}'.repeat(5000)}`,
  `{{ "${'a'.repeat(100_000)}"|replace("a", "${'b'.repeat(4000)}") }}`,
  `{{ "${'a'.repeat(50_000)}!"|replace("a", "aa")|replace("a", "aa")|replace("a", "aa")|list|length }}`,
  '{{ messages|tojson(indent=1000000000) }}',
  '{{ "x"|indent(1000000000) }}{{ "a\nb"|indent(1000000000) }}',
  '{{ range(100000)|join(",")|length }}{{ range(0, 1e308, 1e-308) }}',
  '{{ range(0, 10, 0) }}',
  '{{ 10 ** 400 }}{{ 9999999 ** 9999999 }}',
  '{% set a = "x" * 1000000000 %}{{ a }}',
  '{{ raise_exception() }}',
  '{% call f() %}{% endcall %}{% filter upper %}{% endfilter %}{% generation %}x{% endgeneration %}',
];

/** Pieces that change what a template does wherever they come. */
const PIECES: readonly string[] = [
  ...['{%', '%}', '{{', '}}', '{#', '#}', '-%}', '{%-', "'", '"', '\\', '|', '(', ')', '[', ']', '.', ':', '~', '%'],
  ...['{% endfor %}', '{% for x in messages %}', '{% if ', ' else ', ' in ', ' is not ', '{% break %}', 'loop.index'],
  ...[
    '|tojson',
    '|length',
    '|first',
    '|last',
    '|map(attribute="role")',
    '|selectattr("role","equalto","user")',
    '[::0]',
  ],
  ...[
    '[-1]',
    '[99]',
    '**',
    ' // 0',
    'none',
    'None',
    'undefined',
    '{% set messages = 1 %}',
    '\0',
    '\ud800',
    '9'.repeat(400),
  ],
];

export function mutatedTemplate(random: Random): string {
  let template = random.integer(3) ? pick(random, GOOD) : pick(random, HOSTILE);
  if (random.integer(8) === 0) template = pick(random, GOOD) + template;
  const changes = random.integer(4);
  for (let change = 0; change < changes; change++) {
    const at = random.integer(template.length + 1);
    const length = random.integer(Math.min(30, template.length - at + 1));
    const [before, part, after] = [template.slice(0, at), template.slice(at, at + length), template.slice(at + length)];
    template = pick(random, [
      before + after,
      before + part + part + after,
      before + pick(random, PIECES) + part + after,
    ]);
  }
  return template;
}
