import { z } from 'zod';
import { contextOf, type ModelConfig } from '../../shared/domain/architectures/index.ts';
import type { Tokenizer } from '../ml/tokenizer/tokenizer.ts';
import type { TextScores } from '../ml/train/textScores.ts';

/** What the trained model makes of fixed texts, kept beside it, so that an export can be compared with what was trained: logits of its head. */
export const Reference = z.object({
  prompts: z.array(z.object({ text: z.string(), ids: z.array(z.number().int()), logits: z.array(z.number()) })).min(1),
});
export type Reference = z.infer<typeof Reference>;

const LONGEST = 64;
/** JSON has no infinity. */
const UNLIKE = Number.MAX_VALUE;

interface LoadedModel {
  config: ModelConfig;
  tokenizer: Tokenizer;
  scores: TextScores;
}

/** Logits after the texts and after an empty one. */
export async function referenceLogits(model: LoadedModel, prompts: readonly string[]): Promise<Reference> {
  const entries = [];
  for (const text of ['', ...prompts]) {
    const ids = idsOf(model.tokenizer, text).slice(0, Math.min(LONGEST, contextOf(model.config)));
    entries.push({ text, ids, logits: Array.from(await model.scores(ids)) });
  }
  return { prompts: entries };
}

/** A tokenizer that puts nothing before a text makes nothing of an empty one: there, what ends a text stands for it. */
function idsOf(tokenizer: Tokenizer, text: string): number[] {
  const ids = tokenizer.encode(text);
  return ids.length === 0 ? [tokenizer.endOfText] : ids;
}

/** Largest difference of a model's logits from the reference; `UNLIKE` where it reads a prompt as other tokens or gives no numbers. */
export async function maxDifference(model: LoadedModel, reference: Reference): Promise<number> {
  let largest = 0;
  for (const { text, ids, logits } of reference.prompts) {
    const encoded = idsOf(model.tokenizer, text).slice(0, ids.length);
    const found = await model.scores(ids);
    if (encoded.join() !== ids.join() || found.length !== logits.length) return UNLIKE;
    for (const [index, expected] of logits.entries()) {
      const difference = Math.abs((found[index] as number) - expected);
      if (!Number.isFinite(difference)) return UNLIKE;
      largest = Math.max(largest, difference);
    }
  }
  return largest;
}
