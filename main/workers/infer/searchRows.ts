import { stat } from 'node:fs/promises';
import type { StepProgress } from '../../../shared/domain/datasets/dataset.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { openDatasetFile } from '../../db/datasetFile.ts';
import { type SparseRow, TextFeatures } from '../../ml/baselines/textFeatures.ts';
import { pauses } from '../../ml/pauses.ts';
import type { ProgramMaker } from '../../ml/program/program.ts';
import { BinaryIndex, encodeRows } from './binaryIndex.ts';
import { keepCodes, readCodes } from './codesFile.ts';
import { Embedder } from './embedder.ts';
import { BestMatches, inverseLengths, type Match, nearest } from './nearest.ts';
import { readVectors, shapeOf, type Vectors, writeVectors } from './vectorFile.ts';

export interface EmbedJob {
  /** The model's folder. */
  model: string;
  /** A data set version's file. */
  dataset: string;
  column: string;
  /** Becomes a file of vectors: see `vectorFile.ts`. One that is there and whole is taken as it is. */
  output: string;
}

export interface EmbedResult {
  event: 'done';
  rows: number;
  dimensions: number;
  pooling: Embedder['facts']['pooling'];
  /** Whether the model's folder says how vectors are made; else it is the usual way. */
  said: boolean;
  mostTokens: number;
}

/** Embeds columns and searches them. Keeps the model and the vectors that were used last in memory. */
export class RowSearch {
  readonly #makeProgram: ProgramMaker;
  #model: { folder: string; made: Promise<Embedder> } | undefined;
  #vectors: { key: string; vectors: Vectors; inverse: Float32Array; index: BinaryIndex | null } | undefined;
  #words: { key: string; features: TextFeatures; rowAt: (row: number) => SparseRow; rows: number } | undefined;

  constructor(makeProgram: ProgramMaker) {
    this.#makeProgram = makeProgram;
  }

  /**
   * Vectors of a column's cells, row by row; equal cells are computed once.
   *
   * @throws AppError `column_unknown`, `disk_full`, `write_failed`, those of `Embedder.open`; the signal's reason
   */
  async *embed(job: EmbedJob, signal: AbortSignal): AsyncGenerator<StepProgress | EmbedResult> {
    const embedder = await this.#embedder(job.model);
    const { dimensions, facts, mostTokens } = embedder;
    const made = { event: 'done' as const, dimensions, pooling: facts.pooling, said: facts.said, mostTokens };
    const there = await shapeOf(job.output);
    if (there?.dimensions === dimensions) {
      yield { ...made, rows: there.rows };
      return;
    }
    const { places, texts } = readColumn(job.dataset, job.column);
    const own = new Float32Array(texts.length * dimensions);
    let done = 0;
    yield { event: 'progress', done, total: texts.length };
    const prompted = texts.map((text) => facts.prompts.document + text);
    for await (const batch of embedder.embed(prompted, signal)) {
      for (const { index, vector } of batch) own.set(vector, index * dimensions);
      done += batch.length;
      yield { event: 'progress', done, total: texts.length };
    }
    const data = new Float32Array(places.length * dimensions);
    for (const [row, place] of places.entries())
      data.set(own.subarray(place * dimensions, (place + 1) * dimensions), row * dimensions);
    await writeVectors(job.output, { rows: places.length, dimensions, data });
    yield { ...made, rows: places.length };
  }

  /**
   * Vectors of texts, in their order, as they are given: nothing is put before them.
   *
   * @throws AppError those of `Embedder.open`; the signal's reason
   */
  async embedTexts({ model, texts }: { model: string; texts: readonly string[] }, signal: AbortSignal) {
    const embedder = await this.#embedder(model);
    const vectors: number[][] = texts.map(() => []);
    const counts = texts.map(() => 0);
    for await (const batch of embedder.embed(texts, signal)) {
      for (const { index, vector, tokens } of batch) {
        vectors[index] = Array.from(vector);
        counts[index] = tokens;
      }
    }
    return { dimensions: embedder.dimensions, vectors, tokens: counts };
  }

