import type { Program } from './program.ts';

/** What is read before it is written: each writing takes an engine that compiles some tenths of a second, however little it is. */
const AT_ONCE_BYTES = 64e6;

/** Writes state or constants that come one by one, some of them at a time: they are in memory once, in the engine. */
export async function writeTensors(
  program: Program,
  tensors: AsyncIterable<readonly [name: string, data: Float32Array]>,
): Promise<void> {
  let some = new Map<string, Float32Array>();
  let bytes = 0;
  const write = () => {
    if (some.size > 0) program.write(some);
    [some, bytes] = [new Map(), 0];
  };
  for await (const [name, data] of tensors) {
    if (bytes + data.byteLength > AT_ONCE_BYTES) write();
    some.set(name, data);
    bytes += data.byteLength;
  }
  write();
}
