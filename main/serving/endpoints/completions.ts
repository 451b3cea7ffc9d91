import { z } from 'zod';
import { type CompletionRequest, MOST_TOP_LOGPROBS } from '../../../shared/domain/models/completion.ts';
import { InputField } from '../../../shared/domain/models/generation.ts';
import { chunksOf, completionLogprobs, meanLogprob, newAnswerId, nowInSeconds, usageOf } from '../answers.ts';
import { invalid } from '../apiError.ts';
import {
  count,
  ignoredFields,
  MOST_CHARACTERS,
  model,
  NOT_HERE,
  refuse,
  requestsFor,
  streamFields,
  text,
  textFields,
} from '../bodies.ts';
import { type Exchange, endpoint } from '../endpoint.ts';
import type { StreamEvent } from '../eventStream.ts';
import { findModel, type ServedModel } from '../servedModels.ts';
import { emptyText, take, type WholeText, wholeTexts, writeTexts } from '../texts.ts';

const MOST_PROMPTS = 1024;
/** OpenAI's, for completions. */
const USUAL_TOKENS = 16;

const ids = z.array(z.int().min(0)).min(1).max(MOST_CHARACTERS);

const CompletionBody = z.strictObject({
  model,
  prompt: z
    .union([text, z.array(text).min(1).max(MOST_PROMPTS), ids, z.array(ids).min(1).max(MOST_PROMPTS)])
    .nullish()
    .describe('A text, a list of texts, token ids, or a list of these.'),
  inputs: z
    .record(z.string(), text)
    .nullish()
    .describe('Of Kindling, instead of a prompt: a value for each input column that the model was trained with.'),
  max_tokens: z.int().min(0).nullish().describe(`Default ${USUAL_TOKENS}.`),
  n: count,
  best_of: count.describe('Writes so many texts and gives the `n` likeliest.'),
  echo: z.boolean().nullish().describe('Whether the prompt stands before the text, with its `logprobs`.'),
  logprobs: z.int().min(0).max(MOST_TOP_LOGPROBS).nullish(),
  ...textFields,
  ...ignoredFields,
  ...streamFields,
});
type CompletionBody = z.infer<typeof CompletionBody>;

export const completions = endpoint({
  method: 'POST',
  path: '/v1/completions',
  summary: 'Continues texts.',
  body: CompletionBody,
  refused: { suffix: refuse(`it fills gaps, and ${NOT_HERE}`, '') },
  streams: true,
  async handle(exchange) {
    const { body } = exchange;
    const model = findModel(exchange.models.list(), body.model, 'completions');
    const job = jobOf(body);
    if (body.stream) return { kind: 'events', events: events(exchange, model, job), named: false };
    const texts = await wholeTexts(exchange, model, job.requests);
    const chosen = bestOf(texts, job);
    return {
      kind: 'json',
      value: {
        ...head(model),
        id: newAnswerId('cmpl-'),
        choices: chosen.map((whole, index) => ({
          ...{ index, text: `${job.echoed(index, whole)}${whole.text}`, finish_reason: whole.finishReason },
          logprobs: body.logprobs == null ? null : completionLogprobs([...whole.promptTokens, ...whole.tokens]),
        })),
        usage: usageOf(texts, job.written),
      },
    };
  },
});

interface Job {
  requests: CompletionRequest[];
  /** Texts of a prompt that are written, and that are given. */
  written: number;
  given: number;
  echo: boolean;
  /** What stands before a choice: the prompt as it was given, or as its tokens read. */
  echoed(choice: number, whole: WholeText): string;
}

