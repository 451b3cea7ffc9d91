import { Buffer } from 'node:buffer';
import * as tf from '@tensorflow/tfjs';
import { CONSTANT, DataType, sizeOf } from '../graph.ts';
import type { GraphDef, NodeDef } from './savedModel.ts';
import type { Feed, Session } from './session.ts';

/** A tensor that was read of a checkpoint. */
interface Read {
  name: string;
  shape: readonly number[];
  values: Float32Array;
}

const TYPES: Readonly<Record<number, 'float32' | 'int32' | 'bool'>> = {
  [DataType.FLOAT]: 'float32',
  [DataType.INT32]: 'int32',
  [DataType.BOOL]: 'bool',
};

/**
 * Computes a graph by TensorFlow.js, which reads graphs of TensorFlow's, on the engine that is loaded: where TensorFlow itself is not installed.
 *
 * @param checkpoint what the variables are
 */
export async function javascriptSession(
  graph: GraphDef,
  checkpoint: AsyncIterable<Read>,
): Promise<Pick<Session, 'runShaped' | 'close'>> {
  const variables: Record<string, tf.Tensor> = {};
  const reads = new Map(graph.node.filter(isRead).map(({ name, input: [variable = ''] }) => [variable, name]));
  for await (const { name, shape, values } of checkpoint)
    variables[reads.get(name) ?? name] = tf.tensor(values, [...shape]);
  const node = graph.node
    .filter(({ op }) => !NOT_COMPUTED.has(op))
    .filter(isComputed)
    .map(withGiven);
  const constants = node.filter(({ op }) => op === CONSTANT).map(numbersOf);
  const model = await tf.loadGraphModel({
    load: async () => ({
      modelTopology: { node, versions: { producer: 1087 } },
      weightSpecs: constants.map(({ name, shape, dtype }) => ({ name, shape: [...shape], dtype })),
      weightData: new Uint8Array(Buffer.concat(constants.map(({ bytes }) => bytes))).buffer,
    }),
  });
  return {
    runShaped(feeds, fetches) {
      const given = Object.fromEntries(
        feeds.map(({ name, shape, values, dtype }) => [name, tf.tensor(values, [...shape], TYPES[dtype])]),
      );
      const found = model.execute({ ...variables, ...given }, [...fetches]);
      const results = Array.isArray(found) ? found : [found];
      const answers = results.map(
        (one): Pick<Feed, 'shape' | 'values'> => ({
          shape: one.shape,
          values: one.dataSync() as Float32Array,
        }),
      );
      tf.dispose([Object.values(given), results]);
      return answers;
    },
    close() {
      model.dispose();
      tf.dispose(Object.values(variables));
    },
  };
}

/** What only reads and writes checkpoints. */
const NOT_COMPUTED = new Set(['VarHandleOp', 'AssignVariableOp', 'RestoreV2', 'SaveV2', 'NoOp']);
const isComputed = ({ name }: NodeDef): boolean => !name.startsWith('save/');

const isRead = ({ op }: NodeDef): boolean => op === 'ReadVariableOp';

/** A variable is given as what it is read as. */
function withGiven(node: NodeDef): NodeDef {
  // TensorFlow.js disposes of a default that stands for its placeholder; of an identity, which may be given as well, it makes a copy.
  if (node.op === 'PlaceholderWithDefault') {
    const { dtype: T = { type: DataType.FLOAT } } = node.attr;
    return { ...node, op: 'Identity', attr: { T } };
  }
  if (!isRead(node)) return node;
  return { ...node, op: 'Placeholder', input: [], attr: { dtype: { type: DataType.FLOAT } } };
}

function numbersOf({ name, attr }: NodeDef) {
  const { value } = attr;
  const tensor = value && 'tensor' in value ? value.tensor : null;
  if (!tensor) throw new Error(`the constant ${name} has no numbers`);
  const shape = (tensor.tensor_shape.dim ?? []).map(({ size }) => size);
  const bytes = 'tensor_content' in tensor ? tensor.tensor_content : new Uint8Array();
  const dtype = TYPES[tensor.dtype] ?? 'float32';
  if (bytes.length !== (dtype === 'bool' ? 1 : 4) * sizeOf(shape)) throw new Error(`the constant ${name} is damaged`);
  return { name, shape, dtype, bytes };
}
