import { z } from 'zod';
import { SIZE_PRESETS, type SizeName } from '../architectures/llama.ts';
import { PrecisionSetting } from '../engines/execution.ts';

/** How long to train: a number of optimizer steps or of minutes. */
export const Budget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('steps'), steps: z.number().int().min(1).max(10_000_000) }),
  z.object({ kind: z.literal('minutes'), minutes: z.number().positive().max(100_000) }),
]);
export type Budget = z.infer<typeof Budget>;

/** Share of a budget that is used up, 0 to 1; a run may take a little longer than its minutes. */
export function spentShare(budget: Budget, { step, elapsedMs }: { step: number; elapsedMs: number }): number {
  return Math.min(1, budget.kind === 'steps' ? step / budget.steps : elapsedMs / (budget.minutes * 60_000));
}

/**
 * Training settings in the words of Hugging Face's `TrainingArguments`.
 * Source: https://huggingface.co/docs/transformers/main_classes/trainer#transformers.TrainingArguments
 */
export const NumericSettings = z.object({
  learning_rate: z.number().positive().max(1),
  per_device_train_batch_size: z.number().int().min(1).max(1024),
  /** Batches whose gradients are summed up for one optimizer step. */
  gradient_accumulation_steps: z.number().int().min(1).max(1024),
  /** Tokens of context (`max_position_embeddings` of the model). */
  context_length: z.number().int().min(8).max(4096),
  /** Share of the budget over which the learning rate rises linearly from 0. */
  warmup_ratio: z.number().min(0).max(0.9),
  weight_decay: z.number().min(0).max(10),
  max_grad_norm: z.number().positive().max(1000),
  /** Optimizer steps between two evaluations; 0 leaves it to the trainer. */
  eval_steps: z.number().int().min(0).max(1_000_000),
  /** Optimizer steps between two checkpoints; 0 leaves it to the trainer. There is one at every evaluation in any case. */
  save_steps: z.number().int().min(0).max(1_000_000),
  /** Evaluations without a lower validation loss after which training ends; 0 never ends it early. */
  early_stopping_patience: z.number().int().min(0).max(10_000),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
});
export type NumericSettingName = keyof z.infer<typeof NumericSettings>;

/** Where a prompt that leaves no room for the answer is cut: nowhere, or at its beginning, as tokenizers of Hugging Face call it. */
export const TruncationSide = z.enum(['none', 'left']);
export type TruncationSide = z.infer<typeof TruncationSide>;

/** What runs of earlier versions lack has a default. */
export const TrainingSettings = NumericSettings.extend({
  gradient_accumulation_steps: NumericSettings.shape.gradient_accumulation_steps.default(1),
  precision: PrecisionSetting.default('auto'),
  eval_steps: NumericSettings.shape.eval_steps.default(0),
  save_steps: NumericSettings.shape.save_steps.default(0),
  early_stopping_patience: NumericSettings.shape.early_stopping_patience.default(0),
  truncation_side: TruncationSide.default('none'),
  /** Whether the model is that of the evaluation with the lowest validation loss, or that of the last step. */
  load_best_model_at_end: z.boolean().default(true),
});
export type TrainingSettings = z.infer<typeof TrainingSettings>;

export function defaultSettings(size: SizeName): TrainingSettings {
  const preset = SIZE_PRESETS[size];
  return {
    learning_rate: preset.learning_rate,
    per_device_train_batch_size: preset.per_device_train_batch_size,
    gradient_accumulation_steps: 1,
    precision: 'auto',
    context_length: preset.max_position_embeddings,
    warmup_ratio: 0.05,
    weight_decay: 0.1,
    max_grad_norm: 1,
    eval_steps: 0,
    save_steps: 0,
    early_stopping_patience: 0,
    truncation_side: 'none',
    load_best_model_at_end: true,
    seed: 42,
  };
}
