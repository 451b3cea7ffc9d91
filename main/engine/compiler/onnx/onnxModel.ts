import protobuf from 'protobufjs';

/*
 * The parts of the ONNX format that a graph needs (onnx/onnx.proto of ONNX 1.16), with their field numbers.
 */
const { root } = protobuf.parse(
  `
  syntax = "proto3";
  message StringStringEntry { string key = 1; string value = 2; }
  message Tensor {
    repeated int64 dims = 1; int32 data_type = 2; bytes raw_data = 9; string name = 8;
    repeated StringStringEntry external_data = 13; int32 data_location = 14;
  }
  message Attribute {
    string name = 1; float f = 2; int64 i = 3; bytes s = 4; Tensor t = 5; repeated float floats = 7; repeated int64 ints = 8; int32 type = 20;
  }
  message Node {
    repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4; repeated Attribute attribute = 5;
    string domain = 7;
  }
  message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
  message TensorShape { repeated Dimension dim = 1; }
  message TensorType { int32 elem_type = 1; TensorShape shape = 2; }
  message Type { TensorType tensor_type = 1; }
  message ValueInfo { string name = 1; Type type = 2; }
  message Graph {
    repeated Node node = 1; string name = 2; repeated Tensor initializer = 5; repeated ValueInfo input = 11; repeated ValueInfo output = 12;
  }
  message OperatorSetId { string domain = 1; int64 version = 2; }
  message Model {
    int64 ir_version = 1; string producer_name = 2; string producer_version = 3; Graph graph = 7; repeated OperatorSetId opset_import = 8;
    repeated StringStringEntry metadata_props = 14;
  }
  `,
  { keepCase: true },
);

/** Values of `TensorProto.DataType`, as far as they occur here. */
export const OnnxType = {
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  INT32: 6,
  INT64: 7,
  BOOL: 9,
  FLOAT16: 10,
} as const;
export type OnnxType = (typeof OnnxType)[keyof typeof OnnxType];

export interface OnnxTensor {
  name: string;
  data_type: OnnxType;
  dims: readonly number[];
  /** Little-endian numbers; where there are none, `external_data` says where they lie. */
  raw_data?: Uint8Array;
  external_data?: readonly { key: string; value: string }[];
  data_location?: typeof EXTERNAL;
}

/** `TensorProto.DataLocation` of numbers that lie in another file. */
export const EXTERNAL = 1;

/** A number, numbers or text of a node; `AttributeProto.type` follows from which it is. */
export type OnnxAttribute = { i: number } | { f: number } | { s: string } | { ints: readonly number[] };

export interface OnnxNode {
  op_type: string;
  input: readonly string[];
  output: readonly string[];
  attributes: Readonly<Record<string, OnnxAttribute>>;
  /** Of operations that are not ONNX's own. */
  domain?: string;
}

/** Name, type and shape of an input or output; text stands for a side of any length. */
export interface OnnxValueInfo {
  name: string;
  type: OnnxType;
  shape: readonly (number | string)[];
}

export interface OnnxGraph {
  name: string;
  nodes: readonly OnnxNode[];
  initializers: readonly OnnxTensor[];
  inputs: readonly OnnxValueInfo[];
  outputs: readonly OnnxValueInfo[];
}

export interface OnnxModelOptions {
  /** Version of ONNX's operators. */
  opset: number;
  /** Other sets of operators, by their domain. */
  domains?: Readonly<Record<string, number>>;
  metadata?: Readonly<Record<string, string>>;
  producerVersion?: string;
}

/** Of ONNX 1.14 and later: what all runtimes of the last years read. */
const IR_VERSION = 9;
const [FLOAT, INT, STRING, INTS] = [1, 2, 3, 7];

/** The bytes of a `.onnx` file. */
export function encodeOnnx(graph: OnnxGraph, options: OnnxModelOptions): Uint8Array {
  const parts = encodeOnnxParts(graph, options);
  return Buffer.concat([parts.model(parts.graph.length), parts.graph]);
}

/** A `.onnx` file to which more initializers follow: what comes before the graph's bytes, once they are counted, and the first of them. */
export function encodeOnnxParts(
  graph: OnnxGraph,
  options: OnnxModelOptions,
): { model(graphBytes: number): Uint8Array; graph: Uint8Array } {
  const encode = (type: string, value: object) => {
    const found = root.lookupType(type);
    return found.encode(found.fromObject(value)).finish();
  };
  const fields = encode('Model', {
    ir_version: IR_VERSION,
    producer_name: 'kindling',
    producer_version: options.producerVersion ?? '',
    opset_import: [
      { domain: '', version: options.opset },
      ...Object.entries(options.domains ?? {}).map(([domain, version]) => ({ domain, version })),
    ],
    metadata_props: Object.entries(options.metadata ?? {}).map(([key, value]) => ({ key, value })),
  });
  return {
    model: (graphBytes) => Buffer.concat([fields, beginning(GRAPH_FIELD, graphBytes)]),
    graph: encode('Graph', {
      name: graph.name,
      node: graph.nodes.map(({ attributes, ...node }) => ({
        ...node,
        attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
      })),
      initializer: graph.initializers,
      input: graph.inputs.map(valueInfo),
      output: graph.outputs.map(valueInfo),
    }),
  };
}

/** An initializer of a graph without its numbers, which follow: `rawBytes` of them, little-endian; none where they lie elsewhere. */
export function encodeInitializer(tensor: OnnxTensor, rawBytes: number): Uint8Array {
  const Tensor = root.lookupType('Tensor');
  const head = Tensor.encode(Tensor.fromObject(tensor)).finish();
  const raw = tensor.data_location === EXTERNAL ? Buffer.alloc(0) : beginning(RAW_DATA_FIELD, rawBytes);
  return Buffer.concat([beginning(INITIALIZER_FIELD, head.length + raw.length + rawBytes), head, raw]);
}

/** What stands before a field of so many bytes: its number and their count (protobuf's encoding of `LEN`). */
function beginning(field: number, bytes: number): Uint8Array {
  return protobuf.Writer.create()
    .uint32((field << 3) | 2)
    .uint32(bytes)
    .finish();
}

const [INITIALIZER_FIELD, GRAPH_FIELD, RAW_DATA_FIELD] = [5, 7, 9] as const;

function attributeOf(name: string, value: OnnxAttribute) {
  if ('i' in value) return { name, type: INT, i: value.i };
  if ('f' in value) return { name, type: FLOAT, f: value.f };
  if ('s' in value) return { name, type: STRING, s: Buffer.from(value.s) };
  return { name, type: INTS, ints: value.ints };
}

function valueInfo({ name, type, shape }: OnnxValueInfo) {
  const dim = shape.map((side) => (typeof side === 'string' ? { dim_param: side } : { dim_value: side }));
  return { name, type: { tensor_type: { elem_type: type, shape: { dim } } } };
}
