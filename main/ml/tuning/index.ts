import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { TrainingSettings } from '../../../shared/domain/runs/training.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { hasHiddenDropout, hiddenDropout } from './hiddenDropout.ts';
import { hasLayerDropout, layerDropout } from './layerDropout.ts';
import { adaptedWeights, type LoraOptions, loraTuning, targetNames } from './lora.ts';
import { frozenTuning, fullTuning, type Tuning } from './tuning.ts';

/** LoRA as settings have it; `null` where nothing is added to the weights. */
export const loraOptions = (settings: TrainingSettings): LoraOptions | null =>
  settings.tuning !== 'lora'
    ? null
    : {
        rank: settings.lora_rank,
        alpha: settings.lora_alpha,
        dropout: settings.lora_dropout,
        targetModules: settings.target_modules.split(','),
      };

/** All of a model is trained; what of it is left out meanwhile, as settings have it. */
export function wholeTuning(config: ModelConfig, { lstm_dropout, hidden_dropout_prob }: TrainingSettings): Tuning {
  if (lstm_dropout > 0 && hasLayerDropout(config)) return layerDropout(lstm_dropout);
  return hidden_dropout_prob > 0 && hasHiddenDropout(config) ? hiddenDropout(hidden_dropout_prob) : fullTuning;
}

/**
 * What of a base is trained, as settings have it.
 *
 * @throws AppError `target_modules_unknown` when a name is of no linear layer of the model
 */
export function tuningOf(config: ModelConfig, settings: TrainingSettings): Tuning {
  const options = loraOptions(settings);
  if (settings.tuning === 'frozen') return frozenTuning;
  if (!options) return wholeTuning(config, settings);
  for (const name of options.targetModules) {
    if (adaptedWeights(config, [name]).length > 0) continue;
    throw new AppError('target_modules_unknown', { name, known: targetNames(config).join(', ') });
  }
  return loraTuning(options);
}
