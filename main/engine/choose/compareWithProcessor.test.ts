import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { takesLong } from '../../setup/leftOut.ts';
import { isNear } from './compareWithProcessor.ts';
import { probeScript, runInChild } from './probe.ts';

/** The program that imitates a graphics processor for Vulkan, and the loader that finds it, as Debian's Chromium has them. */
const CHROMIUM = '/usr/lib/chromium';
const DRIVER = `${CHROMIUM}/vk_swiftshader_icd.json`;

test('sums in another order are near, 16 bits, broken kernels and what is no number are not', () => {
  const exact = [4.889086723327637, 1.25];
  expect(isNear([4.889087, 1.2500012], exact)).toBe(true);
  expect(isNear([4.8926, 1.25], exact)).toBe(false);
  expect(isNear([4.889086723327637, Number.NaN], exact)).toBe(false);
  expect(isNear([0, 0], exact)).toBe(false);
  expect(isNear([4.889086723327637], exact)).toBe(false);
});

const withDriver = existsSync(DRIVER) && existsSync(`${CHROMIUM}/libvulkan.so.1`) ? describe : describe.skip;
if (withDriver === describe.skip) console.warn('Skipped: no Chromium with SwiftShader, which WebGPU is tested on');

withDriver('the WebGPU provider, on SwiftShader', () => {
  test('trains as the processor does', takesLong, async () => {
    const before = { ...process.env };
    Object.assign(process.env, { VK_ICD_FILENAMES: DRIVER, LD_LIBRARY_PATH: CHROMIUM });
    try {
      const request = { engine: 'onnxruntime', binding: null, provider: 'webgpu', task: 'probe' } as const;
      const result = await runInChild(600_000)(probeScript(), request);
      expect(result).toEqual({ works: true, device: 'gpu', providers: ['webgpu'] });
    } finally {
      process.env = before;
    }
  });
});

test(
  'a provider that is not in the package is refused, instead of computing with the processor',
  takesLong,
  async () => {
    const provider = process.platform === 'win32' ? 'coreml' : 'dml';
    const request = { engine: 'onnxruntime', binding: null, provider, task: 'probe' } as const;
    expect(await runInChild(600_000)(probeScript(), request)).toEqual({
      works: false,
      failure: { code: 'error', message: `onnxruntime-node has no execution provider ${provider} for this system` },
    });
  },
);
