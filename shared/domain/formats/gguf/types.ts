/** What the numbers of weights are written as: the names of llama.cpp, in small letters. */
export const GGUF_DTYPES = ['q8_0', 'q4_k_m', 'q6_k', 'q5_0', 'q4_0', 'f16', 'bf16', 'f32'] as const;
export type GgufDtype = (typeof GGUF_DTYPES)[number];

/** The file in an export's folder. Programs that list files, and the Hub, read the number format off its name. */
export const ggufFile = (dtype: GgufDtype, adapter: boolean): string =>
  `${adapter ? 'adapter' : 'model'}-${dtype.toUpperCase()}.gguf`;
