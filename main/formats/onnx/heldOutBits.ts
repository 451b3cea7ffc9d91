import { join } from 'node:path';
import { z } from 'zod';
import type { Receipt } from '../../../shared/domain/models/receipt.ts';
import { readJson } from '../../files/jsonFile.ts';
import type { Head } from '../../ml/train/task.ts';
import type { BaseSource } from '../baseSource.ts';
import { MEASURES_FILE } from '../huggingface/measuresFile.ts';
import { openTokenizer } from '../huggingface/modelFiles.ts';
import { withExactGraph } from './graph.ts';
import { openExported } from './runText.ts';

/** Texts whose bits per byte are compared, and their tokens. */
const [MOST_TEXTS, MOST_TOKENS] = [32, 256];

/**
 * How much worse a model of generated texts says the texts that it is compared by once its weights have fewer bits; `null`
 * where it writes no texts or was never measured. Both are computed by ONNX Runtime.
 *
 * @param source the model's folder in the library, and its head
 * @param folder where graphs may lie for as long as this takes
 * @param rounded measures the rounded one: of a graph, or of a model
 */
export async function heldOutChange(
  source: { folder: string; head: Head },
  model: BaseSource,
  folder: string,
  rounded: (ofGraph: (path: string) => Promise<number>, ofModel: (model: Model) => Promise<number>) => Promise<number>,
): Promise<Receipt['bits']> {
  const { head } = source;
  if (head.whole) return null;
  const heldOut = await heldOutTexts(source.folder);
  if (heldOut.length === 0) return null;
  const tokenizer = openTokenizer(model, source.folder);
  const texts = heldOut.map((text) => ({
    ids: tokenizer.encode(text).slice(0, MOST_TOKENS),
    bytes: Buffer.byteLength(text),
  }));
  const ofGraph = (path: string) => bitsPerByte(path, texts);
  const ofModel = (one: Model) => withExactGraph(head, one, folder, ofGraph);
  const before = await ofModel(model);
  const after = await rounded(ofGraph, ofModel);
  return { texts: texts.length, before, after };
}

type Model = Pick<BaseSource, 'config' | 'read'>;

const Measured = z.object({ written: z.array(z.object({ prompt: z.string(), reference: z.string() })) });

/** Rows that the model was measured on and never trained on; none where it was not measured. */
async function heldOutTexts(folder: string): Promise<string[]> {
  try {
    const { written } = await readJson(join(folder, MEASURES_FILE), Measured);
    return written.slice(0, MOST_TEXTS).map(({ prompt, reference }) => prompt + reference);
  } catch {
    return [];
  }
}

async function bitsPerByte(path: string, texts: readonly { ids: number[]; bytes: number }[]): Promise<number> {
  const exported = await openExported(path);
  let bits = 0;
  let bytes = 0;
  try {
    for (const text of texts) {
      if (text.ids.length < 2) continue;
      const { scores, V } = await exported.allScores(text.ids);
      for (let place = 1; place < text.ids.length; place++) {
        const row = scores.subarray((place - 1) * V, place * V);
        const largest = row.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
        const sum = row.reduce((total, score) => total + Math.exp(score - largest), 0);
        bits += (largest + Math.log(sum) - (row[text.ids[place] as number] as number)) / Math.LN2;
      }
      bytes += text.bytes;
    }
  } finally {
    await exported.release();
  }
  return bits / Math.max(1, bytes);
}
