import type { Precision } from '../../shared/domain/execution.ts';
import { DataType } from './compiler/graph.ts';
import type { TensorflowBinding } from './compiler/tensorflowBinding.ts';

/** Rows and columns of the matrices that are multiplied: 0.27 GFLOP, a few milliseconds on a laptop. */
const SIDE = 512;
const ROUNDS = 5;
/** bfloat16 costs a little accuracy, so it has to be clearly faster. */
const WORTH_IT = 1.25;

const [ATTRIBUTE_BOOL, ATTRIBUTE_TYPE] = [3, 4];

let known: Precision | undefined;

/**
 * Which numbers this device multiplies matrices faster with. It is measured, since a CPU's name tells little: without AVX-512 BF16,
 * AMX or their like, bfloat16 is emulated and slower. Measured once a process, in some 50 ms.
 */
export function fasterPrecision(binding: TensorflowBinding): Precision {
  known ??=
    measureProducts(binding, DataType.FLOAT) > WORTH_IT * measureProducts(binding, DataType.BFLOAT16) ? 'bf16' : 'fp32';
  return known;
}

/** Milliseconds of the fastest of some matrix products. */
function measureProducts(binding: TensorflowBinding, dtype: number): number {
  const values = new Float32Array(SIDE * SIDE).fill(0.5);
  const float = binding.createTensor([SIDE, SIDE], DataType.FLOAT, values);
  const type = (name: string, value: number) => ({ name, type: ATTRIBUTE_TYPE as number, value });
  const flag = (name: string, value: boolean) => ({ name, type: ATTRIBUTE_BOOL as number, value });
  const cast = [type('SrcT', DataType.FLOAT), type('DstT', dtype), flag('Truncate', false)];
  const [factor] = binding.executeOp('Cast', cast, [float], 1);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const attributes = [type('T', dtype), flag('adj_x', false), flag('adj_y', true)];
    const [product] = binding.executeOp('BatchMatMulV2', attributes, [factor?.id as number, factor?.id as number], 1);
    best = Math.min(best, performance.now() - start);
    binding.deleteTensor(product?.id as number);
  }
  for (const id of [float, factor?.id as number]) binding.deleteTensor(id);
  return best;
}
