import type { ModelConfig } from '../../../shared/domain/architectures/index.ts';
import { memoryShapes } from '../architectures/model.ts';
import type { Program } from '../program/program.ts';
import type { BlockPool, CopiedRows, PooledText } from './blockPool.ts';
import { BLOCK, cacheName, STEP } from './pagedProgram.ts';

/** Copies the first rows of a block into another one; tells whether the engine can. */
export function copyRows(program: Program, config: ModelConfig, { from, to, rows }: CopiedRows): boolean {
  if (!program.change) return false;
  for (const [name, [, K = 0, , C = 0]] of memoryShapes(config, 1)) {
    program.change(cacheName(name), (data) => {
      for (let head = 0; head < K; head++) {
        const start = (block: number) => (block * K + head) * BLOCK * C;
        data.copyWithin(start(to), start(from), start(from) + rows * C);
      }
    });
  }
  return true;
}

/** Tokens that a text takes in, and whether the logits after each of them are wanted, or after the last one only. */
export interface TextStep {
  text: PooledText;
  ids: readonly number[];
  all: boolean;
}

/**
 * Computes tokens of several texts, as many of each.
 *
 * @returns the logits of each text, `[V]` or `[ids, V]`
 */
export async function runSteps(
  program: Program,
  { vocab_size: V }: ModelConfig,
  pool: BlockPool,
  steps: readonly TextStep[],
): Promise<Float32Array[]> {
  const n = steps.length;
  const P = (steps[0] as TextStep).ids.length;
  for (const { text } of steps) pool.reserve(text, text.ids.length + P);
  const l = Math.max(...steps.map(({ text }) => Math.ceil((text.ids.length + P) / BLOCK)));
  const S = l * BLOCK;
  const [ids, positions, starts, places, bases] = Array.from({ length: 5 }, () => new Int32Array(n * P)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const blocks = new Int32Array(n * l);
  const mask = new Float32Array(n * P * S);
  const last: number[] = [];
  for (const [row, { text, ids: own, all }] of steps.entries()) {
    blocks.set(text.blocks.slice(0, l), row * l);
    for (let index = 0; index < P; index++) {
      const at = row * P + index;
      const position = text.ids.length + index;
      ids[at] = own[index] as number;
      positions[at] = position;
      starts[at] = (text.blocks[Math.floor(position / BLOCK)] as number) * BLOCK;
      places[at] = position % BLOCK;
      bases[at] = row * S;
      mask.fill(-1e9, at * S + position + 1, (at + 1) * S);
      if (all || index === P - 1) last.push(at);
    }
  }
  const m = last.length;
  const inputs = {
    ...{ ids, positions, starts, places, blocks, bases, mask },
    length: Int32Array.of(S),
    last: Int32Array.from(last),
  };
  const { logits } = await program.run(STEP, inputs, { n, P, l, m });
  for (const { text, ids: own } of steps) text.ids.push(...own);
  let from = 0;
  return steps.map(({ all }) => {
    const rows = all ? P : 1;
    const own = (logits as Float32Array).slice(from * V, (from + rows) * V);
    from += rows;
    return own;
  });
}
