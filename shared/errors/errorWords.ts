import type { Json } from './json.ts';

/** The English words for values of closed lists that error details carry. */
export const ERROR_WORDS = {
  rejectionReason: {
    too_few_fields: 'too few fields',
    too_many_fields: 'too many fields',
    nul_byte: 'a NUL byte',
    field_too_long: 'a field that is too long',
    unclosed_quote: 'an unclosed quote',
    text_after_quote: 'text after a closing quote',
    bad_encoding: 'bytes that are not valid in the encoding',
    bad_json: 'text that is not valid JSON',
    too_deep: 'lists and objects nested too deeply',
    not_a_record: 'not an object, a list or a text',
    bad_conversation: 'a conversation without an answer at its end',
    empty_file: 'an empty file',
  },
  kind: {
    dataset: 'data set',
    run: 'run',
    model: 'model',
    base: 'model to start from',
    file: 'file',
    history: 'history entry',
    trash: 'removal',
    download: 'download',
  },
  state: {
    queued: 'queued',
    preparing: 'preparing',
    training: 'training',
    saving: 'saving',
    paused: 'paused',
    interrupted: 'interrupted',
    done: 'done',
    stopped: 'stopped',
    failed: 'failed',
  },
  worker: { data: 'import', prepare: 'preparation', train: 'training', infer: 'generation', convert: 'export' },
  fileType: { folder: 'folder', pipe: 'pipe', socket: 'socket', device: 'device' },
  resource: { memory: 'memory', disk: 'disk space' },
  split: { train: 'training', validation: 'validation', test: 'testing' },
  conversationFlaw: {
    empty: 'the cell is empty',
    not_json: 'the cell is not valid JSON',
    not_messages: 'the cell is no list of messages with a role and a content',
    role_unknown: 'a role other than system, user, assistant and tool',
    content_missing: 'a message without a text',
    calls_invalid: 'tool_calls that are no list of functions with names, or are not the assistant’s',
    tools_invalid: 'the tools are no list of functions',
    no_answer: 'no message of the assistant with a text or a call',
    tools_unsupported:
      'the chat template does not write tools, so that they would be lost; start from a model whose template does, or take tools out of these rows',
    refused: 'the chat template refuses it',
    unstable: 'the chat template writes earlier messages otherwise once others follow',
    special_token: 'a message has the text of a special token',
    too_long: 'the last question and its answer do not fit into the context',
  },
  splitProblem: {
    too_few_rows: 'there are too few rows',
    too_few_groups: 'the column has too few different values',
    too_few_in_category: 'too few values of the column have more than one row',
    no_such_value: 'no row has one of the values',
  },
} as const;

/** The details that are such values, and the lists that they are from. */
const WORDED_DETAILS = {
  reason: 'rejectionReason',
  kind: 'kind',
  state: 'state',
  worker: 'worker',
  resource: 'resource',
  fileType: 'fileType',
  split: 'split',
  why: 'splitProblem',
  flaw: 'conversationFlaw',
} as const satisfies Record<string, keyof typeof ERROR_WORDS>;

type Words = Record<keyof typeof ERROR_WORDS, Readonly<Record<string, string>>>;

/** Error details as they are told: words instead of values of closed lists. */
export function wordDetails(details: Record<string, Json>, words: Words = ERROR_WORDS): Record<string, Json> {
  const worded = { ...details };
  for (const [detail, list] of Object.entries(WORDED_DETAILS)) {
    const value = details[detail];
    if (typeof value === 'string' && Object.hasOwn(words[list], value)) worded[detail] = words[list][value] as string;
  }
  return worded;
}
