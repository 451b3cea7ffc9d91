import { ONNX_DTYPES } from '../dtype.ts';

/** The options of whatever holds a graph. */
export const graphOptions = {
  dtype: { kind: 'choice', values: ONNX_DTYPES, default: 'f32' },
  card: { kind: 'switch', default: true },
} as const;

/** What the number formats are called. */
export const DTYPE_TEXTS = {
  en: {
    f32: 'F32: exact',
    f16: 'F16: half the size, hardly different',
    int8: 'INT8: a quarter of the size',
    int4: 'INT4: an eighth of the size, clearly coarser',
  },
  'zh-CN': {
    f32: 'F32：精确',
    f16: 'F16：大小减半，几乎没有差异',
    int8: 'INT8：大小为四分之一',
    int4: 'INT4：大小为八分之一，明显更粗略',
  },
} as const;
