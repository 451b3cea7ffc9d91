import { Random } from '../../main/ml/random.ts';
import { mutatedJson, pick } from './jsonMutants.ts';

/** A malformed request as bytes, and the statuses that are right for it. 0 is a connection that ends without an answer. */
export interface RequestMutant {
  what: string;
  bytes: Buffer;
  right: readonly number[];
}

export interface MutantTarget {
  port: number;
  /** Ids of models that write and chat, make vectors, and tell labels; those that one does not have are any other's. */
  writer: string;
  embedder: string;
  sorter: string;
}

/** Whatever is asked is answered, or refused as wrong: an error of the server's is never right. */
const ANSWERED_OR_REFUSED = [200, 400, 404];

function validBody({ writer, embedder, sorter }: MutantTarget, random: Random): [path: string, body: object] {
  const sampling = { temperature: 0.5, top_p: 0.9, seed: 1, stop: ['x'], logit_bias: { 5: 1 }, presence_penalty: 0.1 };
  const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] };
  const format = { type: 'json_schema', json_schema: { name: 'a', schema } };
  const messages = [
    { role: 'system', content: 'Be short.' },
    { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
  ];
  const tools = [{ type: 'function', function: { name: 'look', parameters: schema } }];
  const stream = random.integer(3) === 0;
  return pick<[string, object]>(random, [
    [
      '/v1/completions',
      { model: writer, prompt: 'a lamp', max_tokens: 4, n: 2, logprobs: 1, echo: true, stream, ...sampling },
    ],
    [
      '/v1/completions',
      { model: writer, prompt: [[1, 2], [3]], max_tokens: 3, stream, stream_options: { include_usage: true } },
    ],
    [
      '/v1/chat/completions',
      { model: writer, messages, max_tokens: 4, logprobs: true, top_logprobs: 2, stream, ...sampling },
    ],
    ['/v1/chat/completions', { model: writer, messages, max_tokens: 4, tools, tool_choice: 'auto', stream }],
    ['/v1/chat/completions', { model: writer, messages, max_tokens: 4, tools, tool_choice: 'required', stream }],
    [
      '/v1/chat/completions',
      { model: writer, messages, max_tokens: 4, tools, tool_choice: { type: 'function', function: { name: 'look' } } },
    ],
    ['/v1/chat/completions', { model: writer, messages, max_tokens: 4, response_format: format, stream }],
    [
      '/v1/responses',
      { model: writer, input: messages.slice(0, 1), max_output_tokens: 4, text: { format: { type: 'text' } }, stream },
    ],
    [
      '/v1/responses',
      {
        ...{ model: writer, input: 'Hi', max_output_tokens: 4, stream },
        ...{ tools: [{ type: 'function', name: 'look', parameters: schema }], tool_choice: 'required' },
      },
    ],
    ['/v1/embeddings', { model: embedder, input: ['a', 'b'], encoding_format: 'base64' }],
    ['/v1/classify', { model: sorter, input: ['a', { name: 'b' }] }],
  ]);
}

const UNICODE = [
  '\u0000',
  '\u200b',
  '\u202e',
  '\ufeff',
  '\ud83d\ude00',
  '\ufffe',
  'e\u0301\u0301\u0301',
  '漢字',
  '\u2028',
  '\\ud800',
  '\\udc00\\ud800',
];

