import { joined } from '../joined.ts';
import { pauses } from '../pauses.ts';
import type { Decoder } from '../sample/decoder.ts';
import type { PooledDecoder } from './batchedDecoders.ts';

/** A decoder of a single text as one of many: the logits of each token are a step of their own. */
export function turnTaking(decoder: Decoder): PooledDecoder {
  const pause = pauses();
  const next = async (ids: readonly number[]) => {
    await pause();
    return await decoder.next(ids);
  };
  return {
    known: 0,
    get length() {
      return decoder.length;
    },
    next,
    async rows(ids) {
      const rows: Float32Array[] = [];
      for (const id of ids) rows.push(await next([id]));
      return joined(rows);
    },
    back: (length) => decoder.back(length),
    dispose: () => decoder.dispose(),
  };
}
