import * as tf from '@tensorflow/tfjs-core';
import { STATELESS_RANDOM_UNIFORM, type UniformAttributes } from '../../ml/layers/dropout.ts';
import { statelessUniform } from '../../ml/statelessUniform.ts';

/** `StatelessRandomUniform` drawn in JavaScript, for backends that have no such kernel. Call it once for each. */
export function registerStatelessUniformKernel(backendName: string): void {
  tf.registerKernel({
    kernelName: STATELESS_RANDOM_UNIFORM,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { shape, stream } = attrs as unknown as UniformAttributes;
      const [first = 0, second = 0] = (backend as tf.KernelBackend).readSync(
        (inputs.seed as tf.TensorInfo).dataId,
      ) as Int32Array;
      return tf.tensor(statelessUniform(tf.util.sizeFromShape(shape), first, second + stream), shape);
    },
  });
}
