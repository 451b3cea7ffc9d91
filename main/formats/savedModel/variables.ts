import { DataType } from '../../engine/compiler/graph.ts';
import { assign, readVariable } from '../../engine/compiler/tensorflow/graphDef.ts';
import { type AttrValue, type NodeDef, type Served, shapeValue } from '../../engine/compiler/tensorflow/savedModel.ts';
import type { SymbolicGraphDef } from '../../engine/compiler/tensorflow/symbolicGraphDef.ts';

const { FLOAT } = DataType;
const STRING = 7;
const FILE = 'save/prefix';

/** The node that reads a variable. */
export const readName = (variable: string): string => `${variable}/Read`;

/**
 * Adds variables that are read from a checkpoint when the graph is loaded, each under its name; `NAME/Read` is its value.
 *
 * @param kept names and shapes of what is float32
 */
export function addVariables(
  graph: SymbolicGraphDef,
  kept: ReadonlyMap<string, readonly number[]>,
): Pick<Served, 'saver' | 'variables'> {
  const names = [...kept.keys()];
  graph.nodes.push(
    ...Array.from(kept, ([name, shape]) => handle(name, shape)),
    ...names.map((name) => readVariable(readName(name), name, FLOAT)),
    prefix(),
    strings('save/names', names),
    strings(
      'save/slices',
      names.map(() => ''),
    ),
  );
  const dtypes: Record<string, AttrValue> = { dtypes: { list: { type: names.map(() => FLOAT) } } };
  const what = [FILE, 'save/names', 'save/slices'];
  const restored = graph.add('RestoreV2', what, dtypes, 'save/RestoreV2');
  graph.nodes.push(
    ...names.map((name, at) => assign(`${name}/Assign`, name, at === 0 ? restored : `${restored}:${at}`, FLOAT)),
  );
  const assigned = names.map((name) => `^${name}/Assign`);
  const values = names.map(readName);
  const written = graph.add('SaveV2', [...what, ...values], dtypes, 'save/SaveV2');
  return {
    saver: {
      filename_tensor_name: `${FILE}:0`,
      save_tensor_name: `${graph.add('Identity', [FILE, `^${written}`], { T: { type: STRING } }, 'save/written')}:0`,
      restore_op_name: graph.add('NoOp', assigned, {}, 'save/restore_all'),
    },
    variables: names.map((name) => ({
      variable_name: `${name}:0`,
      initializer_name: `${name}/Assign`,
      snapshot_name: `${readName(name)}:0`,
    })),
  };
}

const handle = (name: string, shape: readonly number[]): NodeDef => ({
  name,
  op: 'VarHandleOp',
  input: [],
  attr: {
    dtype: { type: FLOAT },
    shape: { shape: shapeValue(shape) },
    shared_name: { s: Buffer.from(name) },
    container: { s: Buffer.alloc(0) },
  },
});

const prefix = (): NodeDef => ({
  name: FILE,
  op: 'Placeholder',
  input: [],
  attr: { dtype: { type: STRING }, shape: { shape: shapeValue([]) } },
});

function strings(name: string, values: readonly string[]): NodeDef {
  const tensor = {
    dtype: STRING,
    tensor_shape: shapeValue([values.length]),
    string_val: values.map((value) => Buffer.from(value)),
  };
  return { name, op: 'Const', input: [], attr: { dtype: { type: STRING }, value: { tensor } } };
}
