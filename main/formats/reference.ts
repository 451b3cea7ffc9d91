import { z } from 'zod';
import { contextOf, type ModelConfig } from '../../shared/domain/architectures/index.ts';
import type { Tables } from '../ml/architectures/architecture.ts';
import type { Parameters } from '../ml/architectures/parameters.ts';
import { cachedDecoder } from '../ml/sample/decoder.ts';
import type { Tokenizer } from '../ml/tokenizer/tokenizer.ts';

/** Logits of the trained model on fixed prompts, kept beside it, so that an export can be compared with what was trained. */
export const Reference = z.object({
  prompts: z.array(z.object({ text: z.string(), ids: z.array(z.number().int()), logits: z.array(z.number()) })).min(1),
});
export type Reference = z.infer<typeof Reference>;

const LONGEST = 64;
/** JSON has no infinity. */
const UNLIKE = Number.MAX_VALUE;

interface LoadedModel {
  config: ModelConfig;
  parameters: Parameters;
  tables: Tables;
  tokenizer: Tokenizer;
}

/** Logits after the prompts and after an empty one. */
export async function referenceLogits(model: LoadedModel, prompts: readonly string[]): Promise<Reference> {
  const entries = [];
  for (const text of ['', ...prompts]) {
    const ids = model.tokenizer.encode(text).slice(0, Math.min(LONGEST, contextOf(model.config)));
    entries.push({ text, ids, logits: Array.from(await logitsAfter(model, ids)) });
  }
  return { prompts: entries };
}

/** Largest difference of a model's logits from the reference; `UNLIKE` where it reads a prompt as other tokens or gives no numbers. */
export async function maxDifference(model: LoadedModel, reference: Reference): Promise<number> {
  let largest = 0;
  for (const { text, ids, logits } of reference.prompts) {
    const encoded = model.tokenizer.encode(text).slice(0, ids.length);
    const found = await logitsAfter(model, ids);
    if (encoded.join() !== ids.join() || found.length !== logits.length) return UNLIKE;
    for (const [index, expected] of logits.entries()) {
      const difference = Math.abs((found[index] as number) - expected);
      if (!Number.isFinite(difference)) return UNLIKE;
      largest = Math.max(largest, difference);
    }
  }
  return largest;
}

async function logitsAfter({ config, parameters, tables }: LoadedModel, ids: readonly number[]): Promise<Float32Array> {
  const decoder = cachedDecoder(config, parameters, tables);
  try {
    return await decoder.next(ids);
  } finally {
    decoder.dispose();
  }
}
