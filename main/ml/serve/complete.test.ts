import { expect, test } from 'vitest';
import { type CompletionEvent, NEUTRAL_SAMPLING } from '../../../shared/domain/models/completion.ts';
import { Tokenizer } from '../tokenizer/tokenizer.ts';
import { tokenizerConfig, tokenizerJson } from '../tokenizer/tokenizerFile.ts';
import { adjustLogits } from './adjustLogits.ts';
import type { PooledDecoder } from './batchedDecoders.ts';
import { type CompletionJob, complete } from './complete.ts';
import { logSumExp, tokenLogprob } from './tokenLogprobs.ts';

const V = 258;
const tokenizer = new Tokenizer(JSON.stringify(tokenizerJson([], V)), JSON.stringify(tokenizerConfig(64)), 'test');
const idOf = (text: string) => tokenizer.encode(text).at(-1) as number;

/** Writes a text, whatever comes before it: the token at place n after the prompt has the logit 5, all others have their id / 1000. */
function scripted(text: string, promptTokens: number): PooledDecoder & { disposed: boolean } {
  const ids = [...text].map(idOf);
  let length = 0;
  return {
    disposed: false,
    known: 0,
    get length() {
      return length;
    },
    async next(taken) {
      length += taken.length;
      const logits = Float32Array.from({ length: V }, (_, id) => id / 1000);
      logits[ids[length - promptTokens] ?? tokenizer.endOfText] = 5;
      return logits;
    },
    async rows(taken) {
      const rows: Float32Array[] = [];
      for (const id of taken) rows.push(await this.next([id]));
      return Float32Array.from(rows.flatMap((row) => [...row]));
    },
    back(to) {
      length = to;
    },
    dispose() {
      this.disposed = true;
    },
  };
}

const job = (change: Partial<CompletionJob> & { decoder?: PooledDecoder }): CompletionJob => {
  const { decoder, ...rest } = change;
  const promptIds = rest.promptIds ?? [1, ...'ab'].map((one) => (typeof one === 'number' ? 0 : idOf(one)));
  return {
    ...{
      tokenizer,
      contextLength: 64,
      promptIds,
      startsText: false,
      max_tokens: null,
      stop: [],
      logprobs: null,
      wanted: null,
    },
    sampling: { ...NEUTRAL_SAMPLING, temperature: 0 },
    promptLogprobs: false,
    lend: async () => decoder ?? scripted('hello', promptIds.length),
    ...rest,
  };
};

async function eventsOf(change: Parameters<typeof job>[0], signal = new AbortController().signal) {
  const events: CompletionEvent[] = [];
  for await (const event of complete(job(change), signal)) events.push(event);
  return events;
}
const textOf = (events: CompletionEvent[]) =>
  events.map((event) => (event.event === 'text' ? event.text : '')).join('');
const logprobsOf = (events: CompletionEvent[]) =>
  events.flatMap((event) => (event.event === 'text' ? (event.logprobs ?? []) : []));

test('tells how many tokens there were, and why it ended', async () => {
  const events = await eventsOf({});
  expect(events[0]).toEqual({ event: 'started', promptTokens: 3, cachedTokens: 0 });
  expect(textOf(events)).toBe('hello');
  expect(events.at(-1)).toEqual({
    event: 'done',
    finishReason: 'stop',
    usage: { promptTokens: 3, completionTokens: 6, cachedTokens: 0 },
  });
});

test.each([
  ['max_tokens', { max_tokens: 2 }, 'he', 'length'],
  ['no token at all', { max_tokens: 0 }, '', 'length'],
  ['the context', { contextLength: 7 }, 'hell', 'length'],
  ['a stop text', { stop: ['lo'] }, 'hel', 'stop'],
] as const)('ends with %s', async (_, change, text, finishReason) => {
  const events = await eventsOf({ ...change, stop: [...('stop' in change ? change.stop : [])] });
  expect(textOf(events)).toBe(text);
  expect(events.at(-1)).toMatchObject({ event: 'done', finishReason });
});

test('log probabilities are those of the model, and of the tokens that the text has', async () => {
  const sampling = { ...NEUTRAL_SAMPLING, temperature: 0, logit_bias: [{ id: idOf('z'), bias: 100 }], seed: 3 };
  const events = await eventsOf({ sampling, logprobs: 2, max_tokens: 1 });
  const [only, ...others] = logprobsOf(events);
  expect(others).toEqual([]);
  expect(only).toMatchObject({ id: idOf('z'), token: 'z', bytes: [122] });
  const logits = Float32Array.from({ length: V }, (_, id) => (id === idOf('h') ? 5 : id / 1000));
  expect(only?.logprob).toBeCloseTo((logits[idOf('z')] as number) - logSumExp(logits), 5);
  expect(only?.top.map(({ id }) => id)).toEqual([idOf('h'), V - 1]);
  const stopped = await eventsOf({ logprobs: 0, stop: ['lo'] });
  expect(logprobsOf(stopped).map(({ token }) => token)).toEqual(['h', 'e', 'l']);
});

test('the tokens of a prompt are told, the first without a probability', async () => {
  const [started] = await eventsOf({ promptLogprobs: true, logprobs: 1, max_tokens: 0, decoder: scripted('b', 2) });
  const { prompt = [] } = started as Extract<CompletionEvent, { event: 'started' }>;
  expect(prompt.map(({ token, logprob }) => [token, logprob === null])).toEqual([
    ['<|endoftext|>', true],
    ['a', false],
    ['b', false],
  ]);
  expect(prompt[2]?.top[0]).toMatchObject({ token: 'b', logprob: prompt[2]?.logprob });
});

test('a reader that is slow gets several tokens at a time, and the decoder is given back before it reads', async () => {
  const decoder = scripted('hello', 3);
  const events = complete(job({ decoder }), new AbortController().signal);
  await events.next();
  while (!decoder.disposed) await new Promise((resolve) => setImmediate(resolve));
  const rest: CompletionEvent[] = [];
  for await (const event of events) rest.push(event);
  expect(rest.map((event) => (event.event === 'text' ? event.text : event.event))).toEqual(['hello', 'done']);
});

test('one that leaves, and a signal, end it', async () => {
  const decoder = scripted('hello'.repeat(10), 3);
  for await (const _ of complete(job({ decoder }), new AbortController().signal)) break;
  expect(decoder.disposed).toBe(true);
  const aborted = new AbortController();
  aborted.abort(new Error('enough'));
  await expect(eventsOf({}, aborted.signal)).rejects.toThrow('enough');
});

test('penalties and bias are those of OpenAI', () => {
  const logits = Float32Array.of(1, 2, 3, 4);
  const seen = { prompt: [3], text: [1, 1, 2] };
  const change = { ...NEUTRAL_SAMPLING, presence_penalty: 0.5, frequency_penalty: 0.25 };
  adjustLogits(logits, seen, { ...change, logit_bias: [{ id: 0, bias: -100 }] });
  expect([...logits]).toEqual([-99, 1, 2.25, 4]);
});

test('the likeliest are in order, the lower id first of equals', () => {
  const { top } = tokenLogprob(Float32Array.of(0, 2, 1, 2, -1), 0, 3, tokenizer);
  expect(top.map(({ id }) => id)).toEqual([1, 3, 2]);
});
