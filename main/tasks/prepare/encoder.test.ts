import { expect, test } from 'vitest';
import { DocumentEncoder } from './encoder.ts';

const SPECIAL = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
const VOCAB = { '[PAD]': 0, '[UNK]': 1, a: 2, soft: 3, lamp: 4 };
const TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: ['[PAD]', '[UNK]'].map((content, id) => ({ id, content, ...SPECIAL })),
  normalizer: null,
  pre_tokenizer: { type: 'Whitespace' },
  post_processor: null,
  decoder: null,
  model: { type: 'WordLevel', vocab: VOCAB, unk_token: '[UNK]' },
};
/** As in the files of all-MiniLM-L6-v2. */
const OF_ONE_LENGTH = {
  truncation: { direction: 'Right', max_length: 2, strategy: 'LongestFirst', stride: 0 },
  padding: {
    strategy: { Fixed: 2 },
    direction: 'Right',
    pad_to_multiple_of: null,
    pad_id: 0,
    pad_type_id: 0,
    pad_token: '[PAD]',
  },
};

test('texts are neither padded nor cut, whatever the tokenizer’s file asks for', async () => {
  const documents = [{ prompt: 'a soft lamp', completion: 'lamp' }];
  const plain = await new DocumentEncoder(TOKENIZER).encode(documents);
  expect(plain).toEqual([{ prompt: [2, 3, 4], completion: [4] }]);
  expect(await new DocumentEncoder({ ...TOKENIZER, ...OF_ONE_LENGTH }).encode(documents)).toEqual(plain);
});

test('the text of a special token is text', async () => {
  const [document] = await new DocumentEncoder(TOKENIZER).encode([{ prompt: 'a [PAD]', completion: '' }]);
  expect(document).toEqual({ prompt: [2, 1, 1, 1], completion: [] });
});
