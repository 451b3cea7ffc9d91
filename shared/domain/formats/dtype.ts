/** What the numbers of a Hugging Face folder's weights are written as, by their usual names. */
export const DTYPES = ['f32', 'f16', 'bf16'] as const;
export type Dtype = (typeof DTYPES)[number];

/** What the numbers of weights in a graph of ONNX are written as. */
export const ONNX_DTYPES = ['f32', 'f16', 'int8', 'int4'] as const;
export type OnnxDtype = (typeof ONNX_DTYPES)[number];
