import { AppError, type ErrorCode, toAppError } from '../../shared/errors/errors.ts';

/** The words that clients of OpenAI's know errors by. */
type ErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'rate_limit_error'
  | 'server_error';

export interface ApiErrorFacts {
  status: number;
  message: string;
  type?: ErrorType;
  /** OpenAI's codes where it has one. */
  code?: string | null;
  /** The parameter that is wrong, in its path: `messages[0].content`. */
  param?: string | null;
  /** What the answer says besides, such as `Retry-After` or `Allow`. */
  headers?: Readonly<Record<string, string>>;
}

/** A refusal as OpenAI's API writes it: `{"error": {message, type, param, code}}`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly type: ErrorType;
  readonly code: string | null;
  readonly param: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor({ status, message, type, code = null, param = null, headers = {} }: ApiErrorFacts, cause?: unknown) {
    super(message, { cause });
    this.status = status;
    this.type = type ?? (status >= 500 ? 'server_error' : 'invalid_request_error');
    this.code = code;
    this.param = param;
    this.headers = headers;
  }

  get body() {
    const { message, type, param, code } = this;
    return { error: { message, type, param, code } };
  }
}

/** A parameter that the server knows and does not do. */
export const unsupported = (param: string, message: string): ApiError =>
  new ApiError({ status: 400, message, code: 'unsupported_parameter', param });

export const invalid = (param: string | null, message: string, code = 'invalid_value'): ApiError =>
  new ApiError({ status: 400, message, code, param });

/** What the engine refuses because of what was asked. Anything else is a fault of this side. */
const ASKED_FOR: Partial<Record<ErrorCode, Partial<ApiErrorFacts>>> = {
  prompt_too_long: { code: 'context_length_exceeded', param: 'prompt' },
  prompt_inputs_missing: { param: 'inputs' },
  model_has_no_inputs: { param: 'inputs' },
  model_has_no_chat: { param: 'messages', code: 'model_has_no_chat' },
  model_has_no_tools: { param: 'tools', code: 'unsupported_parameter' },
  chat_template_failed: { param: 'messages', code: 'chat_template_failed' },
  model_is_encoder: { param: 'model', code: 'model_cannot' },
  model_other_task: { param: 'model', code: 'model_cannot' },
  model_writes_texts: { param: 'model', code: 'model_cannot' },
  token_unknown: { param: 'prompt', code: 'invalid_value' },
  schema_not_supported: { param: 'response_format' },
  schema_invalid: { param: 'response_format' },
  call_not_supported: { param: 'tools' },
  call_invalid: { param: 'tools' },
  bad_input: { code: 'invalid_value' },
};

/** What is over with the next request, which starts the process again. */
const PASSING: readonly ErrorCode[] = ['worker_died', 'out_of_memory'];
const RETRY_AFTER_S = '2';

/**
 * What a client is told of anything thrown. Of what was not its own doing it gets the code and no more: paths and names of this machine
 * are for the studio's log (`reasonOf`).
 */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  const error = toAppError(thrown);
  const { code } = error;
  const asked = ASKED_FOR[code];
  if (asked) return new ApiError({ status: 400, message: error.message, code, ...asked }, error);
  if (code === 'cancelled')
    return new ApiError({ status: 503, message: 'The server is being switched off.', code }, error);
  if (PASSING.includes(code)) {
    const message = 'The process of the model ended. It is started again with the next request.';
    return new ApiError({ status: 503, message, code, headers: { 'Retry-After': RETRY_AFTER_S } }, error);
  }
  const message = `The server cannot answer with this model (${code}). Its page in Kindling says why.`;
  return new ApiError({ status: 500, message, code }, error);
}

/** Why a request failed, for the studio's own log. */
export const reasonOf = ({ message, cause }: ApiError): string => (cause instanceof AppError ? cause.message : message);
