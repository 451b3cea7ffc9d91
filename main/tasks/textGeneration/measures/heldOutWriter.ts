import { contextOf, type ModelConfig } from '../../../../shared/domain/architectures/index.ts';
import { DEFAULT_GENERATION } from '../../../../shared/domain/models/generation.ts';
import type { HeldOutRow } from '../../../../shared/domain/models/measures.ts';
import { textStreams } from '../../../ml/heads/languageModel.ts';
import type { Program } from '../../../ml/program/program.ts';
import { streamsDecoder } from '../../../ml/sample/decoderProgram.ts';
import { drawSeed } from '../../../ml/sample/drawSeed.ts';
import { writeTexts } from '../../../ml/sample/writeTexts.ts';
import type { Tokenizer } from '../../../ml/tokenizer/tokenizer.ts';

export interface HeldOutRequest {
  /** With `decoderMethods(config, textStreams(config))`. */
  program: Program;
  config: ModelConfig;
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
  /** Told how many texts are there, batch by batch. */
  onTexts?: (done: number) => void;
  /** Asked before each token; `false` gives up the batch that is under way, and all after it. */
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

/** Tokens after which a text is cut: half as many again as the longest of the rows' own. A model that rambles on gains nothing by more. */
export function textLength(rows: readonly HeldOutRow[], tokenizer: Tokenizer): number {
  const longest = rows.reduce((most, { reference }) => Math.max(most, tokenizer.encode(reference).length), 0);
  return Math.min(4096, Math.ceil(1.5 * longest) + 16);
}

/** As many rows as texts are wanted: where there are fewer, they come again, and get other texts. */
export const rowsFor = (rows: readonly HeldOutRow[], texts: number): HeldOutRow[] =>
  rows.length === 0 ? [] : Array.from({ length: texts }, (_, index) => rows[index % rows.length] as HeldOutRow);

/** The seed of a text: rows with the same prompt do not get the same text, nor does a row that comes again. */
const textSeed = (seed: number, row: number, index: number): number => drawSeed(seed, [row, index]) >>> 1;

/** Writes a text for each row (see `rowsThatFit`). Gives those that became whole, in order. */
export async function writeHeldOut(request: HeldOutRequest): Promise<string[]> {
  const {
    program,
    config,
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
  const B = textStreams(config);
  const contextLength = contextOf(config);
  const settings = { ...DEFAULT_GENERATION, temperature, max_tokens: maxTokens };
  const outputs: string[] = [];
  while (outputs.length < rows.length) {
    const batch = rows.slice(outputs.length, outputs.length + B);
    const before = written + outputs.length;
    const texts = batch.map(({ prompt, row }, index) => ({
      prompt,
      seed: textSeed(seed, row, numbers?.[before + index] ?? before + index),
      opening: openings?.[outputs.length + index],
    }));
    const streams = streamsDecoder(program, config, B);
    const whole = await writeTexts({
      tokenizer,
      contextLength,
      promptLimit,
      settings,
      texts,
      streams,
      ...(goOn && { goOn }),
    });
    if (!whole) break;
    outputs.push(...whole.map((text) => text.trim()));
    onTexts?.(outputs.length);
  }
  return outputs;
}
