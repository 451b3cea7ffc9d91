import { join } from 'node:path';
import type { Tokenizer } from 'tokenizers';
import { contextOf, ModelConfig } from '../../../shared/domain/architectures/index.ts';
import type { StepProgress } from '../../../shared/domain/datasets/dataset.ts';
import type { TokenCounts } from '../../../shared/domain/datasets/datasetCharts.ts';
import { type RowView, unsorted } from '../../../shared/domain/datasets/datasetView.ts';
import { asInvalid, readJson, readText } from '../../files/jsonFile.ts';
import type { VersionFiles } from './openViews.ts';
import { readView } from './readView.ts';

/** Rows that are encoded at a time. */
const BATCH = 500;

export interface CountRequest {
  files: VersionFiles;
  view: RowView;
  /** A Hugging Face folder. */
  model: string;
}

/** Counts the tokens of a view's rows: the cells of a row, one a line, under a model's tokenizer and without special tokens. */
export async function* countTokens(
  { files, view, model }: CountRequest,
  signal: AbortSignal,
): AsyncGenerator<StepProgress | { event: 'done'; counts: TokenCounts }> {
  const tokenizer = await loadTokenizer(join(model, 'tokenizer.json'));
  const context = contextOf(await readJson(join(model, 'config.json'), ModelConfig));
  const lengths: number[] = [];
  yield* readView(files, unsorted(view), signal, async function* ({ total, rows }) {
    let batch: string[] = [];
    const encode = async () => {
      const encodings = await tokenizer.encodeBatch(batch, { addSpecialTokens: false });
      for (const encoding of encodings) lengths.push(encoding.getLength());
      batch = [];
    };
    for (const cells of rows) {
      batch.push(cells.join('\n'));
      if (batch.length < BATCH) continue;
      await encode();
      signal.throwIfAborted();
      yield { event: 'progress' as const, done: lengths.length, total };
    }
    if (batch.length > 0) await encode();
  });
  yield { event: 'done', counts: summarize(Uint32Array.from(lengths).sort(), context) };
}

/** Loaded when it is first needed: most data processes never count. */
async function loadTokenizer(path: string): Promise<Tokenizer> {
  const json = await readText(path);
  try {
    return (await import('tokenizers')).Tokenizer.fromString(json);
  } catch (error) {
    throw asInvalid(error, path);
  }
}

/** @param lengths ascending */
function summarize(lengths: Uint32Array, context: number): TokenCounts {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const at = (share: number) => lengths[Math.max(0, Math.ceil(share * lengths.length) - 1)] ?? 0;
  return {
    ...{ rows: lengths.length, total, mean: lengths.length > 0 ? total / lengths.length : 0 },
    ...{ median: at(0.5), p95: at(0.95), p99: at(0.99), longest: at(1), context },
    overContext: lengths.reduce((count, length) => count + (length > context ? 1 : 0), 0),
  };
}
