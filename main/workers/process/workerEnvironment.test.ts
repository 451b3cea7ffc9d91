import { afterEach, describe, expect, test, vi } from 'vitest';
import { workerEnvironment } from './workerEnvironment.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

describe('the allocator of a worker', () => {
  const on = (platform: NodeJS.Platform) => vi.stubGlobal('process', { ...process, env: process.env, platform });

  test('has one arena where it trains, on Linux', () => {
    vi.stubEnv('MALLOC_ARENA_MAX', undefined);
    on('linux');
    expect(workerEnvironment('train')).toEqual({ MALLOC_ARENA_MAX: '1' });
    expect(workerEnvironment('infer')).toEqual({});
    on('darwin');
    expect(workerEnvironment('train')).toEqual({});
  });

  test('is left as the user has it', () => {
    vi.stubEnv('MALLOC_ARENA_MAX', '4');
    on('linux');
    expect(workerEnvironment('train')).toEqual({});
  });
});
