import { LlamaConfig } from '../../../shared/domain/architectures/llama.ts';
import { rotaryFrequencies, stretched } from '../layers/rotary.ts';
import type { Architecture } from './architecture.ts';
import { decoder } from './decoder.ts';
import { foreignDecoder } from './foreignDecoder.ts';
import { ggufDecoder, ggufDecoderConfig, ggufLlamaWriting, halvesOfPairs, turnedRows } from './ggufDecoder.ts';

/** A plain `LlamaForCausalLM`: SmolLM 2, TinyLlama and Llama 3 are such, too. */
export const llama: Architecture<LlamaConfig> = {
  ...decoder(({ attention_bias, mlp_bias }) => ({
    biases: { queryKeyValue: attention_bias, output: attention_bias, feedForward: mlp_bias },
    headNorms: false,
    window: () => null,
  })),
  huggingface: foreignDecoder(LlamaConfig),
  gguf: {
    ...ggufDecoder('llama', 'LlamaForCausalLM'),
    config(facts) {
      const config = { architectures: ['LlamaForCausalLM'], ...ggufDecoderConfig(facts) };
      return facts.ropeFactors ? { ...config, rope_scaling: scalingOf(facts.ropeFactors, config) } : config;
    },
    restored: turnedRows(halvesOfPairs),
  },
  ggufWriting: ggufLlamaWriting(),
};

/** A file has what each frequency is divided by instead of what that comes from, of which there is one in use. */
function scalingOf(factors: Float32Array, { rope_theta, head_dim }: Record<string, unknown>): object {
  const scaling = {
    rope_type: 'llama3' as const,
    factor: Math.max(...factors),
    low_freq_factor: 1,
    high_freq_factor: 4,
    original_max_position_embeddings: 8192,
  };
  const plain = rotaryFrequencies(Number(head_dim), Number(rope_theta));
  const expected = stretched(plain, scaling).map((frequency, channel) => (plain[channel] as number) / frequency);
  const isIt =
    factors.length === plain.length &&
    expected.every((factor, c) => Math.abs(factor / (factors[c] as number) - 1) < 1e-3);
  return isIt ? scaling : { rope_type: 'rope_freqs.weight' };
}
