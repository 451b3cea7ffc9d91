import type { ChatMessage } from '../../../shared/domain/models/generation.ts';
import type { ChatTemplate } from '../chatTemplate.ts';

/** What is looked for in a rendered conversation: letters and digits, which no template changes. */
const [SYSTEM, USER, ANSWER, NEXT] = ['KdlSystem7', 'KdlUser7', 'KdlAnswer7', 'KdlNext7'];
const system = { role: 'system', content: SYSTEM } as const;
const user = { role: 'user', content: USER } as const;
const answer = { role: 'assistant', content: ANSWER } as const;
const next = { role: 'user', content: NEXT } as const;

/** A template as Ollama has them, and what the system says where nobody says anything. */
export interface GoTemplate {
  template: string;
  system: string | null;
}

/** What stands before and after what somebody says. */
interface Around {
  before: string;
  after: string;
}
interface Parts {
  system: Around | null;
  user: Around;
  answer: Around;
}

/**
 * A Jinja template in the words of Go's, where all it does is to put texts around what is said: it is worked out from what it makes of conversations, and
 * must make of others just what Jinja makes. `null` where it does something else.
 *
 * @param end what a turn ends with, where it is known
 */
export function goTemplate(template: Pick<ChatTemplate, 'render'>, end: string | null): GoTemplate | null {
  try {
    const found = partsOf(template, end);
    if (!found) return null;
    const { parts, usual } = found;
    const conversations: ChatMessage[][] = [[user], [user, answer, next], [user, answer, next, answer, user]];
    const withSystem = parts.system ? conversations.map((messages) => [system, ...messages]) : [];
    for (const messages of [...conversations, ...withSystem])
      if (template.render(messages, true) !== composed(parts, usual, messages)) return null;
    return { template: inGo(parts), system: usual };
  } catch {
    // A template that refuses one of these is no plain one.
    return null;
  }
}

function partsOf(
  template: Pick<ChatTemplate, 'render'>,
  end: string | null,
): { parts: Parts; usual: string | null } | null {
  const alone = split(template.render([user], true), [USER]);
  const turns = split(template.render([user, answer, next], true), [USER, ANSWER, NEXT]);
  if (!alone || !turns) return null;
  const [opening = '', beforeAnswer = ''] = alone;
  const between = turns[2] ?? '';
  const said = split(
    safely(() => template.render([system, user], true)),
    [SYSTEM, USER],
  );
  const [beforeSystem = '', afterSystem = ''] = said ?? [];
  // Without a system of its own it begins with what the user says; with one, that stands between the same texts.
  const hasUsual =
    said !== null && opening.startsWith(beforeSystem) && opening.endsWith(afterSystem) && opening !== afterSystem;
  const usual = hasUsual ? opening.slice(beforeSystem.length, opening.length - afterSystem.length) : null;
  const cut = hasUsual ? endOf(between, end) : Math.max(0, between.length - opening.length);
  const [afterAnswer, beforeUser] = [between.slice(0, cut), hasUsual ? between.slice(cut) : opening];
  const parts: Parts = {
    system:
      said && afterSystem.endsWith(beforeUser)
        ? { before: beforeSystem, after: afterSystem.slice(0, afterSystem.length - beforeUser.length) }
        : null,
    user: { before: beforeUser, after: beforeAnswer },
    answer: { before: '', after: afterAnswer },
  };
  return { parts, usual };
}

/** Behind the token that ends a turn, and the blanks after it. */
function endOf(between: string, end: string | null): number {
  const at = end === null ? -1 : between.indexOf(end);
  if (at < 0) return 0;
  const after = at + (end as string).length;
  return after + (/^\s*/.exec(between.slice(after))?.[0].length ?? 0);
}

function safely(render: () => string): string {
  try {
    return render();
  } catch {
    return '';
  }
}

/** What stands before, between and after texts that are there once each, in this order. */
function split(text: string, marks: readonly string[]): string[] | null {
  const found: string[] = [];
  let rest = text;
  for (const mark of marks) {
    const pieces = rest.split(mark);
    if (pieces.length !== 2) return null;
    found.push(pieces[0] as string);
    rest = pieces[1] as string;
  }
  return [...found, rest];
}

function composed({ system, user, answer }: Parts, usual: string | null, messages: readonly ChatMessage[]): string {
  const around = ({ before, after }: Around, text: string) => before + text + after;
  const first = messages[0]?.role === 'system' || usual === null || !system ? '' : around(system, usual);
  const all = messages.map(({ role, content }) =>
    around(role === 'system' ? (system as Around) : role === 'user' ? user : answer, content),
  );
  return first + all.join('');
}

/** Braces that are text, and not Go's. */
const escaped = (text: string): string => text.replaceAll('{{', '{{ "{{" }}');

/** Ollama fills it in for each turn; of the last one nothing is there after the answer. */
function inGo({ system, user, answer }: Parts): string {
  const around = ({ before, after }: Around, field: string) => `${escaped(before)}{{ .${field} }}${escaped(after)}`;
  return [
    system ? `{{ if .System }}${around(system, 'System')}{{ end }}` : '',
    `{{ if .Prompt }}${around(user, 'Prompt')}{{ end }}`,
    around(answer, 'Response'),
  ].join('');
}
