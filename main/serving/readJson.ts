import type { IncomingMessage } from 'node:http';
import { ApiError, invalid } from './apiError.ts';

/** A prompt of a million characters, twice, in UTF-8; images there are none. */
export const MOST_BODY_BYTES = 8 * 2 ** 20;
/** A body that has not come by then will not. */
export const BODY_MS = 30_000;
/** Deeper than any schema of an answer; JSON that nests without end costs a stack. */
const MOST_DEPTH = 200;

export interface BodyLimits {
  mostBytes: number;
  ms: number;
}

/**
 * The JSON of a request.
 *
 * @throws ApiError 400 for what is no JSON in UTF-8, 408, 413, 415
 */
export async function readJson(request: IncomingMessage, limits: BodyLimits): Promise<unknown> {
  checkType(request);
  const text = decode(await readBytes(request, limits));
  checkDepth(text);
  try {
    // A half of a surrogate pair is no character: no tokenizer knows it, and no answer could repeat it.
    return HALF.test(text)
      ? JSON.parse(text, (_, value) => (isText(value) ? value.toWellFormed() : value))
      : JSON.parse(text);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw invalid(null, `The body is not JSON: ${problem.slice(0, 200)}`, 'invalid_json');
  }
}

const HALF = /\\u[dD][89a-fA-F]/;
const isText = (value: unknown): value is string => typeof value === 'string';

function checkType({ headers }: IncomingMessage): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (type !== 'application/json' || (charset !== undefined && !/^"?utf-?8"?$/.test(charset)))
    throw unsupportedType('The body must be JSON in UTF-8: send the header Content-Type: application/json.');
  if (encoding !== 'identity') throw unsupportedType('The body must not be compressed (Content-Encoding).');
}

const unsupportedType = (message: string) => new ApiError({ status: 415, message, code: 'unsupported_media_type' });

const tooLarge = (most: number) =>
  new ApiError({ status: 413, message: `The body is larger than ${most} bytes.`, code: 'request_too_large' });

async function readBytes(request: IncomingMessage, { mostBytes, ms }: BodyLimits): Promise<Buffer> {
  if (Number(request.headers['content-length']) > mostBytes) throw tooLarge(mostBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new ApiError({ status: 408, message: 'The body did not come in time.', code: 'request_timeout' })),
    ms,
  );
  const whole = (async () => {
    // The connection has to live for the refusal.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw tooLarge(mostBytes);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  })();
  whole.catch(() => {});
  try {
    return await Promise.race([whole, late]);
  } finally {
    clearTimeout(timer);
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid(null, 'The body is not valid UTF-8.', 'invalid_utf8');
  }
}

/** Counts brackets outside of texts; what is no JSON is found later. */
function checkDepth(text: string): void {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (inText) {
      if (unit === BACKSLASH) at++;
      else if (unit === QUOTE) inText = false;
    } else if (unit === QUOTE) inText = true;
    else if (unit === OPEN_BRACKET || unit === OPEN_BRACE) {
      if (++depth > MOST_DEPTH) throw invalid(null, `The body nests deeper than ${MOST_DEPTH} levels.`, 'invalid_json');
    } else if (unit === CLOSE_BRACKET || unit === CLOSE_BRACE) depth--;
  }
}

const [QUOTE, BACKSLASH, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];
