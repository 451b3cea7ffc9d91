/**
 * The seed of a text's own draws. It hangs on the prompt as well as on the seed that was asked for: with the same draws for all prompts,
 * texts for different rows would make the same turns, and one unlucky draw would spoil them all. Same prompt and seed, same draws.
 * (FNV-1a over the ids.)
 */
export function drawSeed(seed: number, prompt: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const value of [seed, ...prompt]) {
    for (let shift = 0; shift < 32; shift += 8) hash = Math.imul(hash ^ ((value >>> shift) & 0xff), 0x01000193);
  }
  return hash >>> 0;
}
