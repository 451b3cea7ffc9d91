import { openDatasetFile } from '../../../main/db/datasetFile.ts';
import { byteLength, Documents } from '../../../main/tasks/prepare/documents.ts';
import { prepareRun } from '../../../main/tasks/textGeneration/prepare/prepareRun.ts';
import { AUTO_SPLIT } from '../../../shared/domain/datasets/split.ts';
import type { Recipe } from '../../../shared/domain/tasks/index.ts';
import type { CaseInput, CaseOutput } from '../contract.ts';
import { round } from '../statistics.ts';
import { SEED, workload } from '../workload.ts';
import { peakRssMb, serveCase } from './serveCase.ts';

const RECIPE: Recipe = { kind: 'continue', template: '{{name}}\n{{tagline}}\n{{description}}' };

serveCase('prepare', measurePreparing);

async function measurePreparing({ dataset, output }: CaseInput<'prepare'>): Promise<CaseOutput<'prepare'>> {
  const { config, contextLength } = workload('R1');
  const start = performance.now();
  /** When the first documents were encoded, and which share of all they were: what comes before is training the tokenizer. */
  let first: { time: number; share: number } | undefined;
  const prepared = await prepareRun(
    {
      ...{ dataset, base: null, recipe: RECIPE, vocabSize: config.vocab_size, contextLength, seed: SEED, output },
      ...{ split: AUTO_SPLIT, truncationSide: 'none' },
    },
    new AbortController().signal,
    ({ phase, done, total }) => {
      if (phase === 'encoding') first ??= { time: performance.now(), share: done / (total ?? done) };
    },
  );
  const end = performance.now();
  const megabytes = textBytes(dataset) / 1e6;
  const seconds = (end - start) / 1000;
  const { time, share } = first ?? { time: start, share: 0 };
  return {
    engine: 'kindling',
    megabytes: round(megabytes, 1),
    seconds: round(seconds, 2),
    mb_per_s: round(megabytes / seconds, 2),
    tokens: prepared.trainTokens + prepared.validationTokens,
    encoding_mb_per_s: round((1000 * megabytes * (1 - share)) / (end - time), 2),
    peak_rss_mb: peakRssMb(),
  };
}

function textBytes(file: string): number {
  const dataset = openDatasetFile(file);
  let bytes = 0;
  for (const document of new Documents(dataset, RECIPE).read()) if (document) bytes += byteLength(document);
  dataset.close();
  return bytes;
}
