import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { writeStandIn } from '../../main/host/llamaCpp/testing/writeStandIn.ts';

/** The llama.cpp that `KINDLING_LLAMA_SERVER` names, else what stands in for one, while the tests of a file run. Call it at the top of the file. */
export function someLlamaCpp(): { isReal: boolean } {
  const isReal = Boolean(process.env.KINDLING_LLAMA_SERVER);
  if (isReal) return { isReal };
  let folder: string;
  test.beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kindling-llama-'));
    process.env.KINDLING_LLAMA_SERVER = writeStandIn(folder);
  });
  test.afterAll(() => {
    delete process.env.KINDLING_LLAMA_SERVER;
    delete process.env.KINDLING_STAND_IN;
    rmSync(folder, { recursive: true, force: true });
  });
  return { isReal };
}
