import * as tf from '@tensorflow/tfjs-core';
import { LSTM_GRADIENT, LSTM_STEPS } from '../../ml/layers/lstm.ts';
import type { Method } from '../../ml/program/program.ts';
import type { Recording, TensorType } from './graph.ts';
import { record } from './record.ts';
import type { TensorflowBackend } from './tensorflowBinding.ts';

/** The backend whose kernels are recorded. It may be there without its library: then it does nothing but that. */
export const RECORDING_BACKEND = 'tensorflow';

/** Operations that only TensorFlow has: without them a layer is computed step by step. */
const ITS_OWN = [LSTM_STEPS, LSTM_GRADIENT];

/** Records a method for another runtime while another backend is the current one, which computes everything else. */
export const recordAside = (variables: ReadonlyMap<string, TensorType>, method: Method): Recording =>
  withRecording((backend) => {
    const kernels = ITS_OWN.map((name) => tf.getKernel(name, RECORDING_BACKEND)).filter(
      (kernel) => kernel !== undefined,
    );
    for (const { kernelName, backendName } of kernels) tf.unregisterKernel(kernelName, backendName);
    try {
      return record(backend, variables, method);
    } finally {
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
