import type { CompletionRequest } from '../../shared/domain/models/completion.ts';
import { invalid } from './apiError.ts';
import type { Tool, ToolCall } from './messages.ts';
import { CallReader, type ParsedCalls, parseToolCalls } from './toolCalls.ts';

/** What a request says of functions that may be called, whichever interface it is in the words of. */
export interface Calling {
  tools: readonly Tool[];
  choice: 'none' | 'auto' | 'required' | { name: string };
  /** Whether an answer may be several calls. */
  parallel: boolean;
  /** Where the parameters of a function stand in the request. */
  parametersAt(tool: number): string;
}

export const usedTools = ({ tools, choice }: Calling): readonly Tool[] => (choice === 'none' ? [] : tools);

type Called = NonNullable<Extract<CompletionRequest['prompt'], { kind: 'chat' }>['call']>;

/** Functions of which one has to be called; `null` where the model chooses. @throws ApiError 400 */
export function requiredCall({ choice, tools, parametersAt }: Calling): Called | null {
  if (choice === 'none' || choice === 'auto') return null;
  if (tools.length === 0)
    throw invalid('tool_choice', 'tool_choice needs tools: give the functions that may be called.');
  const all = tools.map(({ function: { name, parameters } }, at) => ({
    name,
    parameters: parametersOf(parameters, parametersAt(at)),
  }));
  if (choice === 'required') return all;
  const named = all.filter(({ name }) => name === choice.name);
  if (named.length === 0)
    throw invalid('tool_choice', `tool_choice names \`${choice.name.slice(0, 64)}\`, which is none of the tools.`);
  return named.slice(0, 1);
}

/** Arguments are an object. @throws ApiError 400 */
function parametersOf(given: Record<string, unknown> | null | undefined, at: string): Record<string, unknown> | null {
  if (given == null) return null;
  const hasOwn = ['$ref', 'anyOf', 'allOf', 'const', 'enum'].find((keyword) => Object.hasOwn(given, keyword));
  if ((given.type ?? 'object') === 'object' && !hasOwn) return { ...given, type: 'object' };
  const problem = hasOwn ? `with \`${hasOwn}\` beside it are not followed` : 'have to be an object';
  throw invalid(at, `The parameters of a required function ${problem}: use \`"type": "object"\` with properties.`);
}

/** What of a prompt is about functions. @throws ApiError 400 */
export function promptTools(calling: Calling): { tools?: Tool[]; call?: Called } {
  const [tools, call] = [usedTools(calling), requiredCall(calling)];
  return { ...(tools.length > 0 && { tools: [...tools] }), ...(call && { call }) };
}

/** What of a text is said, and what is called. */
export function partsOf(written: string, calling: Calling): ParsedCalls {
  if (requiredCall(calling)) {
    const reader = new CallReader();
    reader.add(written);
    return { text: '', calls: reader.call ? [reader.call] : [] };
  }
  return usedTools(calling).length > 0 ? oneIfAsked(parseToolCalls(written), calling) : { text: written, calls: [] };
}

export const oneIfAsked = (
  { text, calls }: ParsedCalls,
  { parallel }: Calling,
): { text: string; calls: ToolCall[] } => ({
  text,
  calls: parallel ? calls : calls.slice(0, 1),
});
