import { contextOf } from '../architectures/index.ts';
import type { SizeName } from '../architectures/sizes.ts';
import type { BaseModel } from '../models/base.ts';
import { defaultSettings, type TrainingSettings } from './training.ts';

/** Tokens of a row's window: rows of product text fit, and steps stay short. */
const CONTEXT = 256;
const BATCH = 4;

/**
 * Settings that a run on top of a model begins with, unless others are asked for.
 * Rates: LoRA learns with ten times the rate of full fine-tuning (https://thinkingmachines.ai/blog/lora, PEFT's examples use 1e-4 to 5e-4).
 */
export function defaultSettingsOn(base: Pick<BaseModel, 'config'>, size: SizeName, tuning?: 'lora' | 'full') {
  const settings: TrainingSettings = {
    ...defaultSettings(size),
    context_length: Math.min(CONTEXT, contextOf(base.config)),
    per_device_train_batch_size: BATCH,
    gradient_accumulation_steps: 1,
    learning_rate: tuning === 'full' ? 5e-5 : 5e-4,
    ...(tuning === undefined ? {} : { tuning }),
  };
  return settings;
}
