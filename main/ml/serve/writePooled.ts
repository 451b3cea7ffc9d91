import { pauses } from '../pauses.ts';
import { TextWriter } from '../sample/textWriter.ts';
import type { TextsRequest } from '../sample/writeTexts.ts';
import { type LendRequest, MOST_TEXTS, type PooledDecoder } from './batchedDecoders.ts';

interface PooledRequest extends Omit<TextsRequest, 'streams'> {
  lend(request: LendRequest): Promise<PooledDecoder>;
}

/**
 * As `writeTexts`, with decoders of a pool: a step takes as long as its texts are, and not as the longest that it has room for; prompts are read in
 * parts, and their common beginning once.
 *
 * @throws AppError `prompt_too_long`
 */
export async function writePooled(request: PooledRequest): Promise<string[]> {
  const { texts, lend, goOn = () => true, onEnded = () => {}, settings, ...shared } = request;
  const writers = texts.map(
    ({ prompt, seed, opening = '' }) => new TextWriter({ ...shared, prompt, opening, settings: { ...settings, seed } }),
  );
  const waiting = writers.values();
  const pause = pauses();
  let [ended, givenUp] = [0, false];
  const place = async () => {
    for (const writer of waiting) {
      const { promptIds, room } = writer;
      const decoder = await lend({ prompt: promptIds, tokens: promptIds.length + room });
      try {
        let ahead: readonly number[] = promptIds.slice(decoder.length);
        while (!writer.finishReason) {
          givenUp ||= !goOn();
          if (givenUp) return;
          writer.take(await decoder.next(ahead));
          ahead = writer.next;
          await pause();
        }
      } finally {
        decoder.dispose();
      }
      onEnded(++ended);
    }
  };
  const places = Array.from({ length: Math.min(MOST_TEXTS, texts.length) }, () =>
    place().catch((error) => {
      // The others give back what they have.
      givenUp = true;
      throw error;
    }),
  );
  await Promise.allSettled(places);
  await Promise.all(places);
  const firstGivenUp = writers.findIndex(({ finishReason }) => !finishReason);
  return writers.slice(0, firstGivenUp < 0 ? undefined : firstGivenUp).map((writer) => writer.finish());
}
