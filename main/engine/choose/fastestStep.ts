const MOST_STEPS = 5;
const ENOUGH_MS = 2000;

/**
 * The fastest of some steps, as whatever else the machine is busy with only makes them slower. The first one, which compiles and fills
 * caches, does not count; unless nothing was compiled and it took so long that nothing else can have been much of it: another one of
 * WASM's 10 s would only be waited for.
 *
 * @param step gives the milliseconds that it took
 * @param isCompiled asked after the first step
 */
export async function fastestStep(step: () => Promise<number>, isCompiled: () => boolean): Promise<number> {
  const first = await step();
  if (!isCompiled() && first >= ENOUGH_MS) return first;
  const times: number[] = [];
  let taken = 0;
  do {
    const time = await step();
    times.push(time);
    taken += time;
  } while (times.length < MOST_STEPS && taken < ENOUGH_MS);
  return Math.min(...times);
}
