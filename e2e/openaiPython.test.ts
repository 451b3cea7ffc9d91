import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { lastLine } from './bench/processes.ts';
import { noPython } from './helpers/python.ts';
import { openServedStudio } from './helpers/servedStudio.ts';

/** OpenAI's own Python client, where `KINDLING_PYTHON` names a Python that has it: what `openaiClient.test.ts` does, in its words. */
const run = promisify(execFile);
const python = process.env.KINDLING_PYTHON ?? '';
const reason = noPython('openai');
if (reason) console.warn(`Skipped: ${reason}`);

test.skipIf(reason !== null)('every call is answered as the client expects it', async () => {
  const studio = await openServedStudio();
  try {
    const script = join(import.meta.dirname, 'helpers', 'openai_client.py');
    const { stdout } = await run(python, [script, studio.url, studio.model]);
    expect(JSON.parse(lastLine(stdout))).toMatchObject({ version: expect.any(String), text: expect.any(String) });
    await vi.waitFor(async () =>
      expect((await studio.client.server.state({})).figures).toMatchObject({ running: 0, waiting: 0 }),
    );
    expect(studio.internalErrors).toEqual([]);
  } finally {
    await studio.close();
  }
});
