import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { CompletionRequest } from '../../shared/domain/models/completion.ts';
import type { Refused } from './endpoint.ts';

/*
 * What bodies have in common. Names and ranges are those of OpenAI's API; `top_k`, `min_p` and `repetition_penalty` are as in vLLM and
 * llama.cpp. `null` stands for what is left out, as there.
 */

export const MOST_CHARACTERS = 1_000_000;
const SEEDS = 2 ** 31;
const MOST_STOPS = 16;
const MOST_CHOICES = 128;
/** The least share that keeps only the likeliest token: 0 keeps none. */
const LEAST_TOP_P = 1e-6;

export const model = z.string().min(1).max(300).describe('Id of a served model, or its name.');

export const text = z.string().max(MOST_CHARACTERS);

const stop = z.string().max(1000);

export const samplingFields = {
  temperature: z.number().min(0).max(2).nullish().describe('0 always takes the likeliest token. Default 1.'),
  top_p: z.number().min(0).max(1).nullish().describe('Share of the likeliest tokens that are chosen from. Default 1.'),
  top_k: z.int().min(-1).max(1_000_000).nullish().describe('So many of the likeliest tokens; 0 and -1 are all.'),
  min_p: z.number().min(0).max(1).nullish().describe('Leaves out tokens below this share of the likeliest one.'),
  repetition_penalty: z.number().min(0.01).max(10).nullish().describe('Divides logits of tokens already seen.'),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  logit_bias: z
    .record(z.string().regex(/^\d{1,9}$/), z.number().min(-100).max(100))
    .refine((bias) => Object.keys(bias).length <= 1024, 'at most 1024 tokens')
    .nullish()
    .describe('Added to the logits of tokens, by their ids.'),
  seed: z
    .int()
    .nullish()
    .describe('The same seed, model and parameters give the same text. Drawn where it is left out.'),
  stop: z
    .union([stop, z.array(stop).max(MOST_STOPS)])
    .nullish()
    .describe('Texts that end the answer; they are not part of it.'),
};

/** What changes nothing in what is written. */
export const ignoredFields = {
  user: z.string().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  store: z.boolean().nullish().describe('Ignored: nothing is stored.'),
  service_tier: z.string().nullish(),
  safety_identifier: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  prompt_cache_retention: z.string().nullish(),
};

export const streamFields = {
  stream: z.boolean().nullish().describe('Whether the answer comes as server-sent events.'),
  stream_options: z
    .strictObject({ include_usage: z.boolean().nullish(), include_obfuscation: z.boolean().nullish() })
    .nullish(),
};

const JsonSchema = z.record(z.string(), z.unknown());

/** As in chat completions. */
export const ResponseFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name: z.string().max(64),
      description: z.string().nullish(),
      schema: JsonSchema.optional(),
      strict: z.boolean().nullish(),
    }),
  }),
]);

const schemaOf = (format: z.infer<typeof ResponseFormat> | null | undefined): CompletionRequest['schema'] => {
  if (!format || format.type === 'text') return null;
  return format.type === 'json_object' ? 'json' : (format.json_schema.schema ?? 'json');
};

/** What is asked of a text, besides its prompt. */
export const textFields = {
  ...samplingFields,
  response_format: ResponseFormat.nullish(),
};

/** Of texts that are chosen from. */
export const count = z.int().min(1).max(MOST_CHOICES).nullish();

const sampling = z.object(samplingFields);

/** What the engine is asked for, with a seed that is drawn where none is given. */
export function samplingOf(body: z.infer<typeof sampling>): CompletionRequest['sampling'] {
  const topK = body.top_k ?? 0;
  return {
    temperature: body.temperature ?? 1,
    top_p: Math.max(body.top_p ?? 1, LEAST_TOP_P),
    top_k: Math.max(0, topK),
    min_p: body.min_p ?? 0,
    repetition_penalty: body.repetition_penalty ?? 1,
    presence_penalty: body.presence_penalty ?? 0,
    frequency_penalty: body.frequency_penalty ?? 0,
    logit_bias: Object.entries(body.logit_bias ?? {}).map(([id, bias]) => ({ id: Number(id), bias })),
    seed: body.seed == null ? randomInt(SEEDS) : ((body.seed % SEEDS) + SEEDS) % SEEDS,
  };
}

const stopsOf = (given: string | readonly string[] | null | undefined): string[] =>
  (given == null ? [] : typeof given === 'string' ? [given] : [...given]).filter((text) => text !== '');

const textBody = z.object(textFields);

/** So many texts of each prompt, side by side; their seeds follow one another. */
export function requestsFor(
  body: z.infer<typeof textBody>,
  prompts: readonly CompletionRequest['prompt'][],
  texts: number,
  asked: Pick<CompletionRequest, 'max_tokens' | 'logprobs' | 'promptLogprobs'>,
): CompletionRequest[] {
  const sampling = samplingOf(body);
  const [stop, schema] = [stopsOf(body.stop), schemaOf(body.response_format)];
  return prompts.flatMap((prompt) =>
    Array.from({ length: texts }, (_, at) => {
      const seed = (sampling.seed + at) % SEEDS;
      return { ...asked, prompt, sampling: { ...sampling, seed }, stop, schema };
    }),
  );
}

export const NOT_HERE = 'models of Kindling cannot do it.';

export const refuse = (why: string, ...neutral: unknown[]): Refused[string] => ({ why, neutral });
