import { LlamaConfig } from '../../../shared/domain/architectures/llama.ts';
import type { Architecture } from './architecture.ts';
import { decoder } from './decoder.ts';
import { foreignDecoder } from './foreignDecoder.ts';

/** A plain `LlamaForCausalLM`: SmolLM 2, TinyLlama and Llama 3 are such, too. */
export const llama: Architecture<LlamaConfig> = {
  ...decoder(({ attention_bias, mlp_bias }) => ({
    biases: { queryKeyValue: attention_bias, output: attention_bias, feedForward: mlp_bias },
    headNorms: false,
    window: () => null,
  })),
  huggingface: foreignDecoder(LlamaConfig),
};
