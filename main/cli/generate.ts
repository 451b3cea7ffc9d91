import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import {
  DEFAULT_GENERATION,
  type GenerationSettings,
  type PromptSource,
} from '../../shared/domain/models/generation.ts';
import { unescapeStop } from '../../shared/domain/models/stopText.ts';
import { AppError } from '../../shared/errors/errors.ts';
import type { ModelReference } from '../../shared/ipc/contract.ts';
import { parseExactly } from '../workers/import/jsonText.ts';
import { cellText } from '../workers/import/jsonValues.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

export interface GenerateOptions {
  model: string;
  prompt?: string;
  inputs?: string;
  maxTokens?: number;
  temperature?: number;
  topK?: number;
  topP?: number;
  minP?: number;
  repetitionPenalty?: number;
  stop?: string[];
  seed?: number;
}

export async function generate(session: Session, output: Output, options: GenerateOptions): Promise<void> {
  const settings = generationSettings(options);
  const request = {
    model: await modelReference(session, options.model),
    input: { task: 'text-generation' as const, prompt: promptSource(options), settings },
  };
  for await (const event of session.client.playground.predict(request, { signal: session.signal })) {
    if (event.event === 'token') output.text(event.text);
    else if (event.event === 'done') {
      const { text, tokens, tokensPerSecond, finishReason } = event;
      if (output.json) output.event({ text, tokens, tokensPerSecond, finishReason, seed: settings.seed });
      else output.text('\n');
      output.note(
        `${tokens.length} tokens, ${tokensPerSecond.toFixed(0)} tokens/s (${finishReason}, seed ${settings.seed})`,
      );
    }
  }
}

/** A model of the studio if there is one with this id, else a folder. */
export async function modelReference({ client }: Session, model: string): Promise<ModelReference> {
  const models = await client.models.list({});
  if (models.some(({ id }) => id === model)) return { kind: 'model', id: model };
  // Absolute: the studio that answers may run in another folder.
  return { kind: 'folder', folder: { kind: 'path', path: resolve(model) } };
}

function promptSource({ prompt, inputs }: GenerateOptions): PromptSource {
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
