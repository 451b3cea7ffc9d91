import { Qwen2Config } from '../../../shared/domain/architectures/qwen2.ts';
import type { Architecture } from './architecture.ts';
import { decoder } from './decoder.ts';
import { foreignDecoder, windowedLayers } from './foreignDecoder.ts';
import { ggufDecoder, ggufDecoderWriting } from './ggufDecoder.ts';

/** A `Qwen2ForCausalLM`: a Llama with biases of queries, keys and values. */
export const qwen2: Architecture<Qwen2Config> = {
  ...decoder(({ layer_types, sliding_window }) => ({
    biases: { queryKeyValue: true, output: false, feedForward: false },
    headNorms: false,
    window: (layer) => (layer_types[layer] === 'sliding_attention' ? sliding_window : null),
  })),
  huggingface: foreignDecoder(Qwen2Config, { derived: windowedLayers }),
  gguf: ggufDecoder('qwen2', 'Qwen2ForCausalLM'),
  ggufWriting: ggufDecoderWriting('qwen2', ({ layer_types, sliding_window }) =>
    layer_types.includes('sliding_attention') ? sliding_window : null,
  ),
};
