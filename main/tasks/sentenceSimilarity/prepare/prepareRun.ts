import { join } from 'node:path';
import { Tokenizer } from 'tokenizers';
import { type SplitName, splitColumn } from '../../../../shared/domain/datasets/split.ts';
import type { BaseReference } from '../../../../shared/domain/models/base.ts';
import type { Preparation, PreparedData } from '../../../../shared/domain/runs/run.ts';
import { openDatasetFile } from '../../../db/datasetFile.ts';
import { writeFolder, writeWholeFile } from '../../../files/fileSink.ts';
import { openReference } from '../../../formats/openReference.ts';
import { readSentenceFacts } from '../../../formats/sentenceFacts.ts';
import { Random } from '../../../ml/random.ts';
import { type Assignment, assignSplits } from '../../prepare/assignSplits.ts';
import { Documents } from '../../prepare/documents.ts';
import { heldOutRows, writeHeldOut } from '../../prepare/heldOutRows.ts';
import type { PrepareRequest } from '../../prepare/prepareRequest.ts';
import { inStretches, prepareTokenizer } from '../../prepare/prepareTokenizer.ts';
import { type Report, reporter } from '../../prepare/progress.ts';
import { writeRows } from '../../prepare/rowsFile.ts';
import { IdsWriter, writeSplits } from '../../prepare/splitWriters.ts';
import { surveyDocuments } from '../../prepare/survey.ts';
import { pairsFile } from '../corpus.ts';
import { RIVALS_FILE } from '../rivalsFile.ts';
import { SENTENCE_FILE, type Sentence } from '../sentenceFile.ts';
import { rankByWords } from './rankByWords.ts';

/** Pairs whose words say which words are rare: more of them take long, and change little. */
const MOST_LEARNED = 20_000;
/** Of a decoder, and of a body that does not say: as `embed` takes of a text. */
const MOST_TOKENS = 512;

/**
 * Makes of a data set what training reads: keeps rows for validation and perhaps for a test, takes the base's tokenizer or trains one, and writes
 * the token ids of both texts of each pair. A text longer than the context is cut at its end, as it is whenever a vector is made of it.
 *
 * @throws AppError `column_unknown`, `split_empty`, `disk_full`, `write_failed`, `base_missing`, `base_not_same`, those of
 *   `readSentenceFacts`; the signal's reason once it has fired
 */
export async function preparePairs(
  request: PrepareRequest,
  signal: AbortSignal,
  send: (preparation: Preparation) => void,
): Promise<PreparedData> {
  const { recipe, base, vocabSize, contextLength, seed, split, output } = request;
  if (recipe.kind !== 'match') throw new Error(`${recipe.kind} has no pairs`);
  const dataset = openDatasetFile(request.dataset);
  try {
    const documents = new Documents(dataset, recipe);
    const report = (phase: Preparation['phase'], total: number | null) => reporter(phase, total, signal, send);
    const sentence = await sentenceOf(base, contextLength);
    const survey = await surveyDocuments(documents, splitColumn(split), report('reading', documents.rowCount));
    const assignment = assignSplits(split, survey, seed);
    const reading = { padding_side: 'right', truncation_side: 'right' } as const;
    const { tokenizer } = await prepareTokenizer(
      { base, documents, survey, assignment, vocabSize, contextLength, seed, output, reading },
      signal,
      report('tokenizer', null),
    );
    // As vectors are made: with what the tokenizer puts around a text, which a cut leaves whole.
    const encoder = Tokenizer.fromString(JSON.stringify({ ...tokenizer, truncation: null, padding: null }));
    let prepared: PreparedData | undefined;
    await writeFolder(join(output, 'data'), async (folder) => {
      const room = Math.min(contextLength, sentence.mostTokens);
      const work = { documents, assignment, encoder, sentence, vocabSize, room };
      prepared = await writeCorpus(work, folder, report('encoding', survey.documents));
      await writeWholeFile(join(folder, SENTENCE_FILE), JSON.stringify(sentence));
      const held = heldOutRows(documents, recipe, assignment, seed);
      await writeHeldOut(folder, held);
      const rivals = await rankByWords(held, learnedTexts(documents, assignment, seed), report('baselines', 1));
      await writeWholeFile(join(folder, RIVALS_FILE), JSON.stringify(rivals));
    });
    return prepared as PreparedData;
  } finally {
    dataset.close();
  }
}

