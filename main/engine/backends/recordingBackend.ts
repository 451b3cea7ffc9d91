import { createRequire } from 'node:module';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { DataType } from '../compiler/graph.ts';
import { RECORDING_BACKEND } from '../compiler/recordAside.ts';
import type { TensorflowBinding } from '../compiler/tensorflowBinding.ts';
import { registerTensorflowKernels } from './tensorflowKernels.ts';

const require = createRequire(import.meta.url);
const PACKAGE = '@tensorflow/tfjs-node-gpu';

/** Registers tfjs-node's kernels: JavaScript that ends in calls of a binding. */
export function registerKernels(): {
  NodeJSKernelBackend: new (binding: object, packageName: string) => tf.KernelBackend;
} {
  restoreRemovedNodeApis();
  const isFirst = !tf.getKernel('MatMul', RECORDING_BACKEND);
  const { NodeJSKernelBackend } = require(`${PACKAGE}/dist/nodejs_kernel_backend.js`);
  require(`${PACKAGE}/dist/register_all_kernels.js`);
  if (isFirst) registerTensorflowKernels();
  return { NodeJSKernelBackend };
}

/** Node 23 removed two helpers that tfjs-node 4.22 still calls. */
function restoreRemovedNodeApis(): void {
  const removed = util as unknown as Record<string, unknown>;
  removed.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  removed.isArray = Array.isArray;
}

/** Numbers that the kernels ask the binding for (tfjs_binding.cc; `TF_DataType` and `TF_AttrType` of TensorFlow's C API). */
const NUMBERS = {
  TF_FLOAT: DataType.FLOAT,
  TF_INT32: DataType.INT32,
  TF_UINT8: 4,
  TF_STRING: 7,
  TF_COMPLEX64: 8,
  TF_INT64: 9,
  TF_BOOL: DataType.BOOL,
  TF_RESOURCE: DataType.RESOURCE,
  TF_ATTR_STRING: 0,
  TF_ATTR_INT: 1,
  TF_ATTR_FLOAT: 2,
  TF_ATTR_BOOL: 3,
  TF_ATTR_TYPE: 4,
  TF_ATTR_SHAPE: 5,
  TF_ATTR_RESOURCE: 9,
};

const neverComputes = () => {
  throw new Error('this backend records, and computes nothing');
};

/** In the place of the native binding where there is none. */
const BINDING: TensorflowBinding = {
  ...NUMBERS,
  TF_Version: 'none',
  isUsingGpuDevice: () => false,
  createTensor: neverComputes,
  deleteTensor: () => {},
  tensorDataSync: neverComputes,
  executeOp: neverComputes,
  loadSavedModel: neverComputes,
  runSavedModel: neverComputes,
  deleteSavedModel: neverComputes,
} as TensorflowBinding & typeof NUMBERS;

/** Registers a backend that records in the words of TensorFlow's operations, without the library; the current one stays so. */
export function registerRecordingBackend(): void {
  const { NodeJSKernelBackend } = registerKernels();
  // One that computes as well is there where tests load several engines into one process.
  if (tf.findBackendFactory(RECORDING_BACKEND)) return;
  tf.registerBackend(RECORDING_BACKEND, () => new NodeJSKernelBackend(BINDING, PACKAGE));
}
