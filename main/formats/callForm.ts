import type { ServedMessage } from '../../shared/domain/models/completion.ts';
import { AppError } from '../../shared/errors/errors.ts';
import type { ChatTemplate } from './chatTemplate.ts';

/** How a model's template writes that a function is called: what stands before its name, and between name and arguments. */
export interface CallForm {
  before: string;
  middle: string;
}

/** What models of Hermes' kind write, which are most of those whose template only reads tools. */
const HERMES: CallForm = { before: '<tool_call>\n{"name": "', middle: '", "arguments": ' };
const HERMES_LIST: CallForm = { ...HERMES, before: '<tool_call>[{"name": "' };

const NAME = 'kindling_function';
const ARGUMENTS = /^\{\s*"kindling_key"\s*:\s*"kindling_value"\s*\}/;

/**
 * Has the template write a call of a function that nobody else names, and looks what is around it. Where it writes none, or none with its arguments in
 * JSON after the name, the form of Hermes is taken: the template is known to read tools.
 *
 * @param prompt the conversation as it is written, with the tools
 */
export function callFormOf(template: ChatTemplate, prompt: string): CallForm {
  const otherwise = prompt.includes('<tool_call>[') ? HERMES_LIST : HERMES;
  const question: ServedMessage = { role: 'user', content: 'question' };
  const call = { name: NAME, arguments: { kindling_key: 'kindling_value' } };
  const answer: ServedMessage = {
    ...{ role: 'assistant', content: '' },
    // Mistral's ids have nine characters.
    tool_calls: [{ id: 'call12345', type: 'function', function: call }],
  };
  try {
    const before = template.render([question], true);
    const whole = template.render([question, answer], false);
    const at = whole.indexOf(NAME, before.length);
    if (!whole.startsWith(before) || at < 0) return otherwise;
    const after = whole.slice(at + NAME.length);
    const middle = after.slice(0, after.indexOf('{'));
    // A name must not go on in what follows it, or nobody could say where it ends.
    if (!ARGUMENTS.test(after.slice(middle.length)) || !/^[^\w.-]/.test(middle)) return otherwise;
    return { before: whole.slice(before.length, at), middle };
  } catch (error) {
    if (error instanceof AppError) return otherwise;
    throw error;
  }
}
