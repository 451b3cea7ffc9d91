import type { ModelConfig } from '../../../../shared/domain/architectures/index.ts';
import { DEFAULT_GENERATION } from '../../../../shared/domain/models/generation.ts';
import type { HeldOutRow } from '../../../../shared/domain/models/measures.ts';
import { textStreams } from '../../../ml/heads/languageModel.ts';
import type { Program } from '../../../ml/program/program.ts';
import { streamsDecoder } from '../../../ml/sample/decoderProgram.ts';
import { drawSeed } from '../../../ml/sample/drawSeed.ts';
import { type TextsRequest, writeTexts } from '../../../ml/sample/writeTexts.ts';
import type { Tokenizer } from '../../../ml/tokenizer/tokenizer.ts';

/** Writes many texts at once. */
export interface ManyWriter {
  /** As many at a time. */
  together: number;
  write(request: Omit<TextsRequest, 'streams'>): Promise<string[]>;
}

/** @param program with `decoderMethods(config, textStreams(config))`; it serves one batch at a time */
export function streamsWriter(program: Program, config: ModelConfig): ManyWriter {
  const together = textStreams(config);
  const write: ManyWriter['write'] = (request) =>
    writeTexts({ ...request, streams: streamsDecoder(program, config, together) });
  return { together, write };
}

export interface HeldOutRequest {
  writer: ManyWriter;
  /** Tokens of a text, its prompt included. */
  contextLength: number;
  tokenizer: Tokenizer;
  rows: readonly HeldOutRow[];
  /** See `TextRequest`. */
  promptLimit: number | null;
  seed: number;
  temperature: number;
  /** See `textLength`. */
  maxTokens: number;
  /** Texts that were written before with this seed. */
  written?: number;
  /** Their numbers, by which they are drawn, instead of their order. */
  numbers?: readonly number[];
  /** What each text begins with, in the order of the rows. */
  openings?: readonly string[];
  /** Told how many texts have ended. */
  onTexts?: (done: number) => void;
  /** Asked before each token; `false` gives up the texts that are under way, and all after them. */
  goOn?: () => boolean;
}

/** Rows whose prompt leaves room for a text, cut from the left where prompts are. */
export const rowsThatFit = (
  rows: readonly HeldOutRow[],
  {
    tokenizer,
    contextLength,
    promptLimit,
  }: { tokenizer: Tokenizer; contextLength: number; promptLimit: number | null },
): HeldOutRow[] => rows.filter(({ prompt }) => promptLimit !== null || tokenizer.encode(prompt).length < contextLength);

/** Tokens after which a text is cut: those of the longest of the rows' own, and its end. A model that rambles on gains nothing by more. */
export function textLength(rows: readonly HeldOutRow[], tokenizer: Tokenizer): number {
  const longest = rows.reduce((most, { reference }) => Math.max(most, tokenizer.encode(reference).length), 0);
  return Math.min(4096, longest + 1);
}

/** As many rows as texts are wanted: where there are fewer, they come again, and get other texts. */
export const rowsFor = (rows: readonly HeldOutRow[], texts: number): HeldOutRow[] =>
  rows.length === 0 ? [] : Array.from({ length: texts }, (_, index) => rows[index % rows.length] as HeldOutRow);

/** The seed of a text: rows with the same prompt do not get the same text, nor does a row that comes again. */
const textSeed = (seed: number, row: number, index: number): number => drawSeed(seed, [row, index]) >>> 1;

/**
 * Writes a text for each row (see `rowsThatFit`). Gives those that became whole, in order. What is given up counts by as many texts as are
 * written at once: the first to end are the short ones, and would speak for all.
 */
export async function writeHeldOut(request: HeldOutRequest): Promise<string[]> {
  const {
    writer,
    contextLength,
    tokenizer,
    rows,
    promptLimit,
    seed,
    temperature,
    maxTokens,
    written = 0,
    numbers,
    openings,
    onTexts,
    goOn,
  } = request;
  const { together } = writer;
  const settings = { ...DEFAULT_GENERATION, temperature, max_tokens: maxTokens };
  const whole = await writer.write({
    ...{ tokenizer, contextLength, promptLimit, settings },
    texts: rows.map(({ prompt, row }, index) => ({
      prompt,
      seed: textSeed(seed, row, numbers?.[written + index] ?? written + index),
      opening: openings?.[index],
    })),
    ...(goOn && { goOn }),
    ...(onTexts && { onEnded: onTexts }),
  });
  const counted = whole.length < rows.length ? whole.length - (whole.length % together) : whole.length;
  return whole.slice(0, counted).map((text) => text.trim());
}
