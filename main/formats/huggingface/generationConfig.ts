import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';

/** `generation_config.json`: what transformers' `generate` needs to know by itself. Sampling settings are left to whoever generates. */
export function generationConfig(config: ModelConfig): object {
  const { bos_token_id, eos_token_id, pad_token_id } = config;
  return { bos_token_id, eos_token_id, pad_token_id, do_sample: false };
}
