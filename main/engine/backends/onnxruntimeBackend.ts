import type { ExecutionProvider } from '../../../shared/domain/engines/engine.ts';
import { bundledProviders } from '../compiler/onnx/executionProvider.ts';
import { loadedOnnxRuntime, loadOnnxRuntime } from '../compiler/onnx/onnxRuntime.ts';
import { registerRecordingBackend } from './recordingBackend.ts';
import { loadWasmBackend } from './wasmBackend.ts';

/**
 * ONNX Runtime computes what is compiled; what is computed operation by operation, little of it, is computed by WASM.
 *
 * @param provider what it trains with
 * @returns its version
 */
export async function loadOnnxruntimeBackend(provider?: ExecutionProvider): Promise<string> {
  const version = loadOnnxRuntime(provider);
  await loadWasmBackend();
  registerRecordingBackend();
  return version;
}

/**
 * What ONNX Runtime, once it is loaded, trains with from now on.
 *
 * @throws Error where it has no such provider
 */
export const trainWith = (provider: ExecutionProvider): void => void loadOnnxRuntime(provider);

/** What it could train with besides the processor; `null` where another engine is loaded. */
export function otherProviders(): ExecutionProvider[] | null {
  const runtime = loadedOnnxRuntime();
  return runtime && bundledProviders(runtime);
}