interface Parts {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

function request({ port }: MutantTarget, { method = 'POST', path, headers = {}, body = '' }: Parts): Buffer {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
  const all: Record<string, string> = {
    ...{ Host: `127.0.0.1:${port}`, 'Content-Type': 'application/json', 'Content-Length': String(bytes.length) },
    ...{ Connection: 'close', ...headers },
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n`, 'latin1'), bytes]);
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** The nth malformed request; the same number gives the same bytes. */
export function requestMutant(target: MutantTarget, number: number): RequestMutant {
  const random = new Random(number);
  const [path, valid] = validBody(target, random);
  const text = JSON.stringify(valid);
  switch (random.integer(8)) {
    case 0:
    case 1:
    case 2: {
      const body = mutatedJson(text, random);
      const large = Buffer.byteLength(body) > 8 * 2 ** 20;
      const right = large ? [413] : isJson(body.replace(/^\ufeff/, '')) ? ANSWERED_OR_REFUSED : [400];
      return { what: `${path} with other JSON`, bytes: request(target, { path, body }), right };
    }
    case 3: {
      // Somewhere within its texts, or between them.
      const at = random.integer(text.length);
      const body = `${text.slice(0, at)}${pick(random, UNICODE).repeat(1 + random.integer(30))}${text.slice(at)}`;
      return {
        what: `${path} with other characters`,
        bytes: request(target, { path, body }),
        right: ANSWERED_OR_REFUSED,
      };
    }
    case 4: {
      const bytes = Buffer.from(text);
      for (let change = 0; change <= random.integer(4); change++)
        bytes[random.integer(bytes.length)] = random.integer(256);
      const right = isJson(bytes.toString()) ? ANSWERED_OR_REFUSED : [400];
      return { what: `${path} with other bytes`, bytes: request(target, { path, body: bytes }), right };
    }
    case 5:
      return wrongHeaders(target, path, text, random);
    case 6:
      return wrongPlace(target, path, text, random);
    default:
      return wrongLine(target, path, text, random);
  }
}

function wrongHeaders(target: MutantTarget, path: string, body: string, random: Random): RequestMutant {
  const cases: [string, Record<string, string>, readonly number[]][] = [
    ['no type', { 'Content-Type': '' }, [415]],
    [
      'another type',
      { 'Content-Type': pick(random, ['text/plain', 'application/xml', 'application/jsonx', ';;;']) },
      [415],
    ],
    ['another charset', { 'Content-Type': 'application/json; charset=utf-16' }, [415]],
    ['a compression', { 'Content-Encoding': pick(random, ['gzip', 'br', 'x']) }, [415]],
    [
      'a foreign Host',
      { Host: pick(random, ['evil.example', '127.0.0.1', `127.0.0.1:${target.port}.evil`, '[', ' ']) },
      [403, 400],
    ],
    ['a foreign Origin', { Origin: pick(random, ['null', 'https://evil.example', 'x', `http://127.0.0.1:1`]) }, [403]],
    [
      'a length that is none',
      { 'Content-Length': pick(random, ['-1', 'x', '1e3', '99999999999999999999', '1,2']) },
      [400, 413],
    ],
    ['a huge length', { 'Content-Length': '99999999' }, [413]],
    [
      'odd characters',
      { 'X-Odd': String.fromCharCode(128 + random.integer(127)).repeat(1 + random.integer(50)) },
      ANSWERED_OR_REFUSED,
    ],
    ['long headers', { 'X-Long': 'x'.repeat(20_000 + random.integer(50_000)) }, [431, 0]],
    ['many headers', Object.fromEntries(Array.from({ length: 1900 }, (_, at) => [`X${at}`, ''])), [200, 400, 404, 431]],
    [
      'a key that is none',
      { Authorization: pick(random, ['Bearer', 'Bearer  ', 'Basic x', `Bearer ${'x'.repeat(5000)}`]) },
      ANSWERED_OR_REFUSED,
    ],
  ];
  const [what, headers, right] = pick(random, cases);
  return { what: `${path} with ${what}`, bytes: request(target, { path, headers, body }), right };
}

function wrongPlace(target: MutantTarget, path: string, body: string, random: Random): RequestMutant {
  const cases: [string, Parts, readonly number[]][] = [
    [
      'another method',
      { method: pick(random, ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']), path, body },
      [405],
    ],
    ['no such method', { method: pick(random, ['FOO', 'post', 'G\u00cbT', '']), path, body }, [400]],
    [
      'no such address',
      { path: pick(random, ['/', '/v1', '/v2/completions', '/v1/completions/x', '/V1/COMPLETIONS', '/%00']), body },
      [404],
    ],
    [
      'a path of another kind',
      { path: pick(random, ['//a', 'http://evil.example/v1/models', '*', '/../../etc/passwd']), body },
      [400, 404],
    ],
    [
      'an odd model',
      {
        method: 'GET',
        path: `/v1/models/${pick(random, ['%E0%A4%A', '..%2f..', '%00', '__proto__', 'x'.repeat(2000)])}`,
      },
      [404],
    ],
    ['a long address', { path: `/v1/completions?${'x'.repeat(30_000)}`, body }, [431, 0]],
  ];
  const [what, parts, right] = pick(random, cases);
  return { what, bytes: request(target, parts), right };
}

/** What is no request any more, or half of one. */
function wrongLine(target: MutantTarget, path: string, body: string, random: Random): RequestMutant {
  const whole = request(target, { path, body });
  const at = random.integer(Math.max(1, whole.indexOf('\r\n\r\n')));
  const spoilt = Buffer.from(whole);
  spoilt[at] = pick(random, [0, 10, 13, 32, 58, 127, 255, random.integer(256)]);
  const chunked = (chunks: string) =>
    request(target, { path, headers: { 'Transfer-Encoding': 'chunked' }, body: chunks })
      .toString('latin1')
      .replace(/Content-Length: \d+\r\n/, '');
  const cases: [string, Buffer, readonly number[]][] = [
    ['a byte of its head changed', spoilt, [0, 200, 400, 403, 404, 405, 408, 413, 415, 431]],
    ['noise', Buffer.from(Array.from({ length: 1 + random.integer(200) }, () => random.integer(256))), [0, 400, 408]],
    ['no chunks', Buffer.from(chunked('zz\r\nx\r\n')), [400, 0]],
    ['a chunk without end', Buffer.from(chunked('ffffffff\r\nx')), [400, 408, 413, 0]],
    ['its end missing', whole.subarray(0, whole.length - 1 - random.integer(body.length)), [408]],
    [
      'another version',
      Buffer.from(whole.toString('latin1').replace('HTTP/1.1', pick(random, ['HTTP/9.9', 'HTTP/1', 'HTTPS/1.1']))),
      [400],
    ],
    [
      'two at once, the second malformed',
      Buffer.concat([
        request(target, { method: 'GET', path: '/health', headers: { Connection: 'keep-alive' } }),
        Buffer.from('NONSENSE\r\n\r\n'),
      ]),
      [200, 400],
    ],
  ];
  const [what, bytes, right] = pick(random, cases);
  return { what: `${path}, ${what}`, bytes, right };
}
