import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConfig, type ModelConfig } from '../../../../shared/domain/architectures/index.ts';
import type { Pooling } from '../../../../shared/domain/models/embedding.ts';
import { initialWeights } from '../../../ml/architectures/model.ts';
import { encodeSafetensors } from '../../huggingface/safetensors.ts';
import { sentenceFiles } from '../../huggingface/sentenceFiles.ts';

/* A small BERT with word pieces that makes vectors of texts. */

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789'];
const MORE = [...'ABÉMéüß.,!?\'"-()$+<=~^|`«»…—东京塔不锈钢，。♥'];
const WORDS = ['the', 'lamp', 'chair', 'Chair', 'caf', 'mull', 'M', 'unused'];
export const VOCAB = [
  ...new Set([
    ...SPECIAL,
    ...LETTERS,
    ...MORE,
    ...WORDS,
    ...[...LETTERS, 'é', 'É', 'ü', 'ß', 'er', 'air'].map((one) => `##${one}`),
  ]),
];
export interface MadeBert {
  lowercase?: boolean;
  strip?: boolean | null;
  pooling?: Pooling;
  mostTokens?: number | null;
  hiddenAct?: string;
}

export const BERT = {
  ...createConfig('bert', 'nano', 160),
  vocab_size: VOCAB.length + 2,
  hidden_size: 64,
  intermediate_size: 96,
  num_hidden_layers: 2,
  initializer_range: 0.3,
} as ModelConfig;

/** Writes a small model for vectors as sentence-transformers has it. */
export function writeBert(
  source: string,
  { lowercase = true, strip = null, pooling, mostTokens = 128, hiddenAct = 'gelu' }: MadeBert = {},
): void {
  mkdirSync(join(source, '1_Pooling'), { recursive: true });
  const json = (file: string, value: unknown) => writeFileSync(join(source, file), JSON.stringify(value));
  json('config.json', { ...BERT, hidden_act: hiddenAct });
  json('tokenizer_config.json', { cls_token: '[CLS]', sep_token: '[SEP]', pad_token: '[PAD]', unk_token: '[UNK]' });
  json('tokenizer.json', tokenizerOf({ strip_accents: strip, lowercase }));
  const from = pooling ?? { from: 'mean', normalize: true };
  const prompts = { query: 'query: ', document: '' };
  for (const [file, value] of Object.entries(sentenceFiles({ pooling: from, mostTokens, prompts }, 64)))
    json(file, value);
  writeFileSync(join(source, 'model.safetensors'), Buffer.concat(encodeSafetensors(initialWeights(BERT, 5))));
}

export const tokenizerOf = (normalizer: object, more: object = {}) => ({
  version: '1.0',
  added_tokens: SPECIAL.map((content, id) => ({
    ...{ id, content, special: true, single_word: false, lstrip: false, rstrip: false, normalized: false },
  })),
  normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, ...normalizer },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(VOCAB.map((token, id) => [token, id])),
  },
  ...more,
});
