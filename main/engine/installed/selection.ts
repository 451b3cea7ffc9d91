import { cpus } from 'node:os';
import { z } from 'zod';
import { EngineInfo } from '../../../shared/domain/engines/engine.ts';

/** An engine and where it lies: what the host hands to its worker processes. */
export const EngineSelection = z.object({
  engine: EngineInfo,
  /** The add-on of TensorFlow; `null` for engines that come with Kindling. */
  binding: z.string().nullable(),
});
export type EngineSelection = z.infer<typeof EngineSelection>;

/** ONNX Runtime's other providers were measured, and compared, in training steps: texts and exports are computed by the processor. */
export function onProcessor({ engine, binding }: EngineSelection): EngineSelection {
  const { provider, ...rest } = engine;
  if (!provider) return { engine, binding };
  return { engine: { ...rest, device: 'cpu', deviceName: cpus()[0]?.model.trim() || 'unknown CPU' }, binding };
}

/** Name of the environment variable in which the host passes its selection on. */
export const SELECTION_VARIABLE = 'KINDLING_ENGINE_SELECTION';
