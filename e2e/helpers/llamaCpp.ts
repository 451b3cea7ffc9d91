import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { writeStandIn } from '../../main/host/llamaCpp/testing/writeStandIn.ts';

/** The llama.cpp that `KINDLING_LLAMA_SERVER` names, else what stands in for one, while the tests of a file run. Call it at the top of the file. */
export function someLlamaCpp(): { isReal: boolean; fault(what: object): void } {
  const isReal = Boolean(process.env.KINDLING_LLAMA_SERVER);
  let folder: string;
  const fault = (what: object) => writeFileSync(join(folder, 'fault.json'), JSON.stringify(what));
  if (isReal) return { isReal, fault: () => {} };
  test.beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'kindling-llama-'));
    process.env.KINDLING_LLAMA_SERVER = writeStandIn(folder);
    process.env.KINDLING_STAND_IN_FILE = join(folder, 'fault.json');
    fault({});
  });
  test.afterAll(() => {
    delete process.env.KINDLING_LLAMA_SERVER;
    delete process.env.KINDLING_STAND_IN_FILE;
    rmSync(folder, { recursive: true, force: true });
  });
  return { isReal, fault };
}
