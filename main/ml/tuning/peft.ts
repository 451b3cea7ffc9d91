import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { architectureOf } from '../architectures/index.ts';
import { ALL_LINEAR, type LoraOptions, targetNames } from './lora.ts';

/** PEFT's names of an adapter's files. Its tensors have PEFT's names as they are trained. */
export const ADAPTER_CONFIG_FILE = 'adapter_config.json';
export const ADAPTER_WEIGHTS_FILE = 'adapter_model.safetensors';

const PREFIX = 'base_model.model.';

/** PEFT's name of a trained tensor: what a head has (`modules_to_save`) is trained here under the model's own name. */
export const peftName = (name: string): string => (name.startsWith(PREFIX) ? name : `${PREFIX}${name}`);

/** The name under which it is trained here. */
export const trainedName = (name: string): string =>
  name.startsWith(PREFIX) && !name.includes('.lora_') ? name.slice(PREFIX.length) : name;

/**
 * The content of `adapter_config.json`, which `PeftModel.from_pretrained` reads.
 *
 * @param base name or folder of the model that the adapter is for; PEFT asks for it where none is given
 * @param savedModules modules of the head that are trained as they are, such as `score`
 */
export function adapterConfig(
  config: ModelConfig,
  { rank, alpha, dropout, targetModules }: LoraOptions,
  base: string | null,
  savedModules: readonly string[] = [],
): Record<string, unknown> {
  return {
    peft_type: 'LORA',
    task_type: savedModules.length > 0 ? 'SEQ_CLS' : 'CAUSAL_LM',
    base_model_name_or_path: base,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: dropout,
    target_modules: targetModules.includes(ALL_LINEAR) ? targetNames(config) : [...targetModules],
    bias: 'none',
    fan_in_fan_out: architectureOf(config).linearInputs === 'rows',
    init_lora_weights: true,
    inference_mode: true,
    modules_to_save: savedModules.length > 0 ? [...savedModules] : null,
    use_dora: false,
    use_rslora: false,
  };
}
