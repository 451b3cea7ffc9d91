import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import {
  ChatMessage,
  DEFAULT_GENERATION,
  type GenerationSettings,
  type NextWord,
  type PromptSource,
} from '../../shared/domain/models/generation.ts';
import { unescapeStop } from '../../shared/domain/models/stopText.ts';
import { AppError } from '../../shared/errors/errors.ts';
import type { ModelReference, PlayableModel } from '../../shared/ipc/contract.ts';
import { parseExactly } from '../workers/import/jsonText.ts';
import { cellText } from '../workers/import/jsonValues.ts';
import { badOption } from './badOption.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

export interface GenerateOptions {
  model: string;
  prompt?: string;
  inputs?: string;
  /** JSON of messages, or the text of a user's. */
  chat?: string;
  maxTokens?: number;
  temperature?: number;
  topK?: number;
  topP?: number;
  minP?: number;
  repetitionPenalty?: number;
  stop?: string[];
  seed?: number;
  mustContain?: string[];
  tries?: number;
  nextWords?: number;
}

export async function generate(session: Session, output: Output, options: GenerateOptions): Promise<void> {
  const settings = generationSettings(options);
  const { mustContain, tries, nextWords } = options;
  if (mustContain && options.inputs === undefined) {
    throw badOption('--must-contain', 'only --inputs say which value belongs to which column');
  }
  const request = {
    model: await playableModel(session, options.model),
    input: {
      ...{ task: 'text-generation' as const, prompt: promptSource(options), settings },
      ...{ mustContain, tries, nextWords },
    },
  };
  // A text that is given up cannot be taken back once it stands there.
  const isWhole = options.inputs !== undefined;
  for await (const event of session.client.playground.predict(request, { signal: session.signal })) {
    if (event.event === 'words') {
      if (output.json) output.event({ words: event.words });
      else output.text(event.words.map(wordLine).join(''));
    } else if (event.event === 'token' && !isWhole) output.text(event.text);
    else if (event.event === 'again') {
      output.note(`no ${event.missing.join(' and no ')} in it: writing text ${event.attempt} of up to ${event.of}`);
    } else if (event.event === 'done') {
      const { text, tokens, tokensPerSecond, finishReason, kept } = event;
      if (output.json)
        output.event({ text, tokens, tokensPerSecond, finishReason, seed: settings.seed, ...(kept && { kept }) });
      else output.text(isWhole ? `${text}\n` : '\n');
      if (kept && kept.missing.length > 0) {
        output.note(
          `none of ${kept.tries} texts contains the ${kept.missing.join(' and the ')} that was given; this one lacks least`,
        );
      }
      output.note(
        `${tokens.length} tokens, ${tokensPerSecond.toFixed(0)} tokens/s (${finishReason}, seed ${settings.seed})`,
      );
    }
  }
}

/** A word and how likely it is. */
const wordLine = ({ text, probability }: NextWord): string =>
  `${(100 * probability).toFixed(1).padStart(5)} %  ${text === '' ? '(the text ends here)' : JSON.stringify(text).slice(1, -1)}\n`;

/** A model of the studio or one to start from if there is one with this id, else a folder or a file. */
export async function playableModel(session: Session, model: string): Promise<PlayableModel> {
  const bases = await session.client.bases.list({});
  return bases.some(({ id }) => id === model) ? { kind: 'base', id: model } : await modelReference(session, model);
}

/** A model of the studio if there is one with this id, else a folder. */
export async function modelReference({ client }: Session, model: string): Promise<ModelReference> {
  const models = await client.models.list({});
  if (models.some(({ id }) => id === model)) return { kind: 'model', id: model };
  // Absolute: the studio that answers may run in another folder.
  return { kind: 'folder', folder: { kind: 'path', path: resolve(model) } };
}

function promptSource({ prompt, inputs, chat }: GenerateOptions): PromptSource {
  if (chat !== undefined) return { kind: 'chat', messages: readMessages(chat) };
  if (inputs === undefined) return { kind: 'text', text: prompt ?? '' };
  return { kind: 'inputs', inputs: readInputs(inputs) };
}

/**
 * Values by column: texts, and numbers and booleans as they are written, which is how the columns of imported tables show them.
 *
 * @throws AppError `bad_input` with the column whose value is neither
 */
export function readInputs(json: string): { column: string; value: string }[] {
  const refuse = (problem: string) => new AppError('bad_input', { path: '--inputs', problem });
  let values: unknown;
  try {
    values = parseExactly(json);
  } catch {
    throw refuse('not a JSON object of texts and numbers');
  }
  if (!(values instanceof Map)) throw refuse('not a JSON object of texts and numbers');
  return [...values].map(([column, value]) => {
    if (Array.isArray(value) || value instanceof Map) throw refuse(`“${column}” has neither a text nor a number`);
    return { column, value: cellText(value) };
  });
}

/** A list of messages with `role` and `content`; any other text is what the user says. */
function readMessages(given: string): ChatMessage[] {
  if (!given.trimStart().startsWith('[')) return [{ role: 'user', content: given }];
  try {
    return ChatMessage.array().min(1).parse(JSON.parse(given));
  } catch {
    const problem = 'not a JSON list of messages such as {"role": "user", "content": "…"}';
    throw new AppError('bad_input', { path: '--chat', problem });
  }
}

function generationSettings(options: GenerateOptions): GenerationSettings {
  const given = {
    max_tokens: options.maxTokens,
    temperature: options.temperature,
    top_k: options.topK,
    top_p: options.topP,
    min_p: options.minP,
    repetition_penalty: options.repetitionPenalty,
    stop: options.stop?.map(unescapeStop),
    seed: options.seed,
  };
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...DEFAULT_GENERATION, seed: randomInt(2 ** 31), ...defined };
}
