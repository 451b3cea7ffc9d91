import { test } from '@playwright/test';
import { type OllamaStandIn, startOllama } from '../../main/host/ollama/testing/ollamaStandIn.ts';

/** What stands in for an Ollama on this machine while the tests of a file run. Call it at the top of the file. */
export function standInForOllama(): () => OllamaStandIn {
  let ollama: OllamaStandIn;
  test.beforeAll(async () => {
    ollama = await startOllama();
    process.env.OLLAMA_HOST = ollama.url;
  });
  test.afterAll(async () => {
    delete process.env.OLLAMA_HOST;
    // A test may have ended it.
    await ollama.close().catch(() => {});
  });
  return () => ollama;
}
