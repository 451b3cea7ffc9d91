import {
  CONSTANT,
  castTo,
  DataType,
  type Node,
  outputsOf,
  type Recording,
  rewrite,
  typeOf,
  type Value,
} from './graph.ts';

/** Leaves out changes of shape and type that change nothing, and widens what is looked up instead of where it is looked up. */
export function simplify(recording: Recording): Recording {
  return rewrite(recording, (node, inputs) => {
    const [input] = inputs;
    if (input && (node.op === 'Reshape' || node.op === 'Cast')) {
      const [before, after] = [typeOf(input), node.outputs[0]];
      if (after && before.dtype === after.dtype && before.shape.join() === after.shape.join()) return [input];
      if (node.op === 'Reshape' && input.node.op === 'Reshape') {
        return outputsOf({ ...node, inputs: [input.node.inputs[0] as Value, ...inputs.slice(1)] });
      }
    }
    const narrow = node.op === 'GatherV2' && input ? widenedFrom(input) : null;
    // The rows that are looked up are widened, and not the whole table.
    if (narrow) {
      const attributes = { ...node.attributes, Tparams: { kind: 'type' as const, value: DataType.BFLOAT16 } };
      const outputs = node.outputs.map(({ shape }) => ({ dtype: DataType.BFLOAT16, shape }));
      const looked: Node = { ...node, inputs: [narrow, ...inputs.slice(1)], attributes, outputs };
      return [castTo({ node: looked, index: 0 }, DataType.FLOAT)];
    }
    return outputsOf({ ...node, inputs });
  });
}

/** The value in bfloat16 that a value in float32 was made of, where it was. */
export function widenedFrom({ node }: Value): Value | null {
  const [input] = node.inputs;
  return node.op === 'Cast' && input && typeOf(input).dtype === DataType.BFLOAT16 ? input : null;
}

/** Common subexpression elimination: equal operations on equal inputs are done once. */
export function shareEqualNodes(recording: Recording): Recording {
  const numbers = new Map<Node, number>();
  const known = new Map<string, Node>();
  return rewrite(recording, (node, inputs) => {
    const content = node.op === CONSTANT ? Buffer.from(node.content as Uint8Array).toString('latin1') : '';
    const key =
      JSON.stringify([
        node.op,
        node.name,
        inputs.map((input) => [numbers.get(input.node), input.index]),
        node.attributes,
        node.outputs,
      ]) + content;
    let shared = known.get(key);
    if (!shared) {
      shared = { ...node, inputs };
      known.set(key, shared);
      numbers.set(shared, numbers.size);
    }
    return outputsOf(shared);
  });
}
