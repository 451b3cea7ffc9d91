import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AppError } from '../../shared/errors/errors.ts';
import { aborted, WRITER } from './testing/scriptedModels.ts';
import { eventsOf, openServer, send, type TestServer } from './testing/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await openServer();
});
afterEach(async () => {
  await server.close();
  expect(server.internalErrors).toEqual([]);
});

const complete = (body: object) =>
  send(server.port, { path: '/v1/completions', body: { model: WRITER.id, max_tokens: 100, seed: 7, ...body } });
// biome-ignore lint/suspicious/noExplicitAny: what an answer has is what is looked at.
const choices = (json: any): any[] => json.choices;

describe('completions', () => {
  test('continue a text, by the id of the model or by its name', async () => {
    for (const model of [WRITER.id, WRITER.name]) {
      const { status, json } = await complete({ prompt: 'a b', model });
      expect(status).toBe(200);
      expect(json).toMatchObject({ object: 'text_completion', model: WRITER.id });
      expect(choices(json)).toEqual([{ index: 0, text: 'a b #7', logprobs: null, finish_reason: 'stop' }]);
      expect(json.usage).toMatchObject({ prompt_tokens: 2, completion_tokens: 3, total_tokens: 5 });
      expect(json.id).toMatch(/^cmpl-/);
    }
  });

  test('take texts, ids, and lists of these, each with `n` texts of its own seed', async () => {
    const texts = async (prompt: unknown, more = {}) =>
      choices((await complete({ prompt, ...more })).json).map(({ text }) => text);
    expect(await texts(['a', 'b'], { n: 2 })).toEqual(['a #7', 'a #8', 'b #7', 'b #8']);
    expect(await texts([1, 2])).toEqual([' 1 2 #7']);
    expect(await texts([[1], [2]])).toEqual([' 1 #7', ' 2 #7']);
    const { json } = await complete({ prompt: ['a', 'b'], n: 2 });
    expect(json.usage).toMatchObject({ prompt_tokens: 2, completion_tokens: 8 });
  });

  test('fill in the inputs that a model was trained with', async () => {
    const { json } = await complete({ inputs: { name: 'Lamp' } });
    expect(choices(json)[0].text).toBe('name: Lamp #7');
    expect((await complete({ inputs: { name: 'Lamp' }, prompt: 'a' })).json.error.param).toBe('inputs');
  });

  test('tell logprobs side by side, of the prompt, too, where it is echoed', async () => {
    const { json } = await complete({ prompt: 'to be', echo: true, logprobs: 1, max_tokens: 1 });
    const [choice] = choices(json);
    expect(choice.text).toBe('to beto');
    expect(choice.logprobs).toEqual({
      tokens: ['to', ' be', 'to'],
      token_logprobs: [null, -0.3, -0.2],
      top_logprobs: [null, { ' be': -0.3 }, { to: -0.2 }],
      text_offset: [0, 2, 5],
    });
    expect(choice.finish_reason).toBe('length');
    const scored = await complete({ prompt: [[3, 4]], echo: true, logprobs: 1, max_tokens: 0 });
    expect(choices(scored.json)[0]).toMatchObject({ text: ' 3 4', logprobs: { tokens: [' 3', ' 4'] } });
  });

  test('choose the likeliest of `best_of`', async () => {
    server.models.script.write = ({ sampling }) => [sampling.seed === 9 ? 'a' : 'a much longer one'];
    const { json } = await complete({ prompt: 'x', best_of: 3 });
    expect(choices(json)).toMatchObject([{ index: 0, text: 'a', logprobs: null }]);
    expect((await complete({ prompt: 'x', best_of: 1, n: 2 })).json.error.param).toBe('best_of');
    expect((await complete({ prompt: 'x', best_of: 2, stream: true })).json.error.param).toBe('best_of');
  });

  test('hand on how tokens are drawn, with a seed that is drawn where none is given', async () => {
    const asked = { temperature: 0, top_p: 0, top_k: -1, min_p: 0.1, presence_penalty: 1, frequency_penalty: -1 };
    await complete({ prompt: 'x', ...asked, logit_bias: { 5: -100 }, stop: ['a', ''], seed: -1 });
    await complete({ prompt: 'x', seed: undefined, response_format: { type: 'json_object' } });
    const [first, second] = server.models.asked;
    expect(first).toMatchObject({
      sampling: { ...asked, top_p: 1e-6, top_k: 0, logit_bias: [{ id: 5, bias: -100 }], seed: 2 ** 31 - 1 },
      stop: ['a'],
      schema: null,
    });
    expect(second?.schema).toBe('json');
    expect(Number.isInteger(second?.sampling.seed)).toBe(true);
  });

  test('come in events, several texts side by side, with the counts at the end', async () => {
    const { text, headers } = await complete({
      ...{ prompt: ['a b', 'c'], stream: true, stream_options: { include_usage: true } },
    });
    expect(headers['content-type']).toContain('text/event-stream');
    const events = eventsOf(text) as { choices: { index: number; text: string; finish_reason: string | null }[] }[];
    expect(events.at(-1)).toBe('[DONE]');
    expect(events.at(-2)).toMatchObject({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 5 } });
    const chunks = events.slice(0, -2).flatMap((event) => event.choices);
    for (const [index, whole] of ['a b #7', 'c #7'].entries()) {
      const own = chunks.filter((chunk) => chunk.index === index);
      expect(own.map((chunk) => chunk.text).join('')).toBe(whole);
      expect(own.map((chunk) => chunk.finish_reason).filter((reason) => reason !== null)).toEqual(['stop']);
    }
  });
});

