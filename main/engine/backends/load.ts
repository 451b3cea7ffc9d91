import type { EngineInfo, ExecutionProvider } from '../../../shared/domain/engines/engine.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { leaveOnnxRuntime } from '../compiler/onnx/onnxRuntime.ts';
import type { EngineSelection } from '../installed/selection.ts';
import { loadOnnxruntimeBackend } from './onnxruntimeBackend.ts';
import { loadTensorflowBackend } from './tensorflowBackend.ts';
import { loadWasmBackend } from './wasmBackend.ts';
import { loadWebgpuBackend } from './webgpuBackend.ts';

/**
 * Makes the engine tfjs-core's backend in this process. Returns what really runs.
 *
 * @throws AppError `engine_unavailable` for one whose files are gone or damaged
 */
export async function loadEngine({ engine, binding }: EngineSelection): Promise<EngineInfo> {
  const { name, device, provider } = engine;
  try {
    return {
      ...engine,
      version: await loadBackend(name, binding, { cpuVersion: device === 'cpu' ? engine.version : null, provider }),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('engine_unavailable', { engine: engine.name, reason }, { cause: error });
  }
}

interface BackendOptions {
  /** As it was installed, of one that computes on the CPU; else `null`. */
  cpuVersion?: string | null;
  /** Of ONNX Runtime: what it trains with. */
  provider?: ExecutionProvider | undefined;
}

/**
 * @returns the version of what computes
 */
export async function loadBackend(
  name: EngineInfo['name'],
  binding: string | null,
  { cpuVersion = null, provider }: BackendOptions = {},
): Promise<string> {
  leaveOnnxRuntime();
  switch (name) {
    case 'tensorflow':
      if (binding === null) throw new Error('TensorFlow was chosen without its add-on');
      return await loadTensorflowBackend(binding, cpuVersion);
    case 'webgpu':
      return await loadWebgpuBackend();
    case 'onnxruntime':
      return await loadOnnxruntimeBackend(provider);
    case 'wasm':
      return await loadWasmBackend();
    default:
      throw name satisfies never;
  }
}
