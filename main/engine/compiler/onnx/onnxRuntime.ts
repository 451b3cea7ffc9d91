import { createRequire } from 'node:module';
import type * as Ort from 'onnxruntime-node';
import type { ExecutionProvider } from '../../../../shared/domain/engines/engine.ts';

export type OnnxRuntime = typeof Ort;

let loaded: OnnxRuntime | null = null;
let provider: ExecutionProvider = 'cpu';

/** ONNX Runtime where it is this process's engine. */
export const loadedOnnxRuntime = (): OnnxRuntime | null => loaded;

/** What it trains with. */
export const loadedProvider = (): ExecutionProvider => provider;

/** Another engine computes from now on. */
export function leaveOnnxRuntime(): void {
  loaded = null;
}

/**
 * Loads the native library that lies in the package `onnxruntime-node`. It computes what is compiled.
 *
 * @param by what it trains with
 * @returns its version
 * @throws Error where the package has none for this system, or no such provider
 */
export function loadOnnxRuntime(by: ExecutionProvider = 'cpu'): string {
  const require = createRequire(import.meta.url);
  const runtime: OnnxRuntime = require('onnxruntime-node');
  // One that it does not have it would leave out, and compute with the processor.
  if (!runtime.listSupportedBackends().some(({ name }) => name === by))
    throw new Error(`onnxruntime-node has no execution provider ${by} for this system`);
  // Warnings of the optimizer would fill stderr; errors are thrown.
  runtime.env.logLevel = 'error';
  loaded = runtime;
  provider = by;
  return onnxRuntimeVersion(runtime);
}

export const onnxRuntimeVersion = ({ env }: OnnxRuntime): string => env.versions.node ?? env.versions.common;
