import * as tf from '@tensorflow/tfjs-core';
import type { Method } from '../../ml/program/program.ts';
import type { Recording, TensorType } from './graph.ts';
import { record } from './record.ts';
import type { TensorflowBackend } from './tensorflowBinding.ts';

/** The backend whose kernels are recorded. It may be there without its library: then it does nothing but that. */
export const RECORDING_BACKEND = 'tensorflow';

/** Records a method while another backend is the current one, which computes everything else. */
export const recordAside = (variables: ReadonlyMap<string, TensorType>, method: Method): Recording =>
  withRecording((backend) => record(backend, variables, method));

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
