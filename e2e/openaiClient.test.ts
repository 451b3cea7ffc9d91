import OpenAI, {
  APIConnectionTimeoutError,
  APIUserAbortError,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
} from 'openai';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readTokenizer } from '../main/formats/huggingface/modelFiles.ts';
import { fewOr, takesLong } from '../main/setup/leftOut.ts';
import { openServedStudio, type ServedStudio } from './helpers/servedStudio.ts';

/** The official client of OpenAI's, on a server with a model of two layers and the real inference process. */

let studio: ServedStudio;
let openai: OpenAI;
beforeAll(async () => {
  studio = await openServedStudio();
  openai = new OpenAI({ baseURL: studio.url, apiKey: 'none is needed', maxRetries: 0 });
});
afterAll(async () => {
  await studio.close();
  expect(studio.internalErrors).toEqual([]);
});

const seeded = () => ({ model: studio.model, max_tokens: 8, temperature: 0, seed: 1 });

test('models are listed and told of', async () => {
  const models = await Array.fromAsync(openai.models.list());
  expect(models.map(({ id }) => id)).toEqual([studio.model]);
  expect(await openai.models.retrieve(studio.model)).toMatchObject({ id: studio.model, object: 'model' });
  await expect(openai.models.retrieve('none')).rejects.toBeInstanceOf(NotFoundError);
});

describe('completions', () => {
  test('whole and in a stream are the same text, and so are two of the same seed', async () => {
    const whole = await openai.completions.create({ ...seeded(), prompt: 'a lamp' });
    expect(whole.usage).toMatchObject({ completion_tokens: expect.any(Number) });
    let text = '';
    let usage: OpenAI.CompletionUsage | undefined;
    for await (const chunk of await openai.completions.create({
      ...{ ...seeded(), prompt: 'a lamp', stream: true, stream_options: { include_usage: true } },
    })) {
      text += chunk.choices[0]?.text ?? '';
      usage = chunk.usage ?? usage;
    }
    expect(text).toBe(whole.choices[0]?.text);
    expect(usage?.total_tokens).toBe(whole.usage?.total_tokens);
    const drawn = { ...seeded(), prompt: 'a', temperature: 1, n: 2, seed: 5 };
    const [first, second] = await Promise.all([openai.completions.create(drawn), openai.completions.create(drawn)]);
    expect(first.choices).toEqual(second.choices);
    expect(first.choices.map(({ index }) => index)).toEqual([0, 1]);
  });

  test('tell how likely tokens were, of the prompt, too', async () => {
    const ask = { ...seeded(), prompt: 'lamp', max_tokens: 2, logprobs: 3, echo: true };
    const { choices } = await openai.completions.create(ask);
    const { tokens = [], token_logprobs = [], top_logprobs = [], text_offset } = choices[0]?.logprobs ?? {};
    expect(token_logprobs).toHaveLength(tokens.length);
    expect(text_offset).toHaveLength(tokens.length);
    expect(token_logprobs[0]).toBeNull();
    for (const logprob of token_logprobs.slice(1)) expect(logprob).toBeLessThanOrEqual(0);
    // The greedy token is the most likely one.
    const last = top_logprobs.at(-1) as Record<string, number>;
    expect(token_logprobs.at(-1)).toBeCloseTo(Math.max(...Object.values(last)), 5);
  });
});

