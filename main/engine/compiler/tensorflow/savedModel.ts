import protobuf from 'protobufjs';

/*
 * The parts of TensorFlow's SavedModel format that a program needs: tensorflow/core/protobuf/{saved_model,meta_graph}.proto and
 * tensorflow/core/framework/{graph,node_def,attr_value,tensor,tensor_shape,function,op_def}.proto, with their field numbers.
 */
const { root } = protobuf.parse(
  `
  syntax = "proto3";
  message Dim { int64 size = 1; }
  message Shape { repeated Dim dim = 2; }
  message Tensor { int32 dtype = 1; Shape tensor_shape = 2; bytes tensor_content = 4; }
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
  message MetaInfoDef { repeated string tags = 4; }
  message MetaGraphDef { MetaInfoDef meta_info_def = 1; GraphDef graph_def = 2; }
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
  | { tensor: { dtype: number; tensor_shape: ShapeValue; tensor_content: Uint8Array } }
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

/** The bytes of `saved_model.pb`. */
export function encodeSavedModel(graph: GraphDef): Uint8Array {
  const SavedModel = root.lookupType('SavedModel');
  return SavedModel.encode(
    SavedModel.fromObject({
      saved_model_schema_version: 1,
      meta_graphs: [
        {
          meta_info_def: { tags: [TAG] },
          graph_def: { ...graph, versions: { producer: PRODUCER, min_consumer: 12 } },
        },
      ],
    }),
  ).finish();
}

export const shapeValue = (shape: readonly number[]): ShapeValue => ({ dim: shape.map((size) => ({ size })) });
