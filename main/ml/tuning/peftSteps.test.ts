import { beforeAll, expect, test } from 'vitest';
import { useEngine } from '../../engine/testing.ts';
import { eagerProgram } from '../program/eagerProgram.ts';
import { peftSteps, takePeftSteps } from './testing/peftSteps.ts';

beforeAll(() => useEngine('wasm'));

test.each([
  ['lora', 'adamw'],
  ['full', 'adamw'],
  ['lora', 'adafactor'],
  ['full', 'adafactor'],
] as const)('ten steps are those of PyTorch and PEFT: %s, %s', async (kind, optim) => {
  const { losses, trained } = await takePeftSteps(kind, eagerProgram, { optim });
  expect(trained).toEqual(peftSteps[optim][kind].trained);
  for (const [index, expected] of peftSteps[optim][kind].losses.entries()) {
    expect(Math.abs((losses[index] as number) - expected), `step ${index + 1}`).toBeLessThan(1e-4);
  }
});

test('LoRA and all weights learn something else, and so do the optimizers', () => {
  const { adamw, adafactor } = peftSteps;
  for (const [one, other] of [
    [adamw.lora, adamw.full],
    [adamw.lora, adafactor.lora],
    [adamw.full, adafactor.full],
  ] as const) {
    const furthest = one.losses.map((loss, index) => Math.abs(loss - (other.losses[index] as number)));
    expect(Math.max(...furthest)).toBeGreaterThan(1e-2);
  }
});
