import { createRequire } from 'node:module';
import type * as Ort from 'onnxruntime-node';

const require = createRequire(import.meta.url);

/** What an exported graph makes of texts, computed by ONNX Runtime as any program that uses it does. */
export interface ExportedModel {
  /** What it makes of a text, as the head of the model here does: scores of what follows, of labels. The last token comes by itself where the graph has a memory. */
  scores(ids: readonly number[]): Promise<Float32Array>;
  /** Of a decoder: scores after every token, `[T, V]`. */
  allScores(ids: readonly number[]): Promise<{ scores: Float32Array; V: number }>;
  release(): Promise<void>;
}

export async function openExported(path: string): Promise<ExportedModel> {
  const { InferenceSession, Tensor }: typeof Ort = require('onnxruntime-node');
  const session = await InferenceSession.create(path, { logSeverityLevel: 3 });
  const caches = session.inputMetadata.filter(({ name }) => name.startsWith('past_key_values.'));
  const int64 = (values: readonly number[]) =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const counted = (from: number, length: number) => Array.from({ length }, (_, index) => from + index);
  const isDecoder = session.inputNames.includes('position_ids');
  type Results = Awaited<ReturnType<typeof session.run>>;

  /** Runs what follows a past, which may be empty. */
  const step = async (ids: readonly number[], from: number, past: Results | null): Promise<Results> => {
    const feeds: Record<string, Ort.Tensor> = {
      input_ids: int64(ids),
      attention_mask: int64(Array<number>(from + ids.length).fill(1)),
    };
    if (isDecoder) feeds.position_ids = int64(counted(from, ids.length));
    for (const cache of caches) {
      const [, heads, , channels] = 'shape' in cache ? cache.shape : [];
      feeds[cache.name] =
        (past?.[cache.name.replace('past_key_values', 'present')] as Ort.Tensor | undefined) ??
        new Tensor('float32', new Float32Array(), [1, Number(heads), 0, Number(channels)]);
    }
    return await session.run(feeds);
  };
  const logitsOf = (results: Results) => {
    const { data, dims } = results.logits as Ort.Tensor;
    const V = dims.at(-1) as number;
    return { scores: data as Float32Array, V };
  };

  return {
    async scores(ids) {
      if (!isDecoder) {
        const results = await step(ids, 0, null);
        return (results.sentence_embedding ?? results.logits)?.data as Float32Array;
      }
      const before = ids.length > 1 ? await step(ids.slice(0, -1), 0, null) : null;
      const { scores, V } = logitsOf(await step(ids.slice(-1), ids.length - 1, before));
      return scores.slice(scores.length - V);
    },
    allScores: async (ids) => logitsOf(await step(ids, 0, null)),
    release: () => session.release(),
  };
}
