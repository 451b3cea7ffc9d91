import type { ModelConfig } from '../../shared/domain/architectures/index.ts';

/**
 * A model that somebody else has trained, as it lies on the disk: all that is needed to use it or to train it on, whatever its files are
 * like. Nothing of its weights is in memory until it is asked for, and files are open only while they are read.
 */
export interface BaseSource {
  /** Of our own kind, whatever the files call it. Its context is at most what can be held here: see `contextLength`. */
  config: ModelConfig;
  /** The model's parameters by their Hugging Face names, with their shapes, in the order of `parameterShapes`. All of them are there. */
  tensors: ReadonlyMap<string, readonly number[]>;
  /**
   * A parameter's numbers, row by row, widened or dequantised: fresh memory, which is the caller's. Beside it a few megabytes are used.
   *
   * @throws AppError `model_invalid` when the file is not any more what it was when it was opened
   */
  read(name: string): Promise<Float32Array>;
  /** Texts of `tokenizer.json` and `tokenizer_config.json`, for `new Tokenizer(…)`. */
  tokenizerJson: string;
  tokenizerConfigJson: string;
  /** A Jinja template of messages; `null` where there is none. */
  chatTemplate: string | null;
  /** Tokens at which a text may end, the most usual first; empty where nobody says one. */
  eosTokenIds: number[];
  bosTokenId: number | null;
  /** Whether the tokenizer puts `bosTokenId` before a text by itself. */
  addsBos: boolean;
  /** As the files say it, in Hugging Face's words, such as `apache-2.0`; `null` where nothing is said. */
  license: string | null;
  /** Number of weights; tied ones count once. */
  parameters: number;
  /** Tokens of the longest text, as the files say it. */
  contextLength: number;
  /** Files that the model is read from, and their sizes. */
  files: { path: string; bytes: number }[];
}

/** The largest chat templates that are published have 20 kB. */
export const MOST_TEMPLATE_CHARACTERS = 1_000_000;
