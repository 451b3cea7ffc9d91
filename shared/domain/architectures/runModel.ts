import { z } from 'zod';
import { LlamaConfig, llamaConfig, SIZE_PRESETS, SizeName } from './llama.ts';

/**
 * What a run trains. Written when the run is started and never derived again: the presets may change, and what a run has trained
 * so far fits one configuration only.
 */
export const RunModel = z.object({
  /** Hugging Face's `model_type`. */
  architecture: z.literal('llama'),
  /** The preset that it was made from. */
  preset: SizeName,
  config: LlamaConfig,
  /** Filled in later from the preset, in a run of before it was recorded: where there are checkpoints, theirs is the right one. */
  assumed: z.boolean().default(false),
});
export type RunModel = z.infer<typeof RunModel>;

/** Of a run that is about to be started. */
export const newRunModel = (preset: SizeName, contextLength: number): RunModel => ({
  architecture: 'llama',
  preset,
  config: llamaConfig(SIZE_PRESETS[preset], contextLength),
  assumed: false,
});
