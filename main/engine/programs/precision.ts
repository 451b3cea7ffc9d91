import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Precision } from '../../../shared/domain/engines/execution.ts';
import { DataType } from '../compiler/graph.ts';
import type { TensorflowBinding } from '../compiler/tensorflowBinding.ts';
import { enginesFolder } from '../installed/folders.ts';
import { thisProcessor } from '../installed/processor.ts';

/** Rows and columns of the matrices that are multiplied: 0.27 GFLOP, a few milliseconds on a laptop. */
const SIDE = 512;
/** The fastest of so many counts: whatever else the machine does slows down some of them, not all. */
const ROUNDS = 6;
/** So often it is asked again: where much else goes on, one kind of number may have had no quiet moment. */
const COMPARISONS = 7;
/** bfloat16 costs a little accuracy, so it has to be clearly faster. */
const WORTH_IT = 1.25;
const FILE = 'precision.json';
const Remembered = z.record(z.string(), Precision);

const [ATTRIBUTE_BOOL, ATTRIBUTE_TYPE] = [3, 4];

/**
 * Which numbers this device multiplies matrices faster with. It is measured, since a CPU's name tells little: without AVX-512 BF16,
 * AMX or their like, bfloat16 is emulated and slower. The outcome is remembered for the processor and TensorFlow's version: the same run
 * shall have the same losses tomorrow, when the machine may be busy while it is measured.
 */
export function fasterPrecision(binding: TensorflowBinding): Precision {
  const file = join(enginesFolder(), FILE);
  const processor = thisProcessor() ?? cpus()[0]?.model ?? '';
  const key = `${binding.TF_Version} ${createHash('sha256').update(processor).digest('hex').slice(0, 16)} ×${cpus().length}`;
  const remembered = readRemembered(file);
  const known = remembered[key];
  if (known) return known;
  const measured = measure(binding);
  remember(file, { ...remembered, [key]: measured });
  return measured;
}

function measure(binding: TensorflowBinding): Precision {
  const products = [DataType.FLOAT, DataType.BFLOAT16].map((dtype) => new Product(binding, dtype));
  const [fp32, bf16] = products as [Product, Product];
  const comparisons = Array.from({ length: COMPARISONS }, () => {
    for (let round = 0; round < ROUNDS; round++) for (const product of products) product.time();
    return fp32.takeBest() / bf16.takeBest();
  });
  for (const product of products) product.dispose();
  return isWorthIt(comparisons) ? 'bf16' : 'fp32';
}

/** Whether most comparisons say so. @param comparisons how many times as long a product takes in fp32 */
export const isWorthIt = (comparisons: readonly number[]): boolean =>
  2 * comparisons.filter((times) => times > WORTH_IT).length > comparisons.length;

/** A product of two matrices in numbers of one kind. */
class Product {
  readonly #binding: TensorflowBinding;
  readonly #dtype: number;
  readonly #factor: number;
  #best = Number.POSITIVE_INFINITY;

  constructor(binding: TensorflowBinding, dtype: number) {
    this.#binding = binding;
    this.#dtype = dtype;
    const values = new Float32Array(SIDE * SIDE).fill(0.5);
    const float = binding.createTensor([SIDE, SIDE], DataType.FLOAT, values);
    const cast = [type('SrcT', DataType.FLOAT), type('DstT', dtype), flag('Truncate', false)];
    this.#factor = binding.executeOp('Cast', cast, [float], 1)[0]?.id as number;
    binding.deleteTensor(float);
  }

  time(): void {
    const attributes = [type('T', this.#dtype), flag('adj_x', false), flag('adj_y', true)];
    const start = performance.now();
    const [product] = this.#binding.executeOp('BatchMatMulV2', attributes, [this.#factor, this.#factor], 1);
    this.#best = Math.min(this.#best, performance.now() - start);
    this.#binding.deleteTensor(product?.id as number);
  }

  /** Milliseconds of the fastest since it was last asked. */
  takeBest(): number {
    const best = this.#best;
    this.#best = Number.POSITIVE_INFINITY;
    return best;
  }

  dispose(): void {
    this.#binding.deleteTensor(this.#factor);
  }
}

const type = (name: string, value: number) => ({ name, type: ATTRIBUTE_TYPE as number, value });
const flag = (name: string, value: boolean) => ({ name, type: ATTRIBUTE_BOOL as number, value });

function readRemembered(file: string): z.infer<typeof Remembered> {
  try {
    return Remembered.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}

/** Writes aside and renames, as another process may read. What cannot be remembered is measured again. */
function remember(file: string, value: z.infer<typeof Remembered>): void {
  try {
    mkdirSync(enginesFolder(), { recursive: true });
    const partial = `${file}.${process.pid}.partial`;
    writeFileSync(partial, JSON.stringify(value));
    renameSync(partial, file);
  } catch {}
}
