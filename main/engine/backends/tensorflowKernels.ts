import {
  add,
  type GatherV2Attrs,
  type KernelConfig,
  registerKernel,
  scalar,
  type Tensor,
  type TensorInfo,
  tensor1d,
  unregisterKernel,
  zeros,
} from '@tensorflow/tfjs-core';
import { BARRIER } from '../../ml/layers/barrier.ts';
import { STATELESS_RANDOM_UNIFORM, type UniformAttributes } from '../../ml/layers/dropout.ts';
import { LSTM_GRADIENT, LSTM_OUTPUTS, LSTM_STEPS } from '../../ml/layers/lstm.ts';
import { SPARSE_SOFTMAX_CROSS_ENTROPY } from '../../ml/layers/operations.ts';
import { BARRIER as COMPILED_BARRIER } from '../compiler/operations.ts';
import type { NativeAttribute, NativeTensor, TensorflowBackend } from '../compiler/tensorflowBinding.ts';

/** Numbers of `TF_AttrType` and `TF_DataType` (tensorflow/c/c_api.h, tf_datatype.h). */
const [ATTRIBUTE_INT, ATTRIBUTE_FLOAT, ATTRIBUTE_BOOL, ATTRIBUTE_TYPE, FLOAT, INT32, INT64] = [1, 2, 3, 4, 1, 3, 9];

interface TensorflowOperations extends TensorflowBackend {
  write(values: Int32Array, shape: number[], dtype: 'int32'): object;
}

const DTYPES: Record<string, number> = { float32: FLOAT as number, int32: INT32 as number };

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

/** Only what is compiled needs it: operations that are run by themselves are run in their order. */
const barrier: KernelConfig = {
  kernelName: BARRIER,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, backend }) => {
    const { a, b } = inputs as { a: Tensor; b: Tensor };
    const tensorflow = backend as TensorflowOperations;
    if (tensorflow.binding.isRecording) return tensorflow.executeMultipleOutputs(COMPILED_BARRIER, [], [a, b], 2);
    return [a, b].map((tensor) =>
      tensorflow.executeSingleOutput('Identity', [typeAttribute('T', DTYPES[tensor.dtype] as number)], [tensor]),
    );
  },
};

const statelessRandomUniform: KernelConfig = {
  kernelName: STATELESS_RANDOM_UNIFORM,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, backend, attrs }) => {
    const { shape, stream } = attrs as unknown as UniformAttributes;
    const seed = add(inputs.seed as Tensor, tensor1d([0, stream], 'int32'));
    const tensorflow = backend as TensorflowOperations;
    const wanted: TensorInfo = {
      dataId: tensorflow.write(Int32Array.from(shape), [shape.length], 'int32'),
      shape: [shape.length],
      dtype: 'int32',
    };
    const attributes = [
      typeAttribute('dtype', FLOAT as number),
      typeAttribute('T', INT32 as number),
      typeAttribute('Tseed', INT32 as number),
    ];
    const drawn = tensorflow.executeSingleOutput('StatelessRandomUniform', attributes, [wanted, seed]);
    tensorflow.disposeData(wanted.dataId);
    return drawn;
  },
};

/**
 * Executes one of TensorFlow's operations on all steps of an LSTM, which are also told how many there are and the weights of peepholes, of which there
 * are none. tfjs knows no int64: that number never becomes a tensor of its.
 *
 * @param others what comes after the inputs that all of them have
 */
function runBlock(
  op: string,
  attributes: readonly NativeAttribute[],
  backend: TensorflowOperations,
  { x, c, h, w, b }: Record<string, TensorInfo>,
  others: readonly TensorInfo[],
  count: number,
): Tensor[] {
  const { binding } = backend;
  const none = zeros([(h as TensorInfo).shape[1] as number]);
  const steps = scalar((x as TensorInfo).shape[0] as number, 'int32');
  const [number, ...ids] = backend.getInputTensorIds([
    steps,
    x,
    c,
    h,
    w,
    none,
    none,
    none,
    b,
    ...others,
  ] as TensorInfo[]);
  const toInt64 = [
    typeAttribute('SrcT', INT32 as number),
    typeAttribute('DstT', INT64 as number),
    { name: 'Truncate', type: ATTRIBUTE_BOOL as number, value: false },
  ];
  const [long] = binding.executeOp('Cast', toInt64, [number as number], 1) as [NativeTensor];
  const own = [
    ...attributes,
    { name: 'use_peephole', type: ATTRIBUTE_BOOL as number, value: false },
    typeAttribute('T', FLOAT as number),
  ];
  const outputs = binding.executeOp(op, own, [long.id, ...ids], count);
  binding.deleteTensor(long.id);
  return outputs.map((output) => backend.createOutputTensor(output));
}

const lstmSteps: KernelConfig = {
  kernelName: LSTM_STEPS,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, backend }) => {
    const attributes = [{ name: 'cell_clip', type: ATTRIBUTE_FLOAT as number, value: 0 }];
    const known = inputs as Record<string, TensorInfo>;
    return runBlock('BlockLSTMV2', attributes, backend as TensorflowOperations, known, [], LSTM_OUTPUTS.length);
  },
};

const lstmGradient: KernelConfig = {
  kernelName: LSTM_GRADIENT,
  backendName: 'tensorflow',
  kernelFunc: ({ inputs, backend }) => {
    const known = inputs as Record<string, TensorInfo>;
    const others = [...LSTM_OUTPUTS, 'dc', 'dh'].map((name) => known[name] as TensorInfo);
    const slopes = runBlock('BlockLSTMGradV2', [], backend as TensorflowOperations, known, others, 8);
    return [slopes[0], slopes[3], slopes[7]] as Tensor[];
  },
};

/** Call it after tfjs-node's own kernels are registered. */
export function registerTensorflowKernels(): void {
  unregisterKernel(gather.kernelName, gather.backendName);
  registerKernel(gather);
  registerKernel(sparseSoftmaxCrossEntropy);
  registerKernel(barrier);
  registerKernel(statelessRandomUniform);
  registerKernel(lstmSteps);
  registerKernel(lstmGradient);
}