describe('chat', () => {
  const ask = () => ({ ...seeded(), messages: [{ role: 'user' as const, content: 'Hi' }] });

  test('answers, whole, in a stream, and by the helper that gathers one', async () => {
    const whole = await openai.chat.completions.create({ ...ask(), logprobs: true, top_logprobs: 2 });
    const content = whole.choices[0]?.message.content ?? '';
    expect(whole.choices[0]?.logprobs?.content?.length).toBe(whole.usage?.completion_tokens);
    let text = '';
    for await (const chunk of await openai.chat.completions.create({ ...ask(), stream: true }))
      text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe(content);
    const gathered = openai.chat.completions.stream({ ...ask(), stream_options: { include_usage: true } });
    expect((await gathered.finalChatCompletion()).choices[0]?.message.content).toBe(content);
  });

  test('a stream that is given up ends, and its place is free', async () => {
    const stream = await openai.chat.completions.create({ ...ask(), max_tokens: 50, stream: true });
    for await (const _ of stream) {
      stream.controller.abort();
      break;
    }
    const controller = new AbortController();
    const given = openai.chat.completions.create(ask(), { signal: controller.signal });
    controller.abort();
    await expect(given).rejects.toBeInstanceOf(APIUserAbortError);
    await vi.waitFor(async () =>
      expect((await studio.client.server.state({})).figures).toMatchObject({ running: 0, waiting: 0 }),
    );
  });

  test('an answer that has to parse parses, and what a schema cannot ask for is named', async () => {
    const schema = {
      type: 'object',
      properties: { a: { type: 'boolean' } },
      required: ['a'],
      additionalProperties: false,
    };
    // A model that knows nothing would spend its tokens on indentation.
    const tokenizer = await readTokenizer(studio.modelFolder);
    const logit_bias = Object.fromEntries([...'\t\n '].map((one) => [tokenizer.encode(one).at(-1), -100]));
    const asking = (given: Record<string, unknown>) =>
      openai.chat.completions.create({
        ...{ ...ask(), max_tokens: 30, logit_bias },
        response_format: { type: 'json_schema' as const, json_schema: { name: 'lamp', schema: given, strict: true } },
      });
    const { choices } = await asking(schema);
    expect(choices[0]?.finish_reason).toBe('stop');
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ a: expect.any(Boolean) });
    await expect(asking({ type: 'string', format: 'nothing-known', not: {} })).rejects.toMatchObject({
      ...{ status: 400, param: 'response_format' },
    });
  });

  test('tools reach the template, and a request for what is not done is refused by name', async () => {
    const tools = [{ type: 'function' as const, function: { name: 'look', parameters: { type: 'object' } } }];
    const with_ = await openai.chat.completions.create({ ...ask(), tools });
    const without = await openai.chat.completions.create(ask());
    expect(with_.usage?.prompt_tokens).toBeGreaterThan(without.usage?.prompt_tokens ?? 0);
  });

  const tool = (name: string, parameters: Record<string, unknown>) => ({
    ...{ type: 'function' as const, function: { name, description: `Does ${name}.`, parameters } },
  });
  const unit = { enum: ['km', '€'] };
  const TOOLS = [
    tool('get_weather', {
      type: 'object',
      properties: { place: { type: 'string' }, days: { type: 'integer' }, tags: { type: 'array', items: unit } },
      required: ['place', 'days'],
      additionalProperties: false,
    }),
    tool('convert', {
      $defs: { unit },
      type: 'object',
      properties: { to: { $ref: '#/$defs/unit' } },
      required: ['to'],
    }),
  ];
  /** What each function's schema says, and nothing else. */
  const checks: Record<string, (given: Record<string, unknown>) => void> = {
    get_weather: ({ place, days, tags = [], ...rest }) => {
      expect(typeof place).toBe('string');
      expect(Number.isInteger(days)).toBe(true);
      for (const tag of tags as unknown[]) expect(unit.enum).toContain(tag);
      expect(rest).toEqual({});
    },
    convert: ({ to, ...rest }) => {
      expect(unit.enum).toContain(to);
      expect(rest).toEqual({});
    },
  };

  test('a call that is required comes, whole and in a stream, whatever the seed and however little room there is', {
    tags: 'again',
  }, async () => {
    const model = await studio.serveWith();
    const called = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const named = seed % 4 === 0;
      const asked = {
        ...{
          ...ask(),
          model,
          seed,
          temperature: seed % 3 === 0 ? 0 : 1.5,
          max_tokens: 62 + (seed % 5) * 9,
          tools: TOOLS,
        },
        tool_choice: named ? { type: 'function' as const, function: { name: 'convert' } } : ('required' as const),
      };
      const { choices, usage } = await openai.chat.completions.create(asked);
      const { message, finish_reason } = choices[0] as OpenAI.ChatCompletion.Choice;
      expect(finish_reason).toBe('tool_calls');
      expect(message.content).toBeNull();
      const [call, ...more] = message.tool_calls ?? [];
      if (call?.type !== 'function') throw new Error('it is no function');
      expect(more).toEqual([]);
      if (named) expect(call.function.name).toBe('convert');
      called.add(call.function.name);
      checks[call.function.name]?.(JSON.parse(call.function.arguments));
      expect(usage?.completion_tokens).toBeLessThanOrEqual(asked.max_tokens);
      const stream = openai.chat.completions.stream(asked);
      const streamed = (await stream.finalChatCompletion()).choices[0]?.message.tool_calls?.[0];
      expect(streamed).toMatchObject({ function: call.function });
    }
    expect([...called].sort()).toEqual(['convert', 'get_weather']);
    await studio.serve(model, false);
  });

  test(
    'a call that is required comes in the words of responses, too, and what it gave goes back',
    takesLong,
    async () => {
      const model = await studio.serveWith();
      const tools = TOOLS.map(({ function: { name, description, parameters = {} } }) => ({
        ...{ type: 'function' as const, name, description, parameters, strict: true },
      }));
      for (let seed = 0; seed < fewOr(2, 6); seed++) {
        const asked = {
          ...{ model, input: 'Hi', tools, tool_choice: 'required' as const, max_output_tokens: 90, temperature: 1.5 },
          ...{ seed },
        };
        const { output, status } = await openai.responses.create(asked);
        const [call, ...more] = output;
        if (call?.type !== 'function_call') throw new Error('it is no call');
        expect([more, status]).toEqual([[], 'completed']);
        checks[call.name]?.(JSON.parse(call.arguments));
        const streamed = (await openai.responses.stream(asked).finalResponse()).output[0];
        expect(streamed).toMatchObject({ type: 'function_call', name: call.name, arguments: call.arguments });
        const gave = { type: 'function_call_output' as const, call_id: call.call_id, output: '7' };
        const next = await openai.responses.create({
          ...{ model, tools, max_output_tokens: 4, input: [{ role: 'user' as const, content: 'Hi' }, call, gave] },
        });
        expect(next.output[0]?.type).toBe('message');
      }
      await studio.serve(model, false);
    },
  );

  test(
    'parameters that cannot be followed, and a template without tools, are told with what to do',
    takesLong,
    async () => {
      const dated = [tool('note', { type: 'object', properties: { on: { type: 'string', format: 'date' } } })];
      const roomy = await studio.serveWith();
      const asked = { ...ask(), model: roomy, tools: dated, tool_choice: 'required' as const };
      const refused = openai.chat.completions.create(asked);
      await expect(refused).rejects.toBeInstanceOf(BadRequestError);
      await expect(refused).rejects.toMatchObject({
        ...{ status: 400, param: 'tools', message: expect.stringMatching(/“note”.*“format”.*Leave it out/) },
      });
      const plain = await studio.serveWith("{% for m in messages %}{{ m['content'] }}{% endfor %}");
      const none = openai.chat.completions.create({ ...asked, model: plain, tools: TOOLS });
      await expect(none).rejects.toBeInstanceOf(BadRequestError);
      await expect(none).rejects.toMatchObject({
        ...{ status: 400, param: 'tools', code: 'unsupported_parameter' },
        message: expect.stringMatching(/no place for tools.*ask for JSON by a schema/),
      });
      for (const served of [plain, roomy]) await studio.serve(served, false);
    },
  );
});

