import { join } from 'node:path';
import { z } from 'zod';
import { contextOf } from '../../../shared/domain/architectures/index.ts';
import type { Receipt } from '../../../shared/domain/models/receipt.ts';
import { readJson } from '../../files/jsonFile.ts';
import type { Head } from '../../ml/train/task.ts';
import type { BaseSource } from '../baseSource.ts';
import { MEASURES_FILE } from '../huggingface/measuresFile.ts';
import { openTokenizer } from '../huggingface/modelFiles.ts';
import { withExactGraph } from './graph.ts';
import { openExported } from './runText.ts';

/** Rows whose vectors are compared: two texts each. */
const MOST_ROWS = 32;

type Model = Pick<BaseSource, 'config' | 'read'>;

/**
 * How far the vectors of texts turn once weights have fewer bits: the cosine of each with the exact one; `null` where the model makes none or was never
 * measured. Both are computed by ONNX Runtime.
 *
 * @param source the model's folder in the library, and its head
 * @param prompts what stands before a text that is looked for, and before one that is looked through
 * @param folder where graphs may lie for as long as this takes
 * @param rounded makes the vectors of the rounded one: of a graph, or of a model
 */
export async function heldOutVectors(
  source: { folder: string; head: Head; prompts: { query: string; document: string } },
  model: BaseSource,
  folder: string,
  rounded: <V>(ofGraph: (path: string) => Promise<V>, ofModel: (model: Model) => Promise<V>) => Promise<V>,
): Promise<Receipt['vectors']> {
  const { head, prompts } = source;
  if (head.whole?.output !== 'sentence_embedding') return null;
  const tokenizer = openTokenizer(model, source.folder);
  const texts = (await heldOutPairs(source.folder))
    .flatMap(({ prompt, reference }) => [prompts.query + prompt, prompts.document + reference])
    .map((text) => tokenizer.encode(text))
    .filter((ids) => ids.length > 0 && ids.length <= contextOf(model.config));
  if (texts.length === 0) return null;
  const ofGraph = (path: string) => vectorsOf(path, texts);
  const ofModel = (one: Model) => withExactGraph(head, one, folder, ofGraph);
  const exact = await ofModel(model);
  const others = await rounded(ofGraph, ofModel);
  const cosines = exact.map((vector, place) => cosine(vector, others[place] as Float32Array));
  return {
    texts: texts.length,
    mean: cosines.reduce((sum, one) => sum + one, 0) / cosines.length,
    least: Math.min(...cosines),
  };
}

const Measured = z.object({ written: z.array(z.object({ prompt: z.string(), reference: z.string() })) });

/** Rows that the model was measured on and never trained on; none where it was not measured. */
async function heldOutPairs(folder: string): Promise<{ prompt: string; reference: string }[]> {
  try {
    return (await readJson(join(folder, MEASURES_FILE), Measured)).written.slice(0, MOST_ROWS);
  } catch {
    return [];
  }
}

async function vectorsOf(path: string, texts: readonly number[][]): Promise<Float32Array[]> {
  const exported = await openExported(path);
  try {
    const vectors: Float32Array[] = [];
    for (const ids of texts) vectors.push((await exported.scores(ids)).slice());
    return vectors;
  } finally {
    await exported.release();
  }
}

function cosine(one: Float32Array, other: Float32Array): number {
  let [dot, own, theirs] = [0, 0, 0];
  for (const [place, value] of one.entries()) {
    const beside = other[place] as number;
    dot += value * beside;
    own += value * value;
    theirs += beside * beside;
  }
  return dot / Math.sqrt(own * theirs);
}
