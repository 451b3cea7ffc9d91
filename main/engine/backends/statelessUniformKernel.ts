import * as tf from '@tensorflow/tfjs-core';
import { STATELESS_RANDOM_UNIFORM, type UniformAttributes } from '../../ml/layers/dropout.ts';
import { Random } from '../../ml/random.ts';

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
      // Seeds next to one another give streams that have nothing to do with one another.
      const random = new Random(Math.imul(first, 0x9e3779b1) ^ Math.imul(second + stream, 0x85ebca77));
      return tf.tensor(
        Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => Math.fround(random.next())),
        shape,
      );
    },
  });
}
