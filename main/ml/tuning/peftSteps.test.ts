import { beforeAll, expect, test } from 'vitest';
import { useEngine } from '../../engine/testing.ts';
import { eagerProgram } from '../program/eagerProgram.ts';
import { peftSteps, takePeftSteps } from './testing/peftSteps.ts';

beforeAll(() => useEngine('wasm'));

test.each(['lora', 'full'] as const)('ten steps are those of PyTorch and PEFT: %s', async (kind) => {
  const { losses, trained } = await takePeftSteps(kind, eagerProgram);
  expect(trained).toEqual(peftSteps[kind].trained);
  for (const [index, expected] of peftSteps[kind].losses.entries()) {
    expect(Math.abs((losses[index] as number) - expected), `step ${index + 1}`).toBeLessThan(1e-4);
  }
});

test('LoRA and all weights learn something else', () => {
  const furthest = peftSteps.lora.losses.map((loss, index) =>
    Math.abs(loss - (peftSteps.full.losses[index] as number)),
  );
  expect(Math.max(...furthest)).toBeGreaterThan(1e-2);
});
