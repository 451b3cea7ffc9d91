import * as tf from '@tensorflow/tfjs-core';
import { barrier } from './barrier.ts';
import { withGradient } from './gradient.ts';

/*
 * Gradient checkpointing (Chen et al. 2016): of a layer only its input is kept, and it is computed once more when its gradient is due.
 */

/** What is trained, by name, in a computation whose layers are to be computed twice; `null` elsewhere. */
let trained: ReadonlyMap<string, tf.Tensor> | null = null;

/** @param weights all that gradients are wanted of, by name; a layer's have the layer's name in theirs */
export function recomputingLayers<T>(weights: ReadonlyMap<string, tf.Tensor>, compute: () => T): T {
  const before = trained;
  trained = weights;
  try {
    return compute();
  } finally {
    trained = before;
  }
}

/** What all layers read besides weights: tables, a mask. */
type Shared = Readonly<Record<string, tf.Tensor | null>>;

/**
 * A layer of a model's body, of any shape. Its weights have names that begin with its own.
 *
 * @param compute reads weights, its arguments, and nothing else
 */
export function layer<S extends Shared>(
  name: string,
  input: tf.Tensor,
  shared: S,
  compute: (x: tf.Tensor, shared: S) => tf.Tensor,
): tf.Tensor {
  if (!trained) return compute(input, shared);
  const weights = Array.from(trained).flatMap(([own, weight]) => (`.${own}`.includes(`.${name}.`) ? [weight] : []));
  const given = Object.entries(shared).flatMap(([key, tensor]) => (tensor ? [[key, tensor] as const] : []));
  return withGradient(
    [input, ...weights],
    ([x], save) => {
      // What was made for this text alone ends with the forward pass.
      save([x as tf.Tensor, ...given.map(([, tensor]) => tensor)]);
      return compute(x as tf.Tensor, shared);
    },
    (dy, [x, ...saved]) => {
      const [again, due] = barrier(x as tf.Tensor, dy);
      const kept = { ...shared, ...Object.fromEntries(given.map(([key], index) => [key, saved[index]])) } as S;
      const gradients = tf.grads((own: tf.Tensor) => compute(own, kept));
      return gradientsWithin(() => gradients([again, ...weights], due));
    },
  );
}

/** Gradients in the midst of others: tfjs has one tape, and takes it for its own when it is done. */
function gradientsWithin<T>(compute: () => T): T {
  const { state } = tf.engine();
  const outer = state.activeTape;
  try {
    return compute();
  } finally {
    state.activeTape = outer;
  }
}
