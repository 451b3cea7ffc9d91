import * as tf from '@tensorflow/tfjs-core';
import type { Method, Tensors } from '../../ml/program/program.ts';
import {
  ARGUMENT,
  type Attribute,
  castTo,
  constantOf,
  DataType,
  type Node,
  type Recording,
  type TensorType,
  typeOf,
  VARIABLE,
  type Value,
} from './graph.ts';
import { NotRecordable, operation } from './operations.ts';
import type {
  NativeAttribute,
  NativeTensor,
  TensorflowBackend,
  TensorflowBinding,
  TypedValues,
} from './tensorflowBinding.ts';

/*
 * Records a pure tensor function without computing it. Every kernel of tfjs-node ends in two calls of the native binding,
 * `createTensor` and `executeOp`. While a function is recorded, an object with the same two calls stands in their place: it notes the
 * operation, works out the shapes of its outputs, and hands out numbers for tensors that do not exist. Gradients are included, since
 * tfjs derives them by calling kernels.
 */

/** Tensors of a recording have numbers from here on; the native binding counts from 0. */
const FIRST_ID = 2 ** 30;

/** Numbers of `TF_AttrType` (tensorflow/c/c_api.h). */
const ATTRIBUTE_KINDS: Record<number, Attribute['kind']> = { 0: 'string', 1: 'int', 2: 'float', 3: 'bool', 4: 'type' };

/** tfjs's dtypes in TensorFlow's numbers. */
export const DTYPES = { float32: DataType.FLOAT, int32: DataType.INT32 } as const;

/**
 * @param variables the program's state, by name
 * @throws NotRecordable when the function uses an unknown operation, or the value of something that is not known before it runs
 */
export function record(
  backend: TensorflowBackend,
  variables: ReadonlyMap<string, TensorType>,
  method: Method,
): Recording {
  const native = backend.binding;
  const recorder = new Recorder(native);
  backend.binding = recorder.binding;
  backend.getInputTensorIds = (tensors) => tensors.map((tensor) => recorder.idOf(backend, tensor));
  try {
    let recording: Recording | undefined;
    tf.tidy(() => {
      const tensor = (op: string, name: string, type: TensorType) => {
        const node: Node = { op, name, inputs: [], attributes: {}, outputs: [type] };
        return backend.createOutputTensor(recorder.describe(asFloat({ node, index: 0 })));
      };
      const state = new Map(Array.from(variables, ([name, type]) => [name, tensor(VARIABLE, name, type)]));
      const inputs = new Map(
        Array.from(method.inputs, ([name, { dtype, shape }]) => [
          name,
          tensor(ARGUMENT, name, { dtype: DTYPES[dtype], shape }),
        ]),
      );
      const { outputs, state: changed } = method.call(inputs, state);
      const values = (tensors: Tensors) =>
        new Map(Array.from(tensors, ([name, result]) => [name, recorder.valueOf(recorder.idOf(backend, result))]));
      recording = { results: values(outputs), assignments: values(changed ?? new Map()) };
      // Tensors of the recording are disposed of while the stand-in is still there: the native binding does not know them.
    });
    return recording as unknown as Recording;
  } finally {
    backend.binding = native;
    // The class's own method is there again.
    delete (backend as Partial<TensorflowBackend>).getInputTensorIds;
  }
}

/** tfjs knows no bfloat16: what is kept in it is float32 to the function. */
const asFloat = (value: Value): Value =>
  typeOf(value).dtype === DataType.BFLOAT16 ? castTo(value, DataType.FLOAT) : value;

class Recorder {
  readonly #native: TensorflowBinding;
  readonly #values: Value[] = [];
  /** Constants that exist outside of the recording, by their number there. */
  readonly #outside = new Map<number, Value>();
  /** The same for those that the binding has not been told of yet. */
  readonly #delayed = new Map<object, number>();
  readonly binding: TensorflowBinding;

