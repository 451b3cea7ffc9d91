import { expect, test } from 'vitest';
import { takesLong } from '../../setup/leftOut.ts';
import { useEngine } from '../testing.ts';
import { measureStep } from './measureStep.ts';

/** A clock by which the first step takes three seconds, and each other one takes one. */
function clock(): () => number {
  let asked = 0;
  return () => {
    const step = Math.floor(asked / 2);
    const isEnd = asked++ % 2 === 1;
    return 10_000 * step + (isEnd ? (step === 0 ? 3000 : 1000) : 0);
  };
}

test('of WASM, which compiles nothing, a first step that took long is what counts', takesLong, async () => {
  await useEngine('wasm');
  expect(await measureStep(clock())).toBe(3000);
});

test(
  'of ONNX Runtime, beside which WASM is loaded, the first step does not count: it compiles',
  takesLong,
  async () => {
    await useEngine('onnxruntime');
    expect(await measureStep(clock())).toBe(1000);
  },
);
