import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';

/**
 * `generation_config.json`: what transformers' `generate` needs to know by itself. Sampling settings are left to whoever generates.
 *
 * @param ends all tokens at which a text may end; that of the configuration where it is left out or empty
 */
export function generationConfig(config: ModelConfig, ends: readonly number[] = []): object {
  const { bos_token_id, pad_token_id } = config;
  const eos_token_id = ends.length === 0 ? config.eos_token_id : ends.length === 1 ? ends[0] : ends;
  return { bos_token_id, eos_token_id, pad_token_id, do_sample: false };
}