describe('what goes wrong', () => {
  test.each([
    [{ prompt: 'a', model: 'none' }, 404, 'model_not_found', 'model'],
    [{ prompt: 'a', model: undefined }, 400, 'missing_required_parameter', 'model'],
    [{}, 400, 'missing_required_parameter', 'prompt'],
    [{ prompt: 'a', suffix: 'b' }, 400, 'unsupported_parameter', 'suffix'],
    [{ prompt: 'a', tempreature: 1 }, 400, 'unknown_parameter', 'tempreature'],
    [{ prompt: 'a', temperature: 3 }, 400, 'invalid_value', 'temperature'],
    [{ prompt: 'a', stream_options: { x: 1 } }, 400, 'unknown_parameter', 'stream_options.x'],
    [{ prompt: [1, 'a'] }, 400, 'invalid_value', undefined],
    [{ prompt: 'a', max_tokens: 0 }, 400, 'invalid_value', 'max_tokens'],
    [{ prompt: 'a '.repeat(300) }, 400, 'context_length_exceeded', 'prompt'],
    [{ prompt: 'a '.repeat(300), stream: true }, 400, 'context_length_exceeded', 'prompt'],
    [{ prompt: 'a', model: 'Encoder' }, 400, 'model_cannot', 'model'],
  ])('%o', async (body, status, code, param) => {
    const { json, ...answer } = await complete(body);
    expect(answer.status).toBe(status);
    expect(json.error).toMatchObject({ code, type: 'invalid_request_error', ...(param && { param }) });
    expect(Object.keys(json.error)).toEqual(['message', 'type', 'param', 'code']);
  });

  test('a value of a wrong kind is told what it may be', async () => {
    const { json } = await complete({ prompt: 5 });
    expect(json.error.message).toBe(
      "Invalid value for 'prompt': expected string, received number; or expected array, received number",
    );
  });

  test('what changes nothing is taken and ignored', async () => {
    const ignored = { user: 'me', metadata: {}, store: true, service_tier: 'auto', suffix: null, n: null };
    expect((await complete({ prompt: 'a', ...ignored })).status).toBe(200);
  });

  test('a process that dies ends an answer with 503, and a stream with an error as its last event', async () => {
    server.models.script.beforeToken = (_, at) => {
      if (at === 1) throw new AppError('worker_died', { worker: 'infer', how: 'signal SIGKILL' });
    };
    const alone = await complete({ prompt: 'a b' });
    expect(alone.status).toBe(503);
    expect(alone.headers['retry-after']).toBe('2');
    const events = eventsOf((await complete({ prompt: 'a b', stream: true })).text);
    expect(events.at(-1)).toMatchObject({ error: { type: 'server_error', code: 'worker_died' } });
    expect(events).not.toContain('[DONE]');
    expect(server.log.map(({ status, problem }) => [status, problem?.includes('process ended')])).toEqual([
      [503, true],
      [503, true],
    ]);
    server.models.script.beforeToken = () => {};
    expect((await complete({ prompt: 'a b' })).status).toBe(200);
  });
});

