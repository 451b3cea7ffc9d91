import { MistralConfig } from '../../../shared/domain/architectures/mistral.ts';
import type { Architecture } from './architecture.ts';
import { decoder } from './decoder.ts';
import { foreignDecoder } from './foreignDecoder.ts';
import { ggufLlamaWriting } from './ggufDecoder.ts';

/** A `MistralForCausalLM`: a Llama with a window (Jiang et al. 2023). */
export const mistral: Architecture<MistralConfig> = {
  ...decoder(({ sliding_window }) => ({
    biases: { queryKeyValue: false, output: false, feedForward: false },
    headNorms: false,
    window: () => sliding_window,
  })),
  // A window that is not mentioned is that of the first Mistral; `null` is none.
  huggingface: foreignDecoder(MistralConfig, {
    absent: (written) => ({ sliding_window: 'sliding_window' in written ? null : 4096 }),
  }),
  // There it is a Llama.
  ggufWriting: ggufLlamaWriting(({ sliding_window }) => sliding_window),
};
