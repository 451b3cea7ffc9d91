import { z } from 'zod';
import { BenchSize, Precision, TuneSize } from './workload.ts';

/** A result in megabytes of 10⁶ bytes, but memory in MiB, as the PyTorch reference has it. */
const rate = { engine: z.string(), megabytes: z.number(), seconds: z.number(), mb_per_s: z.number() };
const memory = { peak_rss_mb: z.number() };

const train = {
  input: z.object({
    size: BenchSize,
    precision: Precision,
    eager: z.boolean(),
    /** Steps that are timed, after the warm-up. */
    steps: z.number().int().positive(),
  }),
  /** The keys of `torch_reference.py`, and how long it took from loaded weights to the first step's loss. */
  output: z.object({
    engine: z.string(),
    mode: z.string(),
    size: z.string(),
    params: z.number(),
    step_ms: z.number(),
    tokens_per_s: z.number(),
    ...memory,
    ready_s: z.number(),
  }),
};

/** Training on top of a base. */
const tune = {
  input: z.object({
    size: TuneSize,
    tuning: z.enum(['lora', 'full']),
    precision: Precision,
    gradientCheckpointing: z.boolean(),
    batchSize: z.number().int().positive(),
    contextLength: z.number().int().positive(),
    steps: z.number().int().positive(),
  }),
  output: train.output,
};

const decode = {
  input: z.object({
    size: BenchSize,
    streams: z.number().int().positive(),
    /** New tokens of each stream. */
    tokens: z.number().int().positive(),
    eager: z.boolean(),
  }),
  output: z.object({
    engine: z.string(),
    mode: z.string(),
    size: z.string(),
    streams: z.number(),
    tokens: z.number(),
    /** Of all streams together; a generation's time includes its prompt. */
    tokens_per_s: z.number(),
    ...memory,
  }),
};

/** A model of others, from its file. */
const base = {
  input: z.object({ gguf: z.string(), tokens: z.number().int().positive() }),
  output: decode.output.omit({ size: true, streams: true }),
};

/** Texts that are written together, of R1 or of a file's model. */
const serve = {
  input: z.object({
    gguf: z.string().nullable(),
    streams: z.number().int().positive(),
    /** New tokens of each text. */
    tokens: z.number().int().positive(),
  }),
  output: z.object({
    engine: z.string(),
    ...{ streams: z.number(), tokens: z.number(), prompt_tokens: z.number() },
    /** Of one text alone, and of all texts together; a text's time includes its prompt of 16 tokens. */
    ...{ tokens_per_s_alone: z.number(), tokens_per_s: z.number() },
    /** After a prompt of `prompt_tokens`, after one that is known but for its last token, and after the same one again. */
    ...{ first_token_ms: z.number(), cached_first_token_ms: z.number(), again_first_token_ms: z.number() },
    /** The same in processor time of the whole process: of a busy machine that says more. */
    ...{ first_token_cpu_ms: z.number(), cached_first_token_cpu_ms: z.number(), again_first_token_cpu_ms: z.number() },
    ...memory,
  }),
};

/** Made-up product rows, so that everyone measures on the same text. */
const csv = {
  input: z.object({ file: z.string(), megabytes: z.number().positive() }),
  output: z.object({ rows: z.number(), bytes: z.number() }),
};

/** The import worker's path: a file into a data set file. */
const importCsv = {
  input: z.object({ file: z.string(), output: z.string() }),
  output: z.object({ ...rate, rows: z.number(), rows_per_s: z.number(), ...memory }),
};

/** The prepare worker's path: rows to a trained tokenizer and token ids on disk. */
const prepare = {
  input: z.object({ dataset: z.string(), output: z.string() }),
  output: z.object({
    ...rate,
    tokens: z.number(),
    /** Of the last part alone, in which the documents are encoded and written. */
    encoding_mb_per_s: z.number(),
    ...memory,
  }),
};

/** The tokenizer of the playground and of samples, in a folder as `prepare` leaves it. */
const encode = {
  input: z.object({ dataset: z.string(), tokenizer: z.string() }),
  output: z.object({ ...rate, tokens: z.number(), ...memory }),
};

/** Rows that are found among made-up vectors. */
const search = {
  input: z.object({
    rows: z.number().int().positive(),
    dimensions: z.number().int().positive(),
    queries: z.number().int().positive(),
  }),
  output: z.object({
    engine: z.string(),
    ...{ rows: z.number(), dimensions: z.number(), queries: z.number() },
    /** To make the index, once for each version. */
    index_s: z.number(),
    /** Median and least of a query; `exact_ms` looks at every row. */
    ...{ ms: z.number(), fastest_ms: z.number(), exact_ms: z.number() },
    recall_at_10: z.number(),
    ...memory,
  }),
};

/** Vectors of texts of 32 tokens, by an encoder. */
const embed = {
  input: z.object({ model: z.string(), texts: z.number().int().positive() }),
  output: z.object({
    engine: z.string(),
    mode: z.string(),
    texts: z.number(),
    texts_per_s: z.number(),
    /** The beginning of the first vector: whoever is beside must have the same. */
    first: z.array(z.number()),
    ...memory,
  }),
};

/** Every measurement that runs in a process of its own: its entry is `cases/<name>.ts`. */
export const CASES = { train, tune, decode, base, serve, csv, import: importCsv, prepare, encode, search, embed };
export type CaseName = keyof typeof CASES;
export const CASE_NAMES = Object.keys(CASES) as CaseName[];

export type CaseInput<K extends CaseName> = z.infer<(typeof CASES)[K]['input']>;
export type CaseOutput<K extends CaseName> = z.infer<(typeof CASES)[K]['output']>;

/** What a case's process answers. */
export const CaseAnswer = z.union([
  z.object({ result: z.unknown() }),
  z.object({ error: z.object({ code: z.string(), details: z.record(z.string(), z.json()) }) }),
]);
export type CaseAnswer = z.infer<typeof CaseAnswer>;
