import type { Signature } from '../../engine/compiler/tensorflow/savedModel.ts';
import type { Feed, Session } from '../../engine/compiler/tensorflow/session.ts';
import { DEFAULT_SIGNATURE, MEMORY_SIGNATURE, PAST, PRESENT } from './textGraph.ts';

/** What an exported folder makes of texts, computed as any program that loads it does. */
export interface LoadedFolder {
  /** What it makes of a text, as the head of the model here does. The last token comes by itself where there is a memory. */
  scores(ids: readonly number[]): Float32Array;
  close(): void;
}

/** What computes a folder's graph. */
export type GraphSession = Pick<Session, 'runShaped' | 'close'>;

/** @param signatures of the folder */
export function loadedFolder(session: GraphSession, signatures: Readonly<Record<string, Signature>>): LoadedFolder {
  const { [DEFAULT_SIGNATURE]: whole, [MEMORY_SIGNATURE]: remembering } = signatures;
  if (!whole) throw new Error(`there is no signature ${DEFAULT_SIGNATURE}`);
  const run = ({ inputs, outputs }: Signature, given: Readonly<Record<string, Omit<Feed, 'name' | 'dtype'>>>) => {
    const feeds = Object.entries(given).map(([name, value]) => {
      const { name: tensor = '', dtype = 0 } = inputs[name] ?? {};
      return { ...value, dtype, name: tensor.replace(/:0$/, '') };
    });
    const names = Object.keys(outputs);
    const found = session.runShaped(
      feeds,
      names.map((name) => outputs[name]?.name.replace(/:0$/, '') ?? ''),
    );
    return new Map(names.map((name, index) => [name, found[index] as (typeof found)[number]]));
  };
  const row = (values: readonly number[]) => ({ shape: [1, values.length], values: Int32Array.from(values) });
  const ones = (length: number) => row(Array<number>(length).fill(1));
  const lastRow = (found: ReturnType<typeof run>): Float32Array => {
    const { values, shape } = found.get('logits') ?? { values: new Float32Array(), shape: [0] };
    return values.slice(values.length - (shape.at(-1) ?? 0)) as Float32Array;
  };

  return {
    scores(ids) {
      if (!remembering) {
        const found = run(whole, { input_ids: row(ids), attention_mask: ones(ids.length) });
        return (found.get('sentence_embedding') ?? found.get('logits'))?.values as Float32Array;
      }
      const all = lastRow(run(whole, { input_ids: row(ids) }));
      if (ids.length === 1) return all;
      const before = run(remembering, firstStep(remembering, ids.slice(0, -1)));
      const past = Array.from(before, ([name, value]) => [name.replace(PRESENT, PAST), value] as const);
      const next = run(remembering, {
        ...Object.fromEntries(past.filter(([name]) => name.startsWith(PAST))),
        input_ids: row(ids.slice(-1)),
        attention_mask: ones(ids.length),
        position_ids: row([ids.length - 1]),
      });
      return furthest(all, lastRow(next));
    },
    close: () => session.close(),
  };

  function firstStep({ inputs }: Signature, ids: readonly number[]) {
    const empty = Object.entries(inputs).flatMap(([name, { tensor_shape }]) => {
      if (!name.startsWith(PAST)) return [];
      const [, K = 0, , C = 0] = tensor_shape.dim.map(({ size }) => size);
      return [[name, { shape: [1, K, 0, C], values: new Float32Array() }] as const];
    });
    const counted = Array.from(ids, (_, place) => place);
    return {
      ...Object.fromEntries(empty),
      input_ids: row(ids),
      attention_mask: ones(ids.length),
      position_ids: row(counted),
    };
  }
}

/** What both ways to a score give: not a number where they are not alike. */
function furthest(whole: Float32Array, stepwise: Float32Array): Float32Array {
  return whole.map((score, place) => (Math.abs(score - (stepwise[place] ?? Number.NaN)) < ALIKE ? score : Number.NaN));
}

/** Sums in another order. */
const ALIKE = 1e-3;
