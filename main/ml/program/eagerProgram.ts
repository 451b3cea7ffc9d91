import * as tf from '@tensorflow/tfjs-core';
import {
  knownConstants,
  methodAt,
  type Program,
  type ProgramDefinition,
  type TensorSpec,
  type Tensors,
} from './program.ts';

/**
 * Runs a program's methods as they are written, on whatever backend is the current one. The slow twin of a compiled program, and the
 * way of engines without a compiler.
 */
export function eagerProgram(definition: ProgramDefinition): Program {
  const state = new Map<string, tf.Tensor>();
  for (const [name, shape] of definition.state) state.set(name, tf.keep(tf.zeros([...shape])));
  const replace = (changed: Tensors) => {
    for (const [name, tensor] of changed) {
      state.get(name)?.dispose();
      state.set(name, tensor);
    }
  };
  const write = (values: ReadonlyMap<string, Float32Array>) => {
    const shapeOf = (name: string) => [
      ...(definition.state.get(name) ?? definition.later?.get(name) ?? definition.constants?.get(name)?.shape ?? []),
    ];
    replace(new Map(Array.from(values, ([name, data]) => [name, tf.keep(tf.tensor(data, shapeOf(name), 'float32'))])));
  };
  write(knownConstants(definition));
  return {
    async run(name, values, lengths) {
      const found = definition.methods.get(name);
      if (!found) throw new Error(`the program has no method ${name}`);
      const method = methodAt(found, lengths);
      const { outputs, changed } = tidyMethod(() => {
        const inputs = new Map(
          Array.from(method.inputs, ([input, spec]) => [input, inputTensor(input, spec, values[input])]),
        );
        return method.call(inputs, state);
      });
      replace(changed);
      const results: Record<string, Float32Array> = {};
      for (const [output, tensor] of outputs) {
        results[output] = (await tensor.data()) as Float32Array;
        tensor.dispose();
      }
      return results;
    },
    async read(names) {
      const values = new Map<string, Float32Array>();
      for (const name of names) values.set(name, (await (state.get(name) as tf.Tensor).data()) as Float32Array);
      return values;
    },
    write,
    dispose() {
      tf.dispose([...state.values()]);
      state.clear();
    },
  };
}

function inputTensor(
  name: string,
  { shape, dtype }: TensorSpec,
  values: Float32Array | Int32Array | undefined,
): tf.Tensor {
  if (!values) throw new Error(`the input ${name} is missing`);
  return tf.tensor(values, [...shape], dtype);
}

/** `tf.tidy` cannot see into maps: what is to outlive it is kept by hand. A result that is also a new state is copied. */
function tidyMethod(call: () => { outputs: Tensors; state?: Tensors }): { outputs: Tensors; changed: Tensors } {
  let result: { outputs: Tensors; changed: Tensors } | undefined;
  tf.tidy(() => {
    const { outputs, state: changed = new Map() } = call();
    const kept = (tensors: Tensors) =>
      new Map(Array.from(tensors, ([name, tensor]) => [name, tf.keep(tf.clone(tensor))]));
    result = { outputs: kept(outputs), changed: kept(changed) };
  });
  return result as { outputs: Tensors; changed: Tensors };
}
