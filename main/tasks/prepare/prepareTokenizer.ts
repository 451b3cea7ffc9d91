import { join } from 'node:path';
import type { BaseReference } from '../../../shared/domain/models/base.ts';
import { END_OF_TEXT_ID } from '../../../shared/domain/models/specialTokens.ts';
import type { Example } from '../../../shared/domain/tasks/task.ts';
import { writeWholeFile } from '../../files/fileSink.ts';
import type { BaseSource } from '../../formats/baseSource.ts';
import { openReference } from '../../formats/openReference.ts';
import { Random } from '../../ml/random.ts';
import { tokenizerConfig, tokenizerJson } from '../../ml/tokenizer/tokenizerFile.ts';
import type { Assignment } from './assignSplits.ts';
import { byteLength, type Documents } from './documents.ts';
import type { Report } from './progress.ts';
import type { Survey } from './survey.ts';
import { trainMerges } from './trainTokenizer.ts';

/**
 * Text that the tokenizer is trained on. A few thousand merges are settled long before; more would only cost time, in which a cancel is
 * not seen. Of larger data sets a seeded sample of documents is taken.
 */
const TOKENIZER_TEXT_BYTES = 50_000_000;
/** Text that is encoded at a time: the library holds about a hundred bytes a token meanwhile. */
const BATCH_BYTES = 1 << 18;

/** What stands around the documents of a corpus, so that the model learns where a text ends. */
export interface DocumentMarks {
  /** Ends a text. */
  endOfText: number;
  /** Stands before every document: the end of the one before it, and what the tokenizer puts before a text by itself. */
  opening: readonly number[];
}

/** Of the tokenizers that are trained here: one token both opens and ends a text. */
const OWN_MARKS: DocumentMarks = { endOfText: END_OF_TEXT_ID, opening: [END_OF_TEXT_ID] };

interface TokenizerRequest {
  /** The model that the run starts from: its tokenizer is taken. */
  base: BaseReference | null;
  documents: Pick<Documents, 'read'>;
  survey: Survey;
  assignment: Assignment;
  vocabSize: number;
  contextLength: number;
  seed: number;
  /** Gets `tokenizer.json` and `tokenizer_config.json`. */
  output: string;
  /** What `tokenizer_config.json` says otherwise than for texts that are continued. */
  reading?: TextReading;
}

/** How whole texts are read, in the words of transformers: on which side they are padded and cut, and to how many tokens. */
export interface TextReading {
  padding_side: 'left' | 'right';
  truncation_side: 'left' | 'right';
  /** What texts were cut to in training; the base's where it is left out. */
  model_max_length?: number;
}

/**
 * Trains a tokenizer on the documents of training, or takes that of the model that the run starts from.
 *
 * @returns what stands in `tokenizer.json`, and what documents are put between
 * @throws AppError `disk_full`, `write_failed`, `base_missing`, `base_not_same`; the signal's reason once it has fired
 */
export async function prepareTokenizer(
  { base, documents, survey, assignment, vocabSize, contextLength, seed, output, reading }: TokenizerRequest,
  signal: AbortSignal,
  report: Report,
): Promise<{ tokenizer: object; marks: DocumentMarks }> {
  if (base) return await takeTokenizer(base, output, reading);
  const bytes = survey.bytes.reduce((sum, size, number) => (assignment.of(number) === 'train' ? sum + size : sum), 0);
  const sample = tokenizerText(documents, assignment, bytes, seed, report);
  const tokenizer = tokenizerJson(await trainMerges(sample, output), vocabSize);
  signal.throwIfAborted();
  await writeWholeFile(join(output, 'tokenizer.json'), JSON.stringify(tokenizer));
  const config = { ...tokenizerConfig(contextLength), ...reading };
  await writeWholeFile(join(output, 'tokenizer_config.json'), JSON.stringify(config, null, 2));
  return { tokenizer, marks: OWN_MARKS };
}

async function takeTokenizer(
  base: BaseReference,
  output: string,
  reading: TextReading | undefined,
): Promise<{ tokenizer: object; marks: DocumentMarks }> {
  const { tokenizerJson, tokenizerConfigJson, ...source } = await openReference(base);
  await writeWholeFile(join(output, 'tokenizer.json'), tokenizerJson);
  const config = reading ? JSON.stringify(withReading(tokenizerConfigJson, reading), null, 2) : tokenizerConfigJson;
  await writeWholeFile(join(output, 'tokenizer_config.json'), config);
  return { tokenizer: JSON.parse(tokenizerJson) as object, marks: marksOf(source) };
}

/** Many of others have no token to pad with: as transformers' users do, that which ends a text is taken. */
function withReading(configJson: string, reading: TextReading): object {
  const config = JSON.parse(configJson) as { pad_token?: unknown; eos_token?: unknown };
  const pad = config.pad_token ?? config.eos_token;
  return { ...config, ...reading, ...(pad !== undefined && pad !== null && { pad_token: pad }) };
}

/** Where a model says no end of a text, the token that begins one stands for it. */
export function marksOf({
  eosTokenIds: [eos],
  bosTokenId: bos,
  addsBos,
}: Pick<BaseSource, 'eosTokenIds' | 'bosTokenId' | 'addsBos'>): DocumentMarks {
  const endOfText = eos ?? bos ?? END_OF_TEXT_ID;
  return { endOfText, opening: addsBos && bos !== null && bos !== endOfText ? [endOfText, bos] : [endOfText] };
}

/** The documents that the tokenizer learns from: those of training, or a sample of them where there is a lot of text. `bytes`: of all those. */
async function* tokenizerText(
  documents: Pick<Documents, 'read'>,
  assignment: Assignment,
  bytes: number,
  seed: number,
  report: Report,
): AsyncGenerator<Example> {
  const share = TOKENIZER_TEXT_BYTES / bytes;
  const random = new Random(seed);
  let number = 0;
  await report(0);
  for (const document of documents.read()) {
    if (!document) continue;
    if (assignment.of(number++) === 'train' && (share >= 1 || random.next() < share)) yield document;
    if (number % 1000 === 0) await report(0);
  }
}

/** Documents in stretches that are encoded at a time. */
export const textBatches = (documents: Documents): Generator<Example[]> =>
  inStretches(present(documents.read()), byteLength);

function* present<T>(entries: Iterable<T | null>): Generator<T> {
  for (const entry of entries) if (entry !== null) yield entry;
}

/** Entries in stretches of about as much text as is encoded at a time. */
export function* inStretches<T>(entries: Iterable<T>, bytesOf: (entry: T) => number): Generator<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const entry of entries) {
    batch.push(entry);
    bytes += bytesOf(entry);
    if (bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
