import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Precision } from '../../../shared/domain/engines/execution.ts';
import { DataType } from '../compiler/graph.ts';
import type { TensorflowBinding } from '../compiler/tensorflowBinding.ts';
import { enginesFolder } from '../installed/folders.ts';

/** Rows and columns of the matrices that are multiplied: 0.27 GFLOP, a few milliseconds on a laptop. */
const SIDE = 512;
/** The fastest of so many counts: whatever else the machine does slows down some of them, not all. */
const ROUNDS = 12;
/** bfloat16 costs a little accuracy, so it has to be clearly faster. */
const WORTH_IT = 1.25;
const FILE = 'precision.json';
const Remembered = z.record(z.string(), Precision);

const [ATTRIBUTE_BOOL, ATTRIBUTE_TYPE] = [3, 4];

/**
 * Which numbers this device multiplies matrices faster with. It is measured, since a CPU's name tells little: without AVX-512 BF16,
 * AMX or their like, bfloat16 is emulated and slower. The outcome is remembered for the machine and TensorFlow's version: the same run
 * shall have the same losses tomorrow, when the machine may be busy while it is measured.
 */
export function fasterPrecision(binding: TensorflowBinding): Precision {
  const file = join(enginesFolder(), FILE);
  const key = `${binding.TF_Version} ${cpus()[0]?.model} ×${cpus().length}`;
  const remembered = readRemembered(file);
  const known = remembered[key];
  if (known) return known;
  const measured = measure(binding);
  remember(file, { ...remembered, [key]: measured });
  return measured;
}

function measure(binding: TensorflowBinding): Precision {
  const products = [DataType.FLOAT, DataType.BFLOAT16].map((dtype) => new Product(binding, dtype));
  for (let round = 0; round < ROUNDS; round++) for (const product of products) product.time();
  const [fp32 = 0, bf16 = 0] = products.map(({ best }) => best);
  for (const product of products) product.dispose();
  return fp32 > WORTH_IT * bf16 ? 'bf16' : 'fp32';
}

/** A product of two matrices in numbers of one kind. */
class Product {
  readonly #binding: TensorflowBinding;
  readonly #dtype: number;
  readonly #factor: number;
  best = Number.POSITIVE_INFINITY;

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
    this.best = Math.min(this.best, performance.now() - start);
    this.#binding.deleteTensor(product?.id as number);
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