/** Cosines are learned: vectors have the length 1 from here on, whatever the base says. */
async function sentenceOf(base: BaseReference | null, contextLength: number): Promise<Sentence> {
  const said = { version: 1, hasBase: base !== null } as const;
  if (!base) {
    const usual = { pooling: { from: 'mean', normalize: true }, prompts: { query: '', document: '' } } as const;
    return { ...said, ...usual, mostTokens: Math.min(contextLength, MOST_TOKENS) };
  }
  const source = await openReference(base);
  const { pooling, prompts, mostTokens } = await readSentenceFacts(base.path);
  return {
    ...said,
    pooling: { ...pooling, normalize: true },
    mostTokens: Math.min(source.contextLength, mostTokens ?? MOST_TOKENS),
    prompts,
  };
}

interface Work {
  documents: Documents;
  assignment: Assignment;
  encoder: Tokenizer;
  sentence: Sentence;
  vocabSize: number;
  /** In tokens. */
  room: number;
}

async function writeCorpus(work: Work, folder: string, report: Report): Promise<PreparedData> {
  const { documents, assignment, encoder, sentence, vocabSize, room } = work;
  const [firsts, seconds] = [new Numbers(), new Numbers()];
  let cut = 0;
  const trained: number[] = [];
  const create = (split: SplitName) =>
    IdsWriter.create(folder, split, vocabSize, { pairs: [pairsFile(split), Uint32Array] });
  const counts = await writeSplits(assignment, create, async (writers) => {
    let number = 0;
    for (const batch of inStretches(pairsOf(documents), ({ bytes }) => bytes)) {
      const texts = batch.flatMap(({ first, second }) => [
        sentence.prompts.query + first,
        sentence.prompts.document + second,
      ]);
      // Cut by hand, so that what was cut is counted.
      const whole = await encoder.encodeBatch(texts);
      const ids = whole.map((encoding) => {
        const isLong = encoding.getLength() > room;
        if (isLong) cut++;
        return isLong ? null : encoding.getIds();
      });
      const long = texts.filter((_, place) => ids[place] === null);
      const shortened = (await truncated(encoder, long, room)).values();
      const idsOf = (place: number): number[] => {
        const own = ids[place] ?? (shortened.next().value as number[]);
        return own.length > 0 ? own : [0];
      };
      for (const [index, { first, second, row }] of batch.entries()) {
        const [ofFirst, ofSecond] = [idsOf(2 * index), idsOf(2 * index + 1)];
        const split = assignment.of(number++);
        const writer = split && writers.get(split);
        if (!writer) continue;
        const { tokens } = writer;
        const pairs = [tokens, tokens + ofFirst.length, firsts.of(first), seconds.of(second), row];
        await writer.add([...ofFirst, ...ofSecond], { pairs });
        if (split === 'train') trained.push(Math.max(ofFirst.length, ofSecond.length));
      }
      await report(number);
    }
  });
  await writeRows(folder, trained);
  return { ...counts, promptsTooLong: cut, promptLimit: null };
}

async function truncated(encoder: Tokenizer, texts: string[], room: number): Promise<number[][]> {
  if (texts.length === 0) return [];
  encoder.setTruncation(room);
  try {
    return (await encoder.encodeBatch(texts)).map((encoding) => encoding.getIds());
  } finally {
    encoder.disableTruncation();
  }
}

/** Numbers texts as they come: equal ones have the same. */
class Numbers {
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    return number;
  }
}

interface PairOfTexts {
  first: string;
  second: string;
  row: number;
  bytes: number;
}

function* pairsOf(documents: Documents): Generator<PairOfTexts> {
  for (const { row, document } of documents.readWhole()) {
    if (!document) continue;
    const { prompt: first, completion: second } = document;
    yield { first, second, row, bytes: Buffer.byteLength(first) + Buffer.byteLength(second) };
  }
}

/** Texts of some pairs of training, drawn at random: tables are often sorted. */
function* learnedTexts(documents: Documents, assignment: Assignment, seed: number): Generator<string> {
  const share = MOST_LEARNED / Math.max(1, assignment.counts.train);
  const random = new Random(seed);
  let number = 0;
  for (const { first, second } of pairsOf(documents)) {
    if (assignment.of(number++) !== 'train' || (share < 1 && random.next() >= share)) continue;
    yield first;
    yield second;
  }
}
