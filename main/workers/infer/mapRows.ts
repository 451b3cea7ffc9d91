import type { StepProgress } from '../../../shared/domain/datasets/dataset.ts';
import { MOST_MAPPED, type NearPair, type RowMap } from '../../../shared/domain/datasets/rowMap.ts';
import { AppError } from '../../../shared/errors/errors.ts';
import { openDatasetFile } from '../../db/datasetFile.ts';
import { TextFeatures } from '../../ml/baselines/textFeatures.ts';
import { pauses } from '../../ml/pauses.ts';
import { Random } from '../../ml/random.ts';
import { kMeans, type Points } from './kMeans.ts';
import { tellingWords } from './tellingWords.ts';
import { readVectors } from './vectorFile.ts';

const SEED = 1;
/** Fewer points have no neighbours to be drawn by. */
const FEWEST = 5;
const NEIGHBOURS = 15;
/** Cosine from which on two rows say nearly the same: of a model's vectors, of shared words. */
const NEARLY_SAME = { vectors: 0.95, words: 0.8 };
const MOST_PAIRS = 200;
const NAMED = 4;
const SHOWN = 200;
const SHOWN_VALUE = 60;
/** Numbers of a vector that stands for words. */
const SKETCHED = 256;
const MOST_FEATURES = 200_000;

export interface MapJob {
  /** A data set version's file. */
  dataset: string;
  column: string;
  /** Vectors of its rows, a file; `null` for the words that they share. */
  vectors: string | null;
  clusters: number;
  /** A column whose values colour the points. */
  colour: string | null;
}

export type MapResult = StepProgress | ({ event: 'done'; rows: number } & RowMap);

interface Drawn {
  row: number;
  text: string;
  value: string;
}

/**
 * Lays rows out in a plane so that those that are alike lie together (UMAP, https://arxiv.org/abs/1802.03426), sorts them into clusters, names these by words,
 * and finds rows that say nearly the same. Of many rows some are drawn at random; the same data gives the same map.
 *
 * @throws AppError `column_unknown`, `map_too_few`, `model_invalid`; the signal's reason once it has fired
 */
export async function* mapRows(job: MapJob, signal: AbortSignal): AsyncGenerator<MapResult> {
  const { drawn, rows } = drawRows(job);
  if (drawn.length < FEWEST) throw new AppError('map_too_few', { rows: drawn.length, needed: FEWEST });
  const pause = pauses(signal);
  const points = job.vectors === null ? sketched(drawn) : await chosen(job.vectors, drawn);
  await pause();
  yield { event: 'progress', done: 0, total: 100 };
  const { indices, distances, pairs } = await neighbours(
    points,
    job.vectors === null ? NEARLY_SAME.words : NEARLY_SAME.vectors,
    pause,
  );
  yield { event: 'progress', done: 20, total: 100 };
  const random = new Random(SEED);
  const clustering = kMeans(centred(points), job.clusters, random);
  await pause();
  yield { event: 'progress', done: 30, total: 100 };
  // Loaded by whoever draws a map, and by nobody else.
  const { UMAP } = await import('umap-js');
  const umap = new UMAP({
    nNeighbors: Math.min(NEIGHBOURS, drawn.length - 1),
    random: () => random.next(),
  });
  umap.setPrecomputedKNN(indices, distances);
  const epochs = umap.initializeFit(drawn.map((_, place) => [place]));
  for (let epoch = 0; epoch < epochs; epoch++) {
    umap.step();
    if (epoch % 20 === 19) yield { event: 'progress', done: 30 + Math.round((70 * epoch) / epochs), total: 100 };
    await pause();
  }
  const places = inUnitSquare(umap.getEmbedding());
  const names = tellingWords(
    drawn.map(({ text }) => text),
    clustering.of,
    clustering.typical.length,
    NAMED,
  );
  yield {
    ...{ event: 'done', rows },
    points: drawn.map(({ row, text, value }, place) => ({
      ...{ row, x: places[place]?.[0] ?? 0, y: places[place]?.[1] ?? 0, cluster: clustering.of[place] as number },
      ...{ text: shown(text, SHOWN), value: shown(value, SHOWN_VALUE) },
    })),
    clusters: clustering.typical.map((typical, cluster) => ({
      words: names[cluster] ?? [],
      rows: clustering.of.reduce((sum, one) => sum + Number(one === cluster), 0),
      typical: drawn[typical]?.row ?? 0,
    })),
    pairs: pairs.slice(0, MOST_PAIRS).map(({ one, other, score }): NearPair => {
      const [first, second] = [drawn[one] as Drawn, drawn[other] as Drawn];
      return {
        ...{ row: first.row, other: second.row, score },
        ...{ text: shown(first.text, SHOWN), otherText: shown(second.text, SHOWN) },
      };
    }),
    pairCount: pairs.length,
  };
}

const shown = (text: string, most: number) => text.slice(0, most).toWellFormed();