function jobOf(body: CompletionBody): Job {
  const prompts = promptsOf(body);
  const given = body.n ?? 1;
  const written = body.best_of ?? given;
  if (written < given) throw invalid('best_of', `best_of (${written}) must not be less than n (${given}).`);
  if (body.stream && written > given) throw invalid('best_of', 'best_of cannot be streamed: the best is known last.');
  const echo = body.echo ?? false;
  const maxTokens = body.max_tokens ?? USUAL_TOKENS;
  if (echo && body.logprobs == null && prompts.some(({ kind }) => kind !== 'text'))
    throw invalid('echo', 'Without logprobs, only prompts that are texts can be echoed.');
  if (maxTokens === 0 && !echo) throw invalid('max_tokens', 'max_tokens may be 0 only with echo.');
  const requests = requestsFor(body, prompts, written, {
    max_tokens: maxTokens,
    logprobs: body.logprobs ?? (written > given ? 0 : null),
    promptLogprobs: echo && body.logprobs != null,
  });
  const echoed = (choice: number, { promptTokens }: WholeText) => {
    const prompt = prompts[Math.floor(choice / given)];
    if (!echo) return '';
    return prompt?.kind === 'text' ? prompt.text : Buffer.from(promptTokens.flatMap(({ bytes }) => bytes)).toString();
  };
  return { requests, written, given, echo, echoed };
}

function promptsOf({ prompt, inputs }: CompletionBody): CompletionRequest['prompt'][] {
  if (inputs != null) {
    if (prompt != null) throw invalid('inputs', 'Give a prompt or inputs, not both.');
    const fields = Object.entries(inputs).map(([column, value]) => InputField.parse({ column, value }));
    return [{ kind: 'inputs', inputs: fields }];
  }
  if (prompt == null) throw invalid('prompt', "Missing required parameter: 'prompt'.", 'missing_required_parameter');
  if (typeof prompt === 'string') return [{ kind: 'text', text: prompt }];
  if (prompt.every((part) => typeof part === 'number')) return [{ kind: 'ids', ids: prompt }];
  return prompt.map((part) =>
    typeof part === 'string' ? { kind: 'text', text: part } : { kind: 'ids', ids: part as number[] },
  );
}

/** Of each prompt, the likeliest texts by their mean logarithm a token; in their own order where all are given. */
function bestOf(texts: readonly WholeText[], { written, given }: Job): WholeText[] {
  if (written === given) return [...texts];
  return Array.from({ length: texts.length / written }, (_, prompt) =>
    texts
      .slice(prompt * written, (prompt + 1) * written)
      .sort((a, b) => meanLogprob(b) - meanLogprob(a))
      .slice(0, given),
  ).flat();
}

const head = ({ id }: ServedModel) => ({ object: 'text_completion', created: nowInSeconds(), model: id });

async function* events(exchange: Exchange<CompletionBody>, model: ServedModel, job: Job): AsyncGenerator<StreamEvent> {
  const { body } = exchange;
  const { chunk, last } = chunksOf(body, { id: newAnswerId('cmpl-'), ...head(model) });
  const texts = job.requests.map(emptyText);
  const offsets = texts.map(() => 0);
  for await (const { index, event } of writeTexts(exchange, model, job.requests)) {
    const whole = texts[index] as WholeText;
    const tokens =
      event.event === 'started' ? (event.prompt ?? []) : event.event === 'text' ? (event.logprobs ?? []) : [];
    const logprobs =
      body.logprobs == null || event.event === 'done' ? null : completionLogprobs(tokens, offsets[index] ?? 0);
    offsets[index] = (offsets[index] ?? 0) + tokens.reduce((sum, { token }) => sum + token.length, 0);
    // What was written is in the stream: it need not lie here, too.
    if (event.event !== 'text') take(whole, event);
    if (event.event === 'started') {
      if (job.echo) yield chunk(choice(index, job.echoed(index, whole), logprobs, null));
      whole.promptTokens = [];
    } else if (event.event === 'text') {
      yield chunk(choice(index, event.text, logprobs, null));
    } else yield chunk(choice(index, '', null, event.finishReason));
  }
  yield* last(texts, job.written);
}

const choice = (index: number, text: string, logprobs: unknown, finish_reason: string | null) => ({
  ...{ index, text, logprobs, finish_reason },
});
