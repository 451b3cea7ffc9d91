import {
  type GatherV2Attrs,
  type KernelConfig,
  registerKernel,
  type Tensor,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { SPARSE_SOFTMAX_CROSS_ENTROPY } from '../../ml/layers/operations.ts';
import type { NativeAttribute, TensorflowBackend } from '../compiler/tensorflowBinding.ts';

/** Numbers of `TF_AttrType` and `TF_DataType` (tensorflow/c/c_api.h, tf_datatype.h). */
const [ATTRIBUTE_INT, ATTRIBUTE_TYPE, FLOAT, INT32] = [1, 4, 1, 3];

interface TensorflowOperations extends TensorflowBackend {
  executeSingleOutput(op: string, attributes: readonly NativeAttribute[], inputs: TensorInfo[]): Tensor;
  executeMultipleOutputs(
    op: string,
    attributes: readonly NativeAttribute[],
    inputs: TensorInfo[],
    count: number,
  ): Tensor[];
  write(values: Int32Array, shape: number[], dtype: 'int32'): object;
}

const typeAttribute = (name: string, value: number) => ({ name, type: ATTRIBUTE_TYPE as number, value });

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
    const output = tensorflow.executeSingleOutput(
      'GatherV2',
      [
        { name: 'batch_dims', type: ATTRIBUTE_INT as number, value: batchDims },
        typeAttribute('Tparams', x.dtype === 'float32' ? (FLOAT as number) : (INT32 as number)),
        typeAttribute('Tindices', INT32 as number),
        typeAttribute('Taxis', INT32 as number),
      ],
      [x, indices, axisTensor],
    );
    tensorflow.disposeData(axisTensor.dataId);
    return output;
  },
};

/** Loss and gradient in one pass. */
const sparseSoftmaxCrossEntropy: KernelConfig = {
  kernelName: SPARSE_SOFTMAX_CROSS_ENTROPY,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, backend }) => {
    const { logits, labels } = inputs as { logits: TensorInfo; labels: TensorInfo };
    const attributes = [typeAttribute('T', FLOAT as number), typeAttribute('Tlabels', INT32 as number)];
    return (backend as TensorflowOperations).executeMultipleOutputs(
      'SparseSoftmaxCrossEntropyWithLogits',
      attributes,
      [logits, labels],
      2,
    );
  },
};

/** Call it after tfjs-node's own kernels are registered. */
export function registerTensorflowKernels(): void {
  unregisterKernel(gather.kernelName, gather.backendName);
  registerKernel(gather);
  registerKernel(sparseSoftmaxCrossEntropy);
}