/** Rows with a text, some of them where there are many, in their order. */
function drawRows({ dataset: file, column, colour }: MapJob): { drawn: Drawn[]; rows: number } {
  const dataset = openDatasetFile(file);
  try {
    const [at, coloured] = [column, colour].map((name) => (name === null ? -2 : dataset.columns.indexOf(name)));
    const missing = at === -1 ? column : coloured === -1 ? colour : null;
    if (missing !== null)
      throw new AppError('column_unknown', { column: missing, columns: dataset.columns.join(', ') });
    const random = new Random(SEED);
    const drawn: Drawn[] = [];
    let [row, rows] = [-1, 0];
    for (const cells of dataset.rows()) {
      row++;
      const text = cells[at as number] ?? '';
      if (text.trim() === '') continue;
      const one = { row, text, value: cells[coloured as number] ?? '' };
      // Vitter's algorithm R: each row has the same chance.
      if (drawn.length < MOST_MAPPED) drawn.push(one);
      else {
        const place = random.integer(rows + 1);
        if (place < MOST_MAPPED) drawn[place] = one;
      }
      rows++;
    }
    return { drawn: drawn.sort((one, other) => one.row - other.row), rows };
  } finally {
    dataset.close();
  }
}

/** Vectors of the drawn rows, of length 1 each. */
async function chosen(path: string, drawn: readonly Drawn[]): Promise<Points> {
  const { dimensions, data } = await readVectors(path);
  const own = new Float32Array(drawn.length * dimensions);
  for (const [place, { row }] of drawn.entries())
    own.set(data.subarray(row * dimensions, (row + 1) * dimensions), place * dimensions);
  return normalised({ rows: drawn.length, dimensions, data: own });
}

/** TF-IDF, each feature added to or taken from a place that its number says: angles stay nearly what they are (count sketch). */
function sketched(drawn: readonly Drawn[]): Points {
  const texts = drawn.map(({ text }) => text);
  const learned = TextFeatures.learn(texts, MOST_FEATURES);
  const data = new Float32Array(drawn.length * SKETCHED);
  for (const [place, text] of texts.entries()) {
    const { features, values } = learned.of(text);
    for (const [at, feature] of features.entries()) {
      const hash = Math.imul(feature + 1, 0x9e3779b1) >>> 0;
      const target = place * SKETCHED + ((hash >>> 8) % SKETCHED);
      data[target] = (data[target] as number) + (hash & 1 ? 1 : -1) * (values[at] as number);
    }
  }
  return normalised({ rows: drawn.length, dimensions: SKETCHED, data });
}

function normalised(points: Points): Points {
  const { rows, dimensions, data } = points;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let at = 0; at < dimensions; at++) sum += (data[row * dimensions + at] as number) ** 2;
    const length = Math.sqrt(sum) || 1;
    for (let at = 0; at < dimensions; at++) {
      const place = row * dimensions + at;
      data[place] = (data[place] as number) / length;
    }
  }
  return points;
}

/** Without their mean, which vectors of language models share. */
function centred({ rows, dimensions, data }: Points): Points {
  const mean = new Float64Array(dimensions);
  for (const [place, value] of data.entries())
    mean[place % dimensions] = (mean[place % dimensions] as number) + value / rows;
  return { rows, dimensions, data: data.map((value, place) => value - (mean[place % dimensions] as number)) };
}

interface Pair {
  one: number;
  other: number;
  score: number;
}

/** The nearest rows of each, itself first, and pairs that are nearly the same, the most alike first. */
async function neighbours({ rows, dimensions, data }: Points, least: number, pause: () => Promise<void>) {
  const most = Math.min(NEIGHBOURS, rows);
  const pairs: Pair[] = [];
  const [indices, distances]: [number[][], number[][]] = [[], []];
  const scores = new Float32Array(rows);
  for (let one = 0; one < rows; one++) {
    for (let other = 0; other < rows; other++) {
      let sum = 0;
      for (let at = 0; at < dimensions; at++)
        sum += (data[one * dimensions + at] as number) * (data[other * dimensions + at] as number);
      scores[other] = sum;
      if (other > one && sum >= least) pairs.push({ one, other, score: Math.min(1, sum) });
    }
    scores[one] = Number.POSITIVE_INFINITY;
    const order = Array.from(scores.keys()).sort((a, b) => (scores[b] as number) - (scores[a] as number));
    const nearest = order.slice(0, most);
    indices.push(nearest);
    distances.push(nearest.map((place) => (place === one ? 0 : Math.max(0, 1 - (scores[place] as number)))));
    await pause();
  }
  pairs.sort((a, b) => b.score - a.score || a.one - b.one || a.other - b.other);
  return { indices, distances, pairs };
}

/** Both axes by one scale, so that distances stay what they are. */
function inUnitSquare(places: readonly (readonly number[])[]): [number, number][] {
  const [xs, ys] = [0, 1].map((axis) => places.map((place) => place[axis] ?? 0)) as [number[], number[]];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const side = Math.max(Math.max(...xs) - left, Math.max(...ys) - top) || 1;
  return xs.map((x, place) => [(x - left) / side, ((ys[place] ?? 0) - top) / side]);
}
