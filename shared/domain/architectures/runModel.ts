import { z } from 'zod';
import { type BaseModel, BaseReference, referenceOf } from '../models/base.ts';
import { createConfig, DEFAULT_ARCHITECTURE, ModelConfig, ModelType } from './index.ts';
import { SizeName } from './sizes.ts';

/**
 * What a run trains. Written when the run is started and never derived again: the presets may change, and what a run has trained
 * so far fits one configuration only.
 */
export const RunModel = z.object({
  /** Hugging Face's `model_type`. */
  architecture: ModelType,
  /** The preset that it was made from. */
  preset: SizeName,
  config: ModelConfig,
  /** What others have trained and this run goes on from; `null` begins with random weights. */
  base: BaseReference.nullable().default(null),
  /** Filled in later from the preset, in a run of before it was recorded: where there are checkpoints, theirs is the right one. */
  assumed: z.boolean().default(false),
});
export type RunModel = z.infer<typeof RunModel>;

/** Of a run that is about to be started. */
export const newRunModel = (
  preset: SizeName,
  contextLength: number,
  architecture: ModelType = DEFAULT_ARCHITECTURE,
): RunModel => ({
  ...{ architecture, preset, config: createConfig(architecture, preset, contextLength), base: null, assumed: false },
});

/** Of a run that goes on from a model that others have trained. */
export const runModelOn = (preset: SizeName, base: BaseModel): RunModel => ({
  ...{ architecture: base.architecture, preset, config: base.config, base: referenceOf(base), assumed: false },
});
