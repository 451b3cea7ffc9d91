import { z } from 'zod';
import type { ServedMessage } from '../../shared/domain/models/completion.ts';
import { text } from './bodies.ts';

const TextPart = z.strictObject({ type: z.literal('text'), text });
/** Pictures and sounds are parts, too; models of Kindling read texts. */
const content = z.union([text, z.array(TextPart).min(1).max(1000)]);
const name = z.string().max(1000).nullish();

export const ToolCall = z.strictObject({
  id: z.string().max(1000),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string().max(1000), arguments: text }),
});
export type ToolCall = z.infer<typeof ToolCall>;

const Message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content, name }),
  z.strictObject({ role: z.literal('developer'), content, name }),
  z.strictObject({ role: z.literal('user'), content, name }),
  z.strictObject({
    role: z.literal('assistant'),
    content: content.nullish(),
    name,
    tool_calls: z.array(ToolCall).max(1000).nullish(),
    refusal: z.null().optional(),
    annotations: z.array(z.unknown()).optional(),
    audio: z.null().optional(),
  }),
  z.strictObject({ role: z.literal('tool'), content, tool_call_id: z.string().max(1000), name }),
]);
type Message = z.infer<typeof Message>;

export const Messages = z.array(Message).min(1).max(1000);

export const Tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string().regex(/^[\w.-]{1,64}$/),
    description: text.nullish(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
    strict: z.boolean().nullish(),
  }),
});
export type Tool = z.infer<typeof Tool>;

export const textOf = (given: string | readonly { text: string }[] | null | undefined): string => {
  if (given == null) return '';
  return typeof given === 'string' ? given : given.map((part) => part.text).join('');
};

/** As chat templates get it. What developers say is the system's, which is the name that templates have for it. */
export function toServed(message: Message): ServedMessage {
  const base = { content: textOf(message.content), ...(message.name != null && { name: message.name }) };
  switch (message.role) {
    case 'developer':
      return { role: 'system', ...base };
    case 'assistant':
      return { role: 'assistant', ...base, ...(message.tool_calls?.length && { tool_calls: message.tool_calls }) };
    case 'tool':
      return { role: 'tool', ...base, tool_call_id: message.tool_call_id };
    default:
      return { role: message.role, ...base };
  }
}
