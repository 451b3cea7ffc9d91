import { z } from 'zod';
import type { ServedMessage } from '../../shared/domain/models/completion.ts';
import { text } from './bodies.ts';
import { textOf, toServed } from './messages.ts';

/*
 * What the Responses API calls a conversation: messages, calls of functions, and what these gave, each an item of a list.
 */

/** Messages of one's own have `input_text`, answers that are sent back `output_text`. */
const Part = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('input_text'), text }),
  z.strictObject({
    ...{ type: z.literal('output_text'), text },
    ...{ annotations: z.array(z.unknown()).optional(), logprobs: z.array(z.unknown()).optional() },
  }),
]);
const content = z.union([text, z.array(Part).min(1).max(1000)]);
const sentBack = { id: z.string().nullish(), status: z.string().nullish() };
const callId = z.string().max(1000);

const Message = z.strictObject({
  type: z.literal('message').optional(),
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content,
  id: z.string().optional(),
  status: z.string().optional(),
  phase: z.string().nullish(),
});
const Call = z.strictObject({
  ...{ type: z.literal('function_call'), call_id: callId, name: z.string().max(1000), arguments: text },
  ...sentBack,
});
const CallOutput = z.strictObject({
  ...{ type: z.literal('function_call_output'), call_id: callId, output: content },
  ...sentBack,
});

export const Item = z.union([Message, Call, CallOutput]);
export type Item = z.infer<typeof Item>;

export const FunctionTool = z.strictObject({
  type: z.literal('function'),
  name: z.string().regex(/^[\w.-]{1,64}$/),
  description: text.nullish(),
  parameters: z.record(z.string(), z.unknown()).nullish(),
  strict: z.boolean().nullish(),
});

/** As chat templates get it: a call belongs to what the assistant said before it, several in a row to one message. */
export function messagesOf(items: readonly Item[]): ServedMessage[] {
  const messages: ServedMessage[] = [];
  for (const item of items) {
    if (item.type === 'function_call_output')
      messages.push({ role: 'tool', content: textOf(item.output), tool_call_id: item.call_id });
    else if (item.type === 'function_call') {
      const call = {
        id: item.call_id,
        type: 'function' as const,
        function: { name: item.name, arguments: item.arguments },
      };
      const last = messages.at(-1);
      if (last?.role === 'assistant') last.tool_calls = [...(last.tool_calls ?? []), call];
      else messages.push({ role: 'assistant', content: '', tool_calls: [call] });
    } else messages.push(toServed({ role: item.role, content: textOf(item.content) }));
  }
  return messages;
}
