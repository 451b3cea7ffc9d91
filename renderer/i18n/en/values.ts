/** Names of values that error details carry. */
export default {
  rejectionReason: {
    too_few_fields: 'too few fields',
    too_many_fields: 'too many fields',
    nul_byte: 'a NUL byte',
    field_too_long: 'a field that is too long',
    unclosed_quote: 'an unclosed quote',
    text_after_quote: 'text after a closing quote',
    bad_encoding: 'bytes that are not valid in the encoding',
    bad_json: 'text that is not valid JSON',
    not_a_record: 'not an object, a list or a text',
    bad_conversation: 'a conversation without an answer at its end',
    empty_file: 'an empty file',
  },
  kind: { dataset: 'data set', run: 'run', model: 'model', file: 'file', history: 'history entry' },
  worker: { data: 'import', prepare: 'preparation', train: 'training', infer: 'generation' },
  resource: { memory: 'memory', disk: 'disk space' },
  split: { train: 'training', validation: 'validation', test: 'the test' },
  splitProblem: {
    too_few_rows: 'there are too few rows',
    too_few_groups: 'the column has too few different values',
    too_few_in_category: 'too few values of the column have more than one row',
    no_such_value: 'no row has one of the values',
  },
} as const;
