import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatasetFile } from '../../../main/db/datasetFile.ts';
import { Tokenizer } from '../../../main/ml/tokenizer/tokenizer.ts';
import type { CaseInput, CaseOutput } from '../contract.ts';
import { round } from '../statistics.ts';
import { peakRssMb, serveCase } from './serveCase.ts';

/** Enough text for a steady figure; the tokenizer in JavaScript is made for prompts. */
const MOST_BYTES = 2_000_000;

serveCase('encode', measureEncoding);

async function measureEncoding({ dataset, tokenizer }: CaseInput<'encode'>): Promise<CaseOutput<'encode'>> {
  const [json, config] = await Promise.all([
    readFile(join(tokenizer, 'tokenizer.json'), 'utf8'),
    readFile(join(tokenizer, 'tokenizer_config.json'), 'utf8'),
  ]);
  const encoder = new Tokenizer(json, config, tokenizer);
  const texts = someTexts(dataset);
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const start = performance.now();
  let tokens = 0;
  for (const text of texts) tokens += encoder.encode(text).length;
  const seconds = (performance.now() - start) / 1000;
  return {
    engine: 'kindling',
    megabytes: round(bytes / 1e6, 1),
    seconds: round(seconds, 2),
    mb_per_s: round(bytes / 1e6 / seconds, 2),
    tokens,
    peak_rss_mb: peakRssMb(),
  };
}

function someTexts(file: string): string[] {
  const dataset = openDatasetFile(file);
  const texts: string[] = [];
  let bytes = 0;
  for (const row of dataset.rows()) {
    const text = row.join('\n');
    texts.push(text);
    bytes += Buffer.byteLength(text);
    if (bytes >= MOST_BYTES) break;
  }
  dataset.close();
  return texts;
}
