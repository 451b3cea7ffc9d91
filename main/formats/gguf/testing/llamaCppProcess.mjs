// llama.cpp in a process of its own, which may crash: for each `LlamaCppJob`, a line of its input, it writes a line with a `LlamaCppResult`.
import { createInterface } from 'node:readline';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';

const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, logLevel: LlamaLogLevel.error });

const ALL = { temperature: 1, minP: 0, topK: 0, topP: 1 };

/**
 * @param {import('./llamaCpp.ts').LlamaCppJob} job
 * @returns {Promise<import('./llamaCpp.ts').LlamaCppResult>}
 */
async function answer({ model: modelPath, lora, contextSize, prompts, count, texts, scored, embedded }) {
  const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
  const encode = () => (texts ?? []).map((text) => [...model.tokenize(text, false)]);
  if (embedded) {
    const embedding = await model.createEmbeddingContext({ contextSize, batchSize: contextSize, threads: 1 });
    /** @type {number[][]} */
    const vectors = [];
    for (const text of embedded) vectors.push([...(await embedding.getEmbeddingFor(text)).vector]);
    const found = { greedy: [], bits: [], encoded: encode(), vectors };
    await model.dispose();
    return found;
  }
  const context = await model.createContext({
    contextSize,
    threads: 1,
    flashAttention: false,
    // What it remembers of a text, which it rounds to 16 bits by itself.
    experimentalKvCacheKeyType: 'F32',
    experimentalKvCacheValueType: 'F32',
    ...(lora ? { lora: { adapters: [{ filePath: lora, scale: 1 }] } } : {}),
  });
  const sequence = context.getSequence();

  /**
   * Runs tokens and gives what comes after each of those that are asked about.
   *
   * @param {readonly number[]} ids
   * @param {(place: number) => boolean} isAsked
   * @param {{ probabilities?: boolean, token?: boolean, options: object }} generateNext
   */
  const step = async (ids, isAsked, generateNext) =>
    await sequence.controlledEvaluate(
      ids.map((id, place) => /** @type {any} */ (isAsked(place) ? [id, { generateNext }] : id)),
    );

  const greedy = [];
  for (const prompt of prompts) {
    await sequence.clearHistory();
    /** @type {number[]} */
    const found = [];
    for (let next = prompt; found.length < count; next = found.slice(-1)) {
      const out = await step(next, (place) => place === next.length - 1, { token: true, options: { temperature: 0 } });
      found.push(Number(out.at(-1)?.next.token));
    }
    greedy.push(found);
  }

  // Bits that each text takes, its first token not counted.
  const bits = [];
  for (const ids of scored ?? []) {
    await sequence.clearHistory();
    const out = await step(ids.slice(0, -1), () => true, { probabilities: true, options: ALL });
    const costs = out.map(
      (one, place) => -Math.log2(one?.next.probabilities?.get(/** @type {any} */ (ids[place + 1])) ?? 0),
    );
    bits.push(costs.reduce((sum, cost) => sum + cost, 0));
  }
  const encoded = encode();
  await model.dispose();
  return { greedy, bits, encoded, vectors: [] };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
process.exit(0);
