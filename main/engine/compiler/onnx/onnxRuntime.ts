import { createRequire } from 'node:module';
import type * as Ort from 'onnxruntime-node';

export type OnnxRuntime = typeof Ort;

let loaded: OnnxRuntime | null = null;

/** ONNX Runtime where it is this process's engine. */
export const loadedOnnxRuntime = (): OnnxRuntime | null => loaded;

/** Another engine computes from now on. */
export function leaveOnnxRuntime(): void {
  loaded = null;
}

/**
 * Loads the native library that lies in the package `onnxruntime-node`. It computes what is compiled.
 *
 * @returns its version
 * @throws Error where the package has none for this system
 */
export function loadOnnxRuntime(): string {
  const require = createRequire(import.meta.url);
  const runtime: OnnxRuntime = require('onnxruntime-node');
  // Warnings of the optimizer would fill stderr; errors are thrown.
  runtime.env.logLevel = 'error';
  loaded = runtime;
  return onnxRuntimeVersion(runtime);
}

export const onnxRuntimeVersion = ({ env }: OnnxRuntime): string => env.versions.node ?? env.versions.common;