  /** The rows whose vectors are most like that of a text. @throws AppError those of `Embedder.open` and `readVectors` */
  async find(
    { model, vectors: path, query, top }: { model: string; vectors: string; query: string; top: number },
    signal: AbortSignal,
  ): Promise<Match[]> {
    const embedder = await this.#embedder(model);
    const { vectors, inverse, index } = await this.#load(path, signal);
    for await (const [found] of embedder.embed([embedder.facts.prompts.query + query], signal))
      if (found) return index?.find(found.vector, top) ?? nearest(vectors, inverse, found.vector, top);
    return [];
  }

  /** The rows that share the rarest words and parts of words with a text. @throws AppError `column_unknown` */
  async findWords(job: { dataset: string; column: string; query: string; top: number }): Promise<Match[]> {
    const { dataset, column, query, top } = job;
    const key = [await stampOf(dataset), column].join('\n');
    if (this.#words?.key !== key) {
      const { places, texts } = readColumn(dataset, column);
      const features = TextFeatures.learn(texts, MOST_FEATURES);
      const kept: SparseRow[] = [];
      const rowAt = (row: number): SparseRow => {
        const place = places[row] as number;
        const found = kept[place] ?? features.of(texts[place] as string);
        if (place < MOST_KEPT) kept[place] = found;
        return found;
      };
      this.#words = { key, features, rowAt, rows: places.length };
    }
    const { features, rowAt, rows } = this.#words;
    const wanted = features.of(query);
    const weights = new Map(Array.from(wanted.features, (feature, place) => [feature, wanted.values[place] as number]));
    const best = new BestMatches(top);
    for (let row = 0; row < rows; row++) {
      const { features: own, values } = rowAt(row);
      let score = 0;
      for (const [place, feature] of own.entries()) score += (weights.get(feature) ?? 0) * (values[place] as number);
      // Each of the two halves, words and their parts, has length 1.
      if (score > 0) best.add(row, score / 2);
    }
    return best.matches;
  }

  #embedder(folder: string): Promise<Embedder> {
    if (this.#model?.folder === folder) return this.#model.made;
    const old = this.#model;
    const made = Embedder.open(folder, this.#makeProgram);
    const entry = { folder, made };
    this.#model = entry;
    made.catch(() => {
      if (this.#model === entry) this.#model = undefined;
    });
    old?.made.then(
      (embedder) => embedder.dispose(),
      () => {},
    );
    return made;
  }

  async #load(path: string, signal: AbortSignal) {
    const key = await stampOf(path);
    if (this.#vectors?.key !== key) {
      const vectors = await readVectors(path);
      const inverse = inverseLengths(vectors);
      const index = vectors.rows < FEWEST_INDEXED ? null : await this.#index(path, vectors, inverse, signal);
      this.#vectors = { key, vectors, inverse, index };
    }
    return this.#vectors;
  }

  /** As it was kept beside the vectors, else made anew. @throws the signal's reason once it has fired */
  async #index(path: string, vectors: Vectors, inverse: Float32Array, signal: AbortSignal): Promise<BinaryIndex> {
    const kept = await readCodes(path, vectors);
    if (kept) return new BinaryIndex(vectors, inverse, kept);
    const codes = await encodeRows(vectors, pauses(signal));
    await keepCodes(path, codes);
    return new BinaryIndex(vectors, inverse, codes);
  }
}

/** Of fewer rows each is compared with the query, which takes some milliseconds and misses none. */
const FEWEST_INDEXED = 50_000;
/** As many as tell texts apart; the commonest are kept. */
const MOST_FEATURES = 200_000;
/** Different texts whose features are kept for the next search: some kilobytes each. */
const MOST_KEPT = 20_000;

/** A file as it is now. */
async function stampOf(path: string): Promise<string> {
  const { mtimeMs, size } = await stat(path);
  return [path, mtimeMs, size].join('\n');
}

/** A column's different texts, and which of them each row has. */
function readColumn(file: string, column: string): { places: Uint32Array; texts: string[] } {
  const source = openDatasetFile(file);
  try {
    const at = source.columns.indexOf(column);
    if (at < 0) throw new AppError('column_unknown', { column, columns: source.columns.join(', ') });
    const numbers = new Map<string, number>();
    const places: number[] = [];
    for (const cells of source.rows()) {
      const text = cells[at] ?? '';
      const place = numbers.get(text) ?? numbers.size;
      numbers.set(text, place);
      places.push(place);
    }
    return { places: Uint32Array.from(places), texts: [...numbers.keys()] };
  } finally {
    source.close();
  }
}
