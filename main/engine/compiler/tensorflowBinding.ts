import type * as tf from '@tensorflow/tfjs-core';

/** What of tfjs-node's native binding (`binding/tfjs_binding.cc`) the compiler uses. */
export interface TensorflowBinding {
  readonly TF_Version: string;
  /** It notes operations instead of computing them. */
  readonly isRecording?: true;
  createTensor(shape: readonly number[], dtype: number, values: TypedValues): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): TypedValues;
  executeOp(
    op: string,
    attributes: readonly NativeAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): NativeTensor[];
  loadSavedModel(folder: string, tags: string): number;
  /** Names are `node:index`, joined by commas. */
  runSavedModel(session: number, inputs: readonly number[], inputNames: string, outputNames: string): NativeTensor[];
  deleteSavedModel(session: number): void;
}

export type TypedValues = Float32Array | Int32Array | Uint8Array;

export interface NativeTensor {
  id: number;
  shape: number[];
  dtype: number;
}

/** `type` is one of the binding's `TF_ATTR_…` numbers. */
export interface NativeAttribute {
  name: string;
  type: number;
  value: unknown;
}

/** tfjs-node's backend: its kernels call whatever lies in `binding`. */
export interface TensorflowBackend extends tf.KernelBackend {
  binding: TensorflowBinding;
  createOutputTensor(tensor: NativeTensor): tf.Tensor;
  executeSingleOutput(op: string, attributes: readonly NativeAttribute[], inputs: tf.TensorInfo[]): tf.Tensor;
  executeMultipleOutputs(
    op: string,
    attributes: readonly NativeAttribute[],
    inputs: tf.TensorInfo[],
    count: number,
  ): tf.Tensor[];
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  /** What lies behind a tensor; `values` when the binding has not been told of it yet. */
  readonly tensorMap: {
    get(dataId: object): { id: number; values: TypedValues | null; shape: number[]; dtype: number };
  };
}
