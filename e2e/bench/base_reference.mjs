// llama.cpp beside cases/base.ts. usage: base_reference.mjs MODULES GGUF TOKENS THREADS, where MODULES is a folder with node-llama-cpp.
// Prints one line of JSON: engine, mode, tokens, tokens_per_s, peak_rss_mb.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [modules = '', modelPath = '', tokens = '100', threads = '1'] = process.argv.slice(2);
const PROMPT_TOKENS = 16;
const GENERATIONS = 3;

// No dependency of ours: it lies in the folder that was named.
const PACKAGE = 'node-llama-cpp';
const require = createRequire(join(modules, 'here.js'));
const { getLlama, LlamaLogLevel } = await import(pathToFileURL(require.resolve(PACKAGE)).href);
const llama = await getLlama({
  gpu: false,
  build: 'never',
  logLevel: LlamaLogLevel.error,
  maxThreads: Number(threads),
});
const model = await llama.loadModel({ modelPath });
const context = await model.createContext({ contextSize: 1024, threads: Number(threads) });
const sequence = context.getSequence();
const prompt = Array.from({ length: PROMPT_TOKENS }, (_, index) => 1000 + 37 * index);

async function generate() {
  await sequence.clearHistory();
  const start = performance.now();
  let count = 0;
  for await (const _ of sequence.evaluate(prompt, { temperature: 0, yieldEogToken: true })) {
    if (++count === Number(tokens)) break;
  }
  if (count !== Number(tokens)) throw new Error(`${count} tokens instead of ${tokens}`);
  return (performance.now() - start) / 1000;
}

await generate();
const seconds = [];
for (let generation = 0; generation < GENERATIONS; generation++) seconds.push(await generate());
const median = seconds.sort((a, b) => a - b)[GENERATIONS >> 1] ?? Number.NaN;
const result = {
  engine: `llama.cpp ${llama.llamaCppRelease?.release ?? ''}`.trim(),
  mode: `${threads} threads`,
  tokens: Number(tokens),
  tokens_per_s: Number((Number(tokens) / median).toFixed(1)),
  peak_rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
};
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