describe('under load', () => {
  test('who comes when there is no place is told when to come again', async () => {
    const small = await openServer({ mostTexts: 2 });
    small.models.script.beforeToken = (_, __, signal) => aborted(signal).then(() => {});
    const leave = new AbortController();
    const body = JSON.stringify({ model: WRITER.id, prompt: 'a', n: 2 });
    const headers = { 'Content-Type': 'application/json' };
    const waiting = fetch(`${small.url}/v1/completions`, { method: 'POST', headers, body, signal: leave.signal });
    waiting.catch(() => {});
    await vi.waitFor(() => expect(small.models.underWay.size).toBe(2));
    const refused = await send(small.port, { path: '/v1/completions', body: { model: WRITER.id, prompt: 'b' } });
    expect(refused.status).toBe(429);
    expect(refused.json.error).toMatchObject({ code: 'rate_limit_exceeded', type: 'rate_limit_error' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    // Whoever leaves frees the places at once.
    leave.abort();
    await vi.waitFor(() => expect(small.models.underWay.size).toBe(0));
    small.models.script.beforeToken = () => {};
    await vi.waitFor(async () =>
      expect(
        (await send(small.port, { path: '/v1/completions', body: { model: WRITER.id, prompt: 'b' } })).status,
      ).toBe(200),
    );
    expect(small.log.map(({ status }) => status).sort()).toEqual([200, 429, 499]);
    expect(small.figures()).toMatchObject({ running: 0, waiting: 0 });
    await small.close();
  });

  test('a client that goes away in a stream ends its text and no other', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    server.models.script.write = ({ prompt }) => (prompt.kind === 'text' ? [prompt.text, ' on', ' and'] : []);
    server.models.script.beforeToken = async (_, at, signal) => {
      if (at > 0) await Promise.race([promise, aborted(signal)]);
    };
    const stream = (prompt: string, signal?: AbortSignal) =>
      fetch(`${server.url}/v1/completions`, {
        ...{ method: 'POST', headers: { 'Content-Type': 'application/json' }, ...(signal && { signal }) },
        body: JSON.stringify({ model: WRITER.id, prompt, stream: true }),
      });
    const leave = new AbortController();
    const [stays, leaves] = await Promise.all([stream('a'), stream('b', leave.signal)]);
    expect(server.models.underWay.size).toBe(2);
    leave.abort();
    await leaves.text().catch(() => {});
    await vi.waitFor(() => expect(server.models.underWay.size).toBe(1));
    resolve();
    expect(eventsOf(await stays.text()).at(-1)).toBe('[DONE]');
  });

  test('a reader who takes nothing costs a bounded memory, and then its connection', async () => {
    const small = await openServer({ limits: { mostUnreadBytes: 200_000 } });
    small.models.script.write = () => new Array(100_000).fill('x'.repeat(1000));
    const socket = connect(small.port, '127.0.0.1');
    socket.pause();
    const body = JSON.stringify({ model: WRITER.id, prompt: 'a', max_tokens: 100_000, stream: true });
    socket.write(
      `POST /v1/completions HTTP/1.1\r\nHost: 127.0.0.1:${small.port}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    // Another one is not held up by it.
    expect((await send(small.port, { path: '/health' })).status).toBe(200);
    await vi.waitFor(() => expect(small.log.map(({ status }) => status)).toContain(499));
    expect(small.models.underWay.size).toBe(0);
    socket.destroy();
    await small.close();
  });

  test('closing ends what is under way', async () => {
    const other = await openServer();
    other.models.script.beforeToken = async (_, at, signal) => {
      if (at > 0) await aborted(signal);
    };
    const answer = await fetch(`${other.url}/v1/completions`, {
      ...{ method: 'POST', headers: { 'Content-Type': 'application/json' } },
      body: JSON.stringify({ model: WRITER.id, prompt: 'a b', stream: true }),
    });
    const rest = answer.text().catch(() => '');
    await other.close();
    expect(eventsOf(await rest).at(-1)).toMatchObject({ error: { code: 'cancelled' } });
    expect(other.models.underWay.size).toBe(0);
  });
});
