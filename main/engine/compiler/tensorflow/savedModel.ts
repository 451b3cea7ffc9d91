import protobuf from 'protobufjs';

/*
 * The parts of TensorFlow's SavedModel format that a program needs: tensorflow/core/protobuf/{saved_model,meta_graph,saver}.proto and
 * tensorflow/core/framework/{graph,node_def,attr_value,tensor,tensor_shape,function,op_def,variable}.proto, with their field numbers.
 */
const { root } = protobuf.parse(
  `
  syntax = "proto3";
  message Dim { int64 size = 1; }
  message Shape { repeated Dim dim = 2; bool unknown_rank = 3; }
  message Tensor { int32 dtype = 1; Shape tensor_shape = 2; bytes tensor_content = 4; repeated bytes string_val = 8; }
  message ListValue { repeated int32 type = 6; }
  message NameAttrList { string name = 1; }
  message AttrValue {
    oneof value {
      ListValue list = 1; bytes s = 2; int64 i = 3; float f = 4; bool b = 5; int32 type = 6; Shape shape = 7; Tensor tensor = 8;
      NameAttrList func = 10;
    }
  }
  message NodeDef { string name = 1; string op = 2; repeated string input = 3; string device = 4; map<string, AttrValue> attr = 5; }
  message ArgDef { string name = 1; int32 type = 3; }
  message OpDef { string name = 1; repeated ArgDef input_arg = 2; repeated ArgDef output_arg = 3; bool is_stateful = 17; }
  message FunctionDef { OpDef signature = 1; map<string, AttrValue> attr = 5; repeated NodeDef node_def = 3; map<string, string> ret = 4; }
  message FunctionDefLibrary { repeated FunctionDef function = 1; }
  message VersionDef { int32 producer = 1; int32 min_consumer = 2; }
  message GraphDef { repeated NodeDef node = 1; FunctionDefLibrary library = 2; VersionDef versions = 4; }
  message VariableDef {
    string variable_name = 1; string initializer_name = 2; string snapshot_name = 3; bool is_resource = 5; bool trainable = 7;
  }
  message BytesList { repeated bytes value = 1; }
  message CollectionDef { BytesList bytes_list = 2; }
  message SaverDef {
    string filename_tensor_name = 1; string save_tensor_name = 2; string restore_op_name = 3; int32 max_to_keep = 4; int32 version = 7;
  }
  message TensorInfo { string name = 1; int32 dtype = 2; Shape tensor_shape = 3; }
  message SignatureDef { map<string, TensorInfo> inputs = 1; map<string, TensorInfo> outputs = 2; string method_name = 3; }
  message MetaInfoDef { repeated string tags = 4; }
  message MetaGraphDef {
    MetaInfoDef meta_info_def = 1; GraphDef graph_def = 2; SaverDef saver_def = 3; map<string, CollectionDef> collection_def = 4;
    map<string, SignatureDef> signature_def = 5;
  }
  message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraphDef meta_graphs = 2; }
  `,
  { keepCase: true },
);

export interface ShapeValue {
  dim: { size: number }[];
}

/** One field of `AttrValue`. */
export type AttrValue =
  | { s: Uint8Array }
  | { i: number }
  | { f: number }
  | { b: boolean }
  | { type: number }
  | { shape: ShapeValue }
  | {
      tensor: { dtype: number; tensor_shape: ShapeValue } & (
        | { tensor_content: Uint8Array }
        | { string_val: Uint8Array[] }
      );
    }
  | { list: { type: number[] } }
  | { func: { name: string } };

export interface NodeDef {
  name: string;
  op: string;
  input: string[];
  attr: Record<string, AttrValue>;
}

export interface FunctionDef {
  signature: {
    name: string;
    input_arg: { name: string; type: number }[];
    output_arg: { name: string; type: number }[];
  };
  attr: Record<string, AttrValue>;
  node_def: NodeDef[];
  ret: Record<string, string>;
}

export interface GraphDef {
  node: NodeDef[];
  library: { function: FunctionDef[] };
}

export const TAG = 'serve';

/** The graph's version in TensorFlow's own counting (TF_GRAPH_DEF_VERSION of 2.9, the oldest library that is used here). */
const PRODUCER = 1087;

/** An input or output of a signature: `name` is `node:output`, and a side of -1 may have any length. */
export interface TensorInfo {
  name: string;
  dtype: number;
  tensor_shape: ShapeValue;
}

/** A function that others call by its name, with inputs and outputs by theirs. */
export interface Signature {
  inputs: Record<string, TensorInfo>;
  outputs: Record<string, TensorInfo>;
}

/** What a file for others has besides its graph. */
export interface Served {
  signatures: Readonly<Record<string, Signature>>;
  /** How variables are read from a checkpoint and written into one. */
  saver: { filename_tensor_name: string; save_tensor_name: string; restore_op_name: string };
  variables: readonly { variable_name: string; initializer_name: string; snapshot_name: string }[];
}

/** `CheckpointFormatVersion` of a bundle. */
const V2 = 2;

/** The bytes of `saved_model.pb`. */
export function encodeSavedModel(graph: GraphDef, served?: Served): Uint8Array {
  const SavedModel = root.lookupType('SavedModel');
  return SavedModel.encode(
    SavedModel.fromObject({
      saved_model_schema_version: 1,
      meta_graphs: [
        {
          meta_info_def: { tags: [TAG] },
          graph_def: { ...graph, versions: { producer: PRODUCER, min_consumer: 12 } },
          ...(served && servedFields(served)),
        },
      ],
    }),
  ).finish();
}

function servedFields({ signatures, saver, variables }: Served) {
  const VariableDef = root.lookupType('VariableDef');
  const value = variables.map((variable) =>
    VariableDef.encode(VariableDef.fromObject({ ...variable, is_resource: true, trainable: true })).finish(),
  );
  const list = { bytes_list: { value } };
  const methods = Object.entries(signatures).map(([name, signature]) => [
    name,
    { ...signature, method_name: 'tensorflow/serving/predict' },
  ]);
  return {
    saver_def: { ...saver, max_to_keep: 1, version: V2 },
    collection_def: { variables: list, trainable_variables: list },
    signature_def: Object.fromEntries(methods),
  };
}

/** What stands in a `saved_model.pb`. @throws Error where it is none */
export function decodeSavedModel(bytes: Uint8Array): { graph: GraphDef; signatures: Record<string, Signature> } {
  const SavedModel = root.lookupType('SavedModel');
  const options = { longs: Number, objects: true, arrays: true };
  const { meta_graphs } = SavedModel.toObject(SavedModel.decode(bytes), options);
  const [{ graph_def, signature_def }] = meta_graphs;
  return { graph: graph_def, signatures: signature_def };
}

export const shapeValue = (shape: readonly number[]): ShapeValue => ({ dim: shape.map((size) => ({ size })) });
