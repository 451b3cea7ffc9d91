import { z } from 'zod';
import { EngineInfo } from '../../../shared/domain/engines/engine.ts';

/** An engine and where it lies: what the host hands to its worker processes. */
export const EngineSelection = z.object({
  engine: EngineInfo,
  /** The add-on of TensorFlow; `null` for engines that come with Kindling. */
  binding: z.string().nullable(),
});
export type EngineSelection = z.infer<typeof EngineSelection>;

/** Name of the environment variable in which the host passes its selection on. */
export const SELECTION_VARIABLE = 'KINDLING_ENGINE_SELECTION';
