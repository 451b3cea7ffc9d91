import * as tf from '@tensorflow/tfjs-core';
import { CACHED_ATTENTION } from '../../ml/layers/cachedAttention.ts';
import { LSTM_GRADIENT, LSTM_STEPS } from '../../ml/layers/lstm.ts';
import { REPLACE_ROWS } from '../../ml/layers/replaceRows.ts';
import type { Method } from '../../ml/program/program.ts';
import type { Recording, TensorType } from './graph.ts';
import { CACHED_ATTENTION as RECORDED_ATTENTION, REPLACE_ROWS as RECORDED_REPLACE_ROWS } from './operations.ts';
import { record } from './record.ts';
import type { TensorflowBackend } from './tensorflowBinding.ts';

/** The backend whose kernels are recorded. It may be there without its library: then it does nothing but that. */
export const RECORDING_BACKEND = 'tensorflow';

/** Its number of `TF_AttrType` (tensorflow/c/c_api.h). */
const ATTRIBUTE_FLOAT = 2;

/** Operations that only TensorFlow has: without them a layer is computed step by step. */
const ITS_OWN = [LSTM_STEPS, LSTM_GRADIENT];

/** Some that it has not, and the other runtime has. */
const ADDED: readonly tf.KernelConfig[] = [
  {
    kernelName: CACHED_ATTENTION,
    backendName: RECORDING_BACKEND,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const names = ['query', 'key', 'value', 'keyCache', 'valueCache', 'last', 'tokens', 'cos', 'sin'] as const;
      return (backend as TensorflowBackend).executeMultipleOutputs(
        RECORDED_ATTENTION,
        [{ name: 'scale', type: ATTRIBUTE_FLOAT, value: attrs?.scale as number }],
        names.map((name) => inputs[name] as tf.TensorInfo),
        3,
      );
    },
  },
  {
    kernelName: REPLACE_ROWS,
    backendName: RECORDING_BACKEND,
    kernelFunc: ({ inputs: { table, fresh, rows }, backend }) =>
      (backend as TensorflowBackend).executeSingleOutput(
        RECORDED_REPLACE_ROWS,
        [],
        [table as tf.TensorInfo, fresh as tf.TensorInfo, rows as tf.TensorInfo],
      ),
  },
];

/** Records a method for another runtime while another backend is the current one, which computes everything else. */
export const recordAside = (variables: ReadonlyMap<string, TensorType>, method: Method): Recording =>
  withRecording((backend) => {
    const kernels = ITS_OWN.map((name) => tf.getKernel(name, RECORDING_BACKEND)).filter(
      (kernel) => kernel !== undefined,
    );
    for (const { kernelName, backendName } of kernels) tf.unregisterKernel(kernelName, backendName);
    for (const kernel of ADDED) tf.registerKernel(kernel);
    try {
      return record(backend, variables, method);
    } finally {
      for (const { kernelName, backendName } of ADDED) tf.unregisterKernel(kernelName, backendName);
      for (const kernel of kernels) tf.registerKernel(kernel);
    }
  });

/** Does something on the backend that records; tensors that are made of numbers keep them there. */
export function withRecording<T>(work: (backend: TensorflowBackend) => T): T {
  // A process that only writes files has no backend.
  const before: string | undefined = tf.getBackend();
  // Of backends that are made at once both changes are done when the calls return.
  void tf.setBackend(RECORDING_BACKEND);
  try {
    return work(tf.backend() as TensorflowBackend);
  } finally {
    if (before) void tf.setBackend(before);
  }
}
