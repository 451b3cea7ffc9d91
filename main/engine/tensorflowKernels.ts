import {
  type GatherV2Attrs,
  type KernelConfig,
  registerKernel,
  type Tensor,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import type { NativeAttribute, TensorflowBackend } from './compiler/tensorflowBinding.ts';

/** Numbers of `TF_AttrType` and `TF_DataType` (tensorflow/c/c_api.h, tf_datatype.h). */
const [ATTRIBUTE_INT, ATTRIBUTE_TYPE, FLOAT, INT32] = [1, 4, 1, 3];

interface TensorflowOperations extends TensorflowBackend {
  executeSingleOutput(op: string, attributes: readonly NativeAttribute[], inputs: TensorInfo[]): Tensor;
  write(values: Int32Array, shape: number[], dtype: 'int32'): object;
}

/**
 * tfjs-node's own kernel reads all indices back to check them, at every lookup. TensorFlow checks them too (`GatherV2` fails with the
 * offending index), and a function whose inputs are not known yet could not be recorded.
 */
const gather: KernelConfig = {
  kernelName: 'GatherV2',
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, backend, attrs }) => {
    const { x, indices } = inputs as { x: TensorInfo; indices: TensorInfo };
    const { axis, batchDims } = attrs as unknown as GatherV2Attrs;
    const tensorflow = backend as TensorflowOperations;
    const axisTensor: TensorInfo = {
      dataId: tensorflow.write(Int32Array.of(axis), [], 'int32'),
      shape: [],
      dtype: 'int32',
    };
    const type = (name: string, value: number) => ({ name, type: ATTRIBUTE_TYPE as number, value });
    const output = tensorflow.executeSingleOutput(
      'GatherV2',
      [
        { name: 'batch_dims', type: ATTRIBUTE_INT as number, value: batchDims },
        type('Tparams', x.dtype === 'float32' ? (FLOAT as number) : (INT32 as number)),
        type('Tindices', INT32 as number),
        type('Taxis', INT32 as number),
      ],
      [x, indices, axisTensor],
    );
    tensorflow.disposeData(axisTensor.dataId);
    return output;
  },
};

/** Call it after tfjs-node's own kernels are registered. */
export function registerTensorflowKernels(): void {
  unregisterKernel(gather.kernelName, gather.backendName);
  registerKernel(gather);
}
