import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { findPython, runReference } from './python.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-python-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A program that passes for Python. */
function fakePython(name: string, script: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const versions = (torch: string, transformers: string | null) => `echo '${JSON.stringify({ torch, transformers })}'`;

describe.skipIf(process.platform === 'win32')('a Python with torch', () => {
  test('is the one that KINDLING_PYTHON names', async () => {
    const command = fakePython('mine', `echo 'a warning'; ${versions('2.13.0', '5.18.0')}`);
    expect(await findPython({ KINDLING_PYTHON: command })).toEqual({
      command,
      torch: '2.13.0',
      transformers: '5.18.0',
    });
  });

  test('is the first of PATH that can import torch', async () => {
    fakePython('python3', 'echo "ModuleNotFoundError: No module named \'torch\'" >&2; exit 1');
    fakePython('python', versions('2.0', null));
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
    expect(await findPython({})).toEqual({ command: 'python', torch: '2.0', transformers: null });
  });

  test('is not looked for elsewhere when the named one has none', async () => {
    const command = fakePython('mine', 'echo "No module named torch" >&2; exit 1');
    fakePython('python3', versions('2.0', null));
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
    expect(await findPython({ KINDLING_PYTHON: command })).toEqual({
      missing: 'no Python with torch was found (KINDLING_PYTHON: No module named torch)',
    });
  });

  test('is missing with a reason that does not name this machine’s folders', async () => {
    const found = await findPython({ KINDLING_PYTHON: fakePython('mine', 'echo hello') });
    expect(found).toEqual({ missing: 'no Python with torch was found (KINDLING_PYTHON: it did not answer)' });
  });
});

test('a Python that is not there is missing', async () => {
  expect(await findPython({ KINDLING_PYTHON: join(folder, 'nothing') })).toHaveProperty('missing');
});

describe.skipIf(process.platform === 'win32')('a reference script', () => {
  const schema = z.object({ args: z.string() });
  const python = (script: string) => ({ command: fakePython('python', script), torch: '2', transformers: null });

  test('is run with its options, and its last line is read', async () => {
    // $2 is the script, which is our own.
    const fake = python('shift 2; echo noise; echo "{\\"args\\": \\"$*\\"}"');
    const result = await runReference(fake, 'torch_reference.py', { size: 'R1', steps: 3 }, schema);
    expect(result).toEqual({ args: '--size R1 --steps 3' });
  });

  test('that fails says why', async () => {
    const fake = python('echo "first" >&2; echo "RuntimeError: no compiler" >&2; exit 1');
    await expect(runReference(fake, 'torch_reference.py', {}, schema)).rejects.toThrow('RuntimeError: no compiler');
  });
});