test('responses are answered, whole and in typed events', async () => {
  const ask = { model: studio.model, input: 'Hi', max_output_tokens: 6, temperature: 0 };
  const whole = await openai.responses.create(ask);
  expect(whole.output_text).not.toBe('');
  const types: string[] = [];
  let text = '';
  for await (const event of await openai.responses.create({ ...ask, stream: true })) {
    types.push(event.type);
    if (event.type === 'response.output_text.delta') text += event.delta;
  }
  expect(text).toBe(whole.output_text);
  expect(types.at(-1)).toMatch(/^response\.(completed|incomplete)$/);
});

test('embeddings are the same as base64, which the client asks for, and as numbers', async () => {
  const coded = await openai.embeddings.create({ model: studio.model, input: ['a lamp', 'soup'] });
  const plain = await openai.embeddings.create({
    ...{ model: studio.model, input: ['a lamp', 'soup'], encoding_format: 'float' },
  });
  expect(coded.data).toHaveLength(2);
  for (const [index, { embedding }] of plain.data.entries()) {
    const other = coded.data[index]?.embedding ?? [];
    expect(other).toHaveLength(embedding.length);
    for (const [at, value] of embedding.entries()) expect(other[at]).toBeCloseTo(value, 6);
  }
});

describe('errors', () => {
  test('have the classes that the client has for them', async () => {
    const bad = openai.completions.create({ ...seeded(), prompt: 'a', temperature: 7 });
    await expect(bad).rejects.toBeInstanceOf(BadRequestError);
    await expect(bad).rejects.toMatchObject({ param: 'temperature', code: 'invalid_value' });
    const long = openai.completions.create({ ...seeded(), prompt: 'lamp '.repeat(500) });
    await expect(long).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
    const { made, key } = await studio.client.server.makeKey({ name: 'test' });
    await expect(openai.models.list()).rejects.toBeInstanceOf(AuthenticationError);
    expect((await new OpenAI({ baseURL: studio.url, apiKey: key }).models.list()).data).toHaveLength(1);
    await studio.client.server.revokeKey({ id: made.id });
  });

  test('a time limit of the client’s ends what is under way', async () => {
    const slow = openai.completions.create({ ...seeded(), prompt: 'a', max_tokens: 60, n: 64 }, { timeout: 1 });
    await expect(slow).rejects.toBeInstanceOf(APIConnectionTimeoutError);
    await vi.waitFor(async () =>
      expect((await studio.client.server.state({})).figures).toMatchObject({ running: 0, waiting: 0 }),
    );
  });
});