  constructor(native: TensorflowBinding) {
    this.#native = native;
    // The native object's properties are read-only and an heir could not override them: a plain copy can.
    const constants = Object.fromEntries(
      Object.getOwnPropertyNames(native).map((name) => [name, native[name as keyof TensorflowBinding]]),
    ) as unknown as TensorflowBinding;
    this.binding = {
      ...constants,
      isRecording: true,
      createTensor: (shape, dtype, values) => this.describe(constantValue(shape, dtype, values)).id,
      executeOp: (op, attributes, inputs, outputs) => this.#execute(op, attributes, inputs, outputs),
      deleteTensor: (id) => {
        if (id < FIRST_ID) this.#native.deleteTensor(id);
      },
      tensorDataSync: (id) => {
        if (id < FIRST_ID) return this.#native.tensorDataSync(id);
        const { node } = this.#values[id - FIRST_ID] as Value;
        if (!node.content) throw new NotRecordable(`the value of ${node.op} is needed before it is known`);
        return valuesOf(node);
      },
    };
  }

  /**
   * The number of a tensor in the recording. tfjs-node hands values to the binding when they are first used; a tensor from outside
   * of the recording must not lose its values to it.
   */
  idOf(backend: TensorflowBackend, tensor: tf.TensorInfo): number {
    const { id, values, shape, dtype } = backend.tensorMap.get(tensor.dataId);
    if (!values) return id;
    let constant = this.#delayed.get(tensor.dataId);
    if (constant === undefined) {
      constant = this.binding.createTensor(shape, dtype, values);
      this.#delayed.set(tensor.dataId, constant);
    }
    return constant;
  }

  /** Gives a value a number, as the binding would. */
  describe(value: Value): NativeTensor {
    const { dtype, shape } = typeOf(value);
    this.#values.push(value);
    return { id: FIRST_ID + this.#values.length - 1, dtype, shape: [...shape] };
  }

  valueOf(id: number): Value {
    if (id >= FIRST_ID) return this.#values[id - FIRST_ID] as Value;
    let value = this.#outside.get(id);
    if (!value) {
      const [described] = this.#native.executeOp('Identity', [], [id], 1) as [NativeTensor];
      this.#native.deleteTensor(described.id);
      value = constantValue(described.shape, described.dtype, this.#native.tensorDataSync(id));
      this.#outside.set(id, value);
    }
    return value;
  }

  #execute(op: string, given: readonly NativeAttribute[], ids: readonly number[], count: number): NativeTensor[] {
    const inputs = ids.map((id) => this.valueOf(id));
    const attributes = Object.fromEntries(given.map((one) => [one.name, attributeOf(op, one)]));
    const outputs = operation(op).infer(inputs, attributes);
    if (outputs.length !== count) throw new NotRecordable(`${op} has ${outputs.length} outputs, not ${count}`);
    const node: Node = { op, inputs, attributes, outputs };
    return outputs.map((_, index) => this.describe({ node, index }));
  }
}

function attributeOf(op: string, { name, type, value }: NativeAttribute): Attribute {
  const kind = ATTRIBUTE_KINDS[type];
  if (!kind || Array.isArray(value)) throw new NotRecordable(`${op} has the attribute ${name}, which is not known`);
  return { kind, value } as Attribute;
}

function constantValue(shape: readonly number[], dtype: number, values: TypedValues | readonly number[]): Value {
  switch (dtype) {
    case DataType.FLOAT:
      return constantOf(dtype, shape, bytesOf(Float32Array.from(values)));
    case DataType.INT32:
      return constantOf(dtype, shape, bytesOf(Int32Array.from(values)));
    case DataType.BOOL:
      return constantOf(dtype, shape, Uint8Array.from(values));
    default:
      throw new NotRecordable(`a constant of the type ${dtype}`);
  }
}

function valuesOf({ content, outputs }: Node): TypedValues {
  const bytes = (content as Uint8Array).slice();
  switch (outputs[0]?.dtype) {
    case DataType.FLOAT:
      return new Float32Array(bytes.buffer);
    case DataType.INT32:
      return new Int32Array(bytes.buffer);
    default:
      return bytes;
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Int32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);
