import { type LlamaConfig, llamaConfig } from '../../../shared/domain/architectures/llama.ts';
import { testArchitecture } from './testing/architectureTests.ts';

const config = llamaConfig(
  { vocab_size: 50, hidden_size: 16, intermediate_size: 24, num_hidden_layers: 2, num_attention_heads: 4 },
  12,
);
/** Two query heads to each key-value head. */
const grouped: LlamaConfig = { ...config, num_key_value_heads: 2 };

testArchitecture([
  ['tied embeddings', config],
  ['grouped heads', grouped],
  ['an output projection of its own', { ...config, tie_word_embeddings: false }],
]);
