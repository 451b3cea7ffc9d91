import { Random } from './random.ts';

/** Numbers in [0, 1) that a seed of two int32 decides: `StatelessRandomUniform` for engines that have no such operation of their own. */
export function statelessUniform(length: number, first: number, second: number): Float32Array {
  // Seeds next to one another give streams that have nothing to do with one another.
  const random = new Random(Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca77));
  return Float32Array.from({ length }, () => Math.fround(random.next()));
}
