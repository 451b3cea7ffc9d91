import { Qwen3Config } from '../../../shared/domain/architectures/qwen3.ts';
import type { Architecture } from './architecture.ts';
import { decoder } from './decoder.ts';
import { foreignDecoder, windowedLayers } from './foreignDecoder.ts';
import { ggufDecoder, ggufDecoderWriting } from './ggufDecoder.ts';

/** A `Qwen3ForCausalLM`: a Llama that norms the queries and keys of each head. */
export const qwen3: Architecture<Qwen3Config> = {
  ...decoder(({ attention_bias, layer_types, sliding_window }) => ({
    biases: { queryKeyValue: attention_bias, output: attention_bias, feedForward: false },
    headNorms: true,
    window: (layer) => (layer_types[layer] === 'sliding_attention' ? sliding_window : null),
  })),
  // Its heads are as wide as its class says, and not as its width is divided.
  huggingface: foreignDecoder(Qwen3Config, { absent: () => ({ head_dim: 128 }), derived: windowedLayers }),
  gguf: ggufDecoder('qwen3', 'Qwen3ForCausalLM'),
  ggufWriting: ggufDecoderWriting('qwen3', ({ layer_types, sliding_window }) =>
    layer_types.includes('sliding_attention') ? sliding_window : null,
  ),
};
