/** What the numbers of a Hugging Face folder's weights are written as, by their usual names. */
export const DTYPES = ['f32', 'f16', 'bf16'] as const;
export type Dtype = (typeof DTYPES)[number];
