import type { GgufDtype } from '../../../shared/domain/formats/gguf/index.ts';
import { type TensorType, WRITTEN_TYPES } from './quantize.ts';

/**
 * What each tensor of a file is written as. Source: llama.cpp's `llama-quant.cpp`, `llama_tensor_get_type`, without an importance matrix, and
 * `convert_hf_to_gguf.py` for what is never rounded.
 */

/** Of a number format: what most tensors are, and the file's `general.file_type`. */
export const MIXTURES: Readonly<Record<GgufDtype, { usual: TensorType; fileType: number }>> = {
  f32: { usual: 'F32', fileType: 0 },
  f16: { usual: 'F16', fileType: 1 },
  bf16: { usual: 'BF16', fileType: 32 },
  q8_0: { usual: 'Q8_0', fileType: 7 },
  q6_k: { usual: 'Q6_K', fileType: 18 },
  q5_0: { usual: 'Q5_0', fileType: 8 },
  q4_k_m: { usual: 'Q4_K', fileType: 15 },
  q4_0: { usual: 'Q4_0', fileType: 2 },
};

/** What the choice depends on besides a tensor's own name and shape. */
export interface MixtureFacts {
  layers: number;
  /** Whether the embedding is the output projection, too. */
  isTied: boolean;
}

/** Norms, biases, positions and kinds of tokens are small, and every bit of them counts. */
const KEPT = /^(?!.*\.weight$)|_norm\.weight$|^position_embd\.weight$|^token_types\.weight$/;

/** @param name the tensor's in the file @param shape row by row */
export function tensorType(
  dtype: GgufDtype,
  name: string,
  shape: readonly number[],
  { layers, isTied }: MixtureFacts,
): TensorType {
  const { usual } = MIXTURES[dtype];
  const width = shape.at(-1) as number;
  if (shape.length < 2 || KEPT.test(name)) return 'F32';
  if (usual === 'F32' || usual === 'F16' || usual === 'BF16') return usual;
  let type = usual;
  if (name === 'output.weight' || (isTied && name === 'token_embd.weight')) {
    if (width % WRITTEN_TYPES[type].numbers !== 0) type = 'Q8_0';
    else if (type !== 'Q8_0') type = 'Q6_K';
  } else if (dtype === 'q4_k_m' && /attn_(v|qkv)\.weight$|ffn_down/.test(name)) {
    if (hasMoreBits(Number(/^blk\.(\d+)\./.exec(name)?.[1]), layers)) type = 'Q6_K';
  }
  return fitting(type, width);
}

/** The first eighth of the layers, the last one, and every third in between. */
const hasMoreBits = (layer: number, layers: number): boolean => {
  const eighth = Math.floor(layers / 8);
  return layer < eighth || layer >= Math.floor((7 * layers) / 8) || (layer - eighth) % 3 === 2;
};

/** A type in whose blocks rows of this width fit. */
function fitting(type: TensorType, width: number): TensorType {
  const fits = (one: TensorType) => width % WRITTEN_TYPES[one].numbers === 0;
  if (fits(type)) return type;
  const smaller = type === 'Q4_K' ? 'Q5_0' : type === 'Q6_K' ? 'Q8_0' : type;
  return fits(smaller) ? smaller : 'F16';
}
