import { loadOnnxRuntime } from '../compiler/onnx/onnxRuntime.ts';
import { registerRecordingBackend } from './recordingBackend.ts';
import { loadWasmBackend } from './wasmBackend.ts';

/**
 * ONNX Runtime computes what is compiled; what is computed operation by operation, little of it, is computed by WASM.
 *
 * @returns its version
 */
export async function loadOnnxruntimeBackend(): Promise<string> {
  const version = loadOnnxRuntime();
  await loadWasmBackend();
  registerRecordingBackend();
  return version;
}
