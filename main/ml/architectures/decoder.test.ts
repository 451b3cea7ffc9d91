import { createConfig, type ModelConfig, type ModelType } from '../../../shared/domain/architectures/index.ts';
import { testArchitecture } from './testing/architectureTests.ts';

const small = {
  ...{ vocab_size: 50, hidden_size: 16, intermediate_size: 24, num_hidden_layers: 2 },
  ...{ num_attention_heads: 4, num_key_value_heads: 2, head_dim: 6, max_position_embeddings: 12 },
};
const of = (type: ModelType, change: object): ModelConfig =>
  ({ ...createConfig(type, 'nano', 12), ...small, ...change }) as ModelConfig;

testArchitecture([
  [
    'a Llama with biases and stretched angles',
    of('llama', {
      ...{ attention_bias: true, mlp_bias: true, tie_word_embeddings: false },
      rope_scaling: {
        rope_type: 'llama3',
        factor: 4,
        low_freq_factor: 1,
        high_freq_factor: 4,
        original_max_position_embeddings: 8,
      },
    }),
  ],
  ['a Mistral with a window', of('mistral', { sliding_window: 3 })],
  [
    'a Qwen 2 with a window in a layer',
    of('qwen2', {
      ...{ use_sliding_window: true, sliding_window: 3, layer_types: ['full_attention', 'sliding_attention'] },
    }),
  ],
  ['a Qwen 3', of('qwen3', {})],
  [
    'a Gemma 3 with a window in a layer',
    of('gemma3_text', {
      ...{ sliding_window: 3, query_pre_attn_scalar: 9, layer_types: ['sliding_attention', 'full_attention'] },
    }),
  ],
]);
