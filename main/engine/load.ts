import { z } from 'zod';
import { EngineInfo } from '../../shared/domain/engine.ts';
import { AppError } from '../../shared/ipc/errors.ts';
import { selectEngine } from './select.ts';
import { loadTensorflowBackend } from './tensorflowBackend.ts';
import { loadWasmBackend } from './wasmBackend.ts';
import { loadWebgpuBackend } from './webgpuBackend.ts';

/** An engine and where it lies: what the host hands to its worker processes. */
export const EngineSelection = z.object({
  engine: EngineInfo,
  /** The add-on of TensorFlow; `null` for engines that come with Kindling. */
  binding: z.string().nullable(),
});
export type EngineSelection = z.infer<typeof EngineSelection>;

/** Name of the environment variable in which the host passes its selection on. */
export const SELECTION_VARIABLE = 'KINDLING_ENGINE_SELECTION';

/** The engine that the host chose for this process; a process without a host chooses for itself. */
export async function selectionFromEnvironment(environment = process.env): Promise<EngineSelection> {
  const given = environment[SELECTION_VARIABLE];
  return given ? EngineSelection.parse(JSON.parse(given)) : await selectEngine();
}

/**
 * Makes the engine tfjs-core's backend in this process. Returns what really runs.
 *
 * @throws AppError `engine_unavailable` for one whose files are gone or damaged
 */
export async function loadEngine({ engine, binding }: EngineSelection): Promise<EngineInfo> {
  try {
    return { ...engine, version: await loadBackend(engine.name, binding) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('engine_unavailable', { engine: engine.name, reason }, { cause: error });
  }
}

/** @returns the version of what computes */
export async function loadBackend(name: EngineInfo['name'], binding: string | null): Promise<string> {
  switch (name) {
    case 'tensorflow':
      if (binding === null) throw new Error('TensorFlow was chosen without its add-on');
      return await loadTensorflowBackend(binding);
    case 'webgpu':
      return await loadWebgpuBackend();
    case 'wasm':
      return await loadWasmBackend();
    default:
      throw name satisfies never;
  }
}
