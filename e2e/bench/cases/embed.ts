import { loadEngine } from '../../../main/engine/backends/load.ts';
import { forInference, selectionFromEnvironment } from '../../../main/engine/choose/select.ts';
import { programMaker } from '../../../main/engine/programs/programs.ts';
import { Embedder } from '../../../main/workers/infer/embedder.ts';
import type { CaseInput, CaseOutput } from '../contract.ts';
import { textsToEmbed } from '../embedTexts.ts';
import { round } from '../statistics.ts';
import { peakRssMb, serveCase } from './serveCase.ts';

serveCase('embed', measureEmbedding);

/** Vectors of texts of 32 tokens, after one batch to warm up. */
async function measureEmbedding({ model, texts }: CaseInput<'embed'>): Promise<CaseOutput<'embed'>> {
  const { name } = await loadEngine(forInference(await selectionFromEnvironment()));
  const embedder = await Embedder.open(model, programMaker('fp32'));
  const never = new AbortController().signal;
  const all = textsToEmbed(texts);
  for await (const _ of embedder.embed(all.slice(0, 64), never));
  const start = performance.now();
  let first: ArrayLike<number> = [];
  for await (const batch of embedder.embed(all, never)) first = batch.find(({ index }) => index === 0)?.vector ?? first;
  const seconds = (performance.now() - start) / 1000;
  return {
    engine: name,
    mode: 'fp32',
    texts,
    texts_per_s: round(texts / seconds, 1),
    first: Array.from(first).slice(0, 8),
    peak_rss_mb: peakRssMb(),
  };
}
