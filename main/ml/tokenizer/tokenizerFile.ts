import { END_OF_TEXT, END_OF_TEXT_ID, PAD } from '../../../shared/domain/models/specialTokens.ts';
import { BYTE_TO_CHARACTER } from './byteLevel.ts';

const SPECIAL_TOKENS = [END_OF_TEXT, PAD];

/** Merges that fit into a vocabulary of `vocabSize` beside the special tokens and the 256 bytes. */
const mergeCount = (vocabSize: number): number => vocabSize - SPECIAL_TOKENS.length - 256;

/**
 * A byte-level BPE tokenizer as Hugging Face's `tokenizer.json`: special tokens, the 256 bytes, then one token a merge. A vocabulary for
 * which the data has too few merges is filled up with reserved tokens, so that a model size always has its parameter count.
 *
 * @param merges pairs in the order in which they were learned; those that do not fit are left out
 */
export function tokenizerJson(merges: readonly (readonly [string, string])[], vocabSize: number): object {
  const kept = merges.slice(0, mergeCount(vocabSize));
  // Two merges may give the same token; its id is that of the first.
  const tokens = [...new Set([...SPECIAL_TOKENS, ...BYTE_TO_CHARACTER, ...kept.map(([left, right]) => left + right)])];
  const reserved = Array.from({ length: vocabSize - tokens.length }, (_, index) => `<|reserved_${index}|>`);
  const vocab = Object.fromEntries([...tokens, ...reserved].map((token, id) => [token, id]));
  const special = [...SPECIAL_TOKENS, ...reserved];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special.map((content) => ({
      id: vocab[content],
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: END_OF_TEXT, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      pair: [
        { SpecialToken: { id: END_OF_TEXT, type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { Sequence: { id: 'B', type_id: 1 } },
      ],
      special_tokens: { [END_OF_TEXT]: { id: END_OF_TEXT, ids: [END_OF_TEXT_ID], tokens: [END_OF_TEXT] } },
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab,
      merges: kept,
    },
  };
}

/** `tokenizer_config.json` for transformers' `AutoTokenizer`. */
export function tokenizerConfig(contextLength: number): object {
  return {
    tokenizer_class: 'PreTrainedTokenizerFast',
    bos_token: END_OF_TEXT,
    eos_token: END_OF_TEXT,
    pad_token: PAD,
    // A text is continued at its end: in a batch, shorter prompts are padded before their beginnings.
    padding_side: 'left',
    model_max_length: contextLength,
    // transformers 4 would add token_type_ids, which `generate` refuses for Llama.
    model_input_names: ['input_ids', 'attention_mask'],
    clean_up_tokenization_spaces: false,
  };
}
