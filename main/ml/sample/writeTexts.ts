import type { StreamsDecoder } from './decoderProgram.ts';
import { type TextRequest, TextWriter } from './textWriter.ts';

export interface TextsRequest extends Omit<TextRequest, 'prompt' | 'opening'> {
  /** As many as the decoder has streams, at most; each must leave room for a token. Its seed takes the place of that of the settings. */
  texts: readonly { prompt: string; seed: number; opening?: string | undefined }[];
  /** A fresh one. */
  streams: StreamsDecoder;
  /** Asked before each token; `false` gives the texts up. */
  goOn?: () => boolean;
}

/** How long messages may have to wait meanwhile. */
const PAUSE_AFTER_MS = 16;

/**
 * Writes several texts at once: a step of the model takes a token of each. They are the texts that `generate` writes one by one with
 * these settings. `null` where they were given up.
 *
 * @throws AppError `prompt_too_long`
 */
export async function writeTexts(request: TextsRequest): Promise<string[] | null> {
  const { texts, streams, goOn = () => true, settings, ...shared } = request;
  const writers = texts.map(
    ({ prompt, seed, opening = '' }) => new TextWriter({ ...shared, prompt, opening, settings: { ...settings, seed } }),
  );
  const idle = Array.from({ length: streams.lengths.length }, () => [] as readonly number[]);
  let lastPause = performance.now();
  while (writers.some(({ finishReason }) => !finishReason)) {
    if (performance.now() - lastPause > PAUSE_AFTER_MS) {
      await new Promise((resolve) => setTimeout(resolve));
      lastPause = performance.now();
    }
    if (!goOn()) return null;
    const next = idle.map((none, index) => {
      const writer = writers[index];
      return writer && !writer.finishReason ? writer.next : none;
    });
    const logits = await streams.next(next);
    for (const [index, writer] of writers.entries()) {
      if (!writer.finishReason) writer.take(logits[index] as Float32Array);
    }
  }
  return writers.map((writer) => writer.finish());
}
