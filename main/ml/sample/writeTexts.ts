import { pauses } from '../pauses.ts';
import type { StreamsDecoder } from './decoderProgram.ts';
import { type TextRequest, TextWriter } from './textWriter.ts';

export interface TextsRequest extends Omit<TextRequest, 'prompt' | 'opening'> {
  /** Each must leave room for a token. Its seed takes the place of that of the settings. */
  texts: readonly { prompt: string; seed: number; opening?: string | undefined }[];
  /** A fresh one. */
  streams: StreamsDecoder;
  /** Asked before each token; `false` gives up the texts that are under way, and all after them. */
  goOn?: () => boolean;
  /** Told how many texts have ended. */
  onEnded?: (done: number) => void;
}

/** A text and what the model has not taken in of it. */
interface Stream {
  writer: TextWriter;
  ahead: readonly number[];
}

/**
 * Writes several texts at once: a step of the model takes a token of each, and where a text ends, the next one begins. They are the texts
 * that `generate` writes one by one with these settings, but for rounding. Gives them in order, up to the first one that was given up.
 *
 * @throws AppError `prompt_too_long`
 */
export async function writeTexts(request: TextsRequest): Promise<string[]> {
  const { texts, streams, goOn = () => true, onEnded = () => {}, settings, ...shared } = request;
  const writers = texts.map(
    ({ prompt, seed, opening = '' }) => new TextWriter({ ...shared, prompt, opening, settings: { ...settings, seed } }),
  );
  const waiting = [...writers];
  const places: (Stream | undefined)[] = Array.from(streams.lengths, () => begin(waiting.shift()));
  let ended = 0;
  const pause = pauses();
  while (places.some((stream) => stream)) {
    await pause();
    if (!goOn()) break;
    // A text that begins while others go on takes its prompt in token by token: all streams of a step take as many, and many are dear.
    const isAlone = places.some((stream) => stream?.ahead.length === 1);
    const taken = places.map((stream) => stream?.ahead.slice(0, isAlone ? 1 : undefined) ?? []);
    const logits = await streams.next(taken);
    for (const [index, stream] of places.entries()) {
      if (!stream) continue;
      stream.ahead = stream.ahead.slice(taken[index]?.length);
      if (stream.ahead.length > 0) continue;
      stream.writer.take(logits[index] as Float32Array);
      stream.ahead = stream.writer.next;
      if (!stream.writer.finishReason) continue;
      onEnded(++ended);
      streams.restart(index);
      places[index] = begin(waiting.shift());
    }
  }
  const firstGivenUp = writers.findIndex(({ finishReason }) => !finishReason);
  return writers.slice(0, firstGivenUp < 0 ? undefined : firstGivenUp).map((writer) => writer.finish());
}

const begin = (writer: TextWriter | undefined): Stream | undefined => writer && { writer, ahead: writer.next };
