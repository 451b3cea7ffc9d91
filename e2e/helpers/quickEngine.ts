import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ONNXRUNTIME = join(import.meta.dirname, '..', '..', 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6');

/**
 * The engine for tests of processes, whatever they compute on: the one that takes least of the processor to start and to train a few steps
 * (measured, twelve of Nano with their process: ONNX Runtime 6 s, TensorFlow 9 to 16, WASM 16). `KINDLING_ENGINE` may ask for another one.
 */
export const quickEngine = (): string =>
  process.env.KINDLING_ENGINE ??
  (existsSync(join(ONNXRUNTIME, process.platform, process.arch)) ? 'onnxruntime' : 'wasm');
