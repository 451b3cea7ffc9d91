import { z } from 'zod';
import { END_OF_TEXT_ID, PAD_ID } from '../models/specialTokens.ts';
import type { ArchitectureDefinition } from './architecture.ts';
import { EndIds } from './decoderConfig.ts';
import { SIZE_PRESETS, type SizeName } from './sizes.ts';

/**
 * Configuration of a language model of `torch.nn.LSTM`, in the words of most configurations of Hugging Face, which has no class of the kind.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html
 */
export const LstmConfig = z.object({
  architectures: z.tuple([z.literal('LSTMForCausalLM')]),
  model_type: z.literal('lstm'),
  vocab_size: z.number().int().positive(),
  /** Tokens of the longest text: what it was trained on. Its weights do not depend on it. */
  max_position_embeddings: z.number().int().positive(),
  /** Width of the embedding and of each layer. */
  hidden_size: z.number().int().positive(),
  num_hidden_layers: z.number().int().positive(),
  tie_word_embeddings: z.boolean(),
  initializer_range: z.number().positive(),
  bos_token_id: z.number().int().nonnegative(),
  eos_token_id: EndIds,
  pad_token_id: z.number().int().nonnegative(),
  torch_dtype: z.literal('float32'),
});
export type LstmConfig = z.infer<typeof LstmConfig>;

type LstmSize = Pick<LstmConfig, 'hidden_size' | 'num_hidden_layers'>;

/** With as many parameters as Llama's sizes. Two layers: each takes its steps one after another. */
const LSTM_SIZES: Record<SizeName, LstmSize> = {
  nano: { hidden_size: 208, num_hidden_layers: 2 },
  small: { hidden_size: 416, num_hidden_layers: 2 },
  base: { hidden_size: 736, num_hidden_layers: 2 },
};

export const lstmConfig = (size: LstmSize & Pick<LstmConfig, 'vocab_size'>, contextLength: number): LstmConfig => ({
  architectures: ['LSTMForCausalLM'],
  model_type: 'lstm',
  vocab_size: size.vocab_size,
  max_position_embeddings: contextLength,
  hidden_size: size.hidden_size,
  num_hidden_layers: size.num_hidden_layers,
  tie_word_embeddings: true,
  initializer_range: 0.05,
  bos_token_id: END_OF_TEXT_ID,
  eos_token_id: END_OF_TEXT_ID,
  pad_token_id: PAD_ID,
  torch_dtype: 'float32',
});

const PYTHON = `import json
from pathlib import Path

import torch
from safetensors.torch import load_file

config = json.loads((Path(folder) / "config.json").read_text())
weights = {name: tensor.float() for name, tensor in load_file(Path(folder) / "model.safetensors").items()}
embedding = weights["embedding.weight"]
head = weights.get("lm_head.weight", embedding)
width = config["hidden_size"]
lstm = torch.nn.LSTM(width, width, config["num_hidden_layers"], batch_first=True)
lstm.load_state_dict({name[len("lstm."):]: tensor for name, tensor in weights.items() if name.startswith("lstm.")})


def model(ids, state=None):
    states, state = lstm(torch.nn.functional.embedding(ids, embedding), state)
    return states @ head.T, state`;

export const lstm: ArchitectureDefinition<LstmConfig> = {
  name: 'LSTM',
  body: 'decoder',
  fromNothing: true,
  config: LstmConfig,
  create: (size, contextLength) =>
    lstmConfig({ vocab_size: SIZE_PRESETS[size].vocab_size, ...LSTM_SIZES[size] }, contextLength),
  countParameters({ hidden_size: H, num_hidden_layers, vocab_size, tie_word_embeddings }) {
    const layer = 8 * H * H + 8 * H;
    return num_hidden_layers * layer + vocab_size * H * (tie_word_embeddings ? 1 : 2);
  },
  dimensions: (config) => ({
    vocab_size: config.vocab_size,
    max_position_embeddings: config.max_position_embeddings,
    hidden_size: config.hidden_size,
    // Its four gates.
    intermediate_size: 4 * config.hidden_size,
    num_hidden_layers: config.num_hidden_layers,
    num_attention_heads: 1,
    num_key_value_heads: 1,
  }),
  attributeMap: {},
  alsoLoadedBy: [],
  python: PYTHON,
  // Other heads have names that only transformers' classes give a meaning.
  tasks: ['text-generation'],
  // PEFT knows no layer of its kind.
  tunings: ['full'],
};
