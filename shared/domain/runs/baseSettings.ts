import { contextOf, dimensions } from '../architectures/index.ts';
import type { SizeName } from '../architectures/sizes.ts';
import type { BaseModel } from '../models/base.ts';
import { defaultSettings, type TrainingSettings } from './training.ts';

/** Tokens of a row's window: rows of product text fit, and steps stay short. */
const CONTEXT = 256;
const BATCH = 4;

/**
 * Peak rate of LoRA. Measured on SmolLM2-135M (width 576), 50 steps of 1,024 tokens of product texts, from 1.163 bits a byte: 5e-4 to 1.073,
 * 1e-3 to 1.062, 2e-3 to 1.054, 4e-3 to 1.051, the last with setbacks along the way. Wider models want less: by the exponent that was fitted
 * to Llama models there; of these nothing was measured here.
 * Source: https://tinker-docs.thinkingmachines.ai (hyperparam_utils, `get_lr`), https://thinkingmachines.ai/blog/lora
 */
const MEASURED_WIDTH = 576;
const MEASURED_RATE = 2e-3;
const loraRate = (width: number): number =>
  Number((MEASURED_RATE * Math.min(1, MEASURED_WIDTH / width) ** 0.78).toPrecision(2));

/**
 * Checkpoints of LoRA are two fifths as large by it, those of all weights a third, and training all of them takes three fifths of the memory.
 * Measured on the same rows from the same seeds, texts and labels, it learned no less than AdamW did at the same rate.
 */
const OPTIMIZER = 'adafactor';

/** As the setting has it. */
const MOST_DROPOUT = 0.9;
/** An encoder's own; of models without one nothing. */
const dropoutOf = (config: BaseModel['config']): Partial<TrainingSettings> =>
  'hidden_dropout_prob' in config
    ? { hidden_dropout_prob: Math.min(MOST_DROPOUT, Number(config.hidden_dropout_prob)) }
    : {};

/**
 * Settings that a run on top of a model begins with, unless others are asked for.
 *
 * @param ofTask what its task has otherwise
 */
export function defaultSettingsOn(
  base: Pick<BaseModel, 'config'>,
  size: SizeName,
  tuning?: TrainingSettings['tuning'],
  ofTask: Partial<TrainingSettings> = {},
) {
  const settings: TrainingSettings = {
    ...defaultSettings(size),
    context_length: Math.min(CONTEXT, contextOf(base.config)),
    per_device_train_batch_size: BATCH,
    gradient_accumulation_steps: 1,
    learning_rate: tuning === 'full' ? 5e-5 : loraRate(dimensions(base.config).hidden_size),
    ...(tuning === undefined ? {} : { tuning }),
    optim: OPTIMIZER,
    // As transformers trains it.
    ...(tuning === 'full' && dropoutOf(base.config)),
    ...ofTask,
  };
  return settings;
}
