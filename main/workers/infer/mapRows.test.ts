import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDatasetFile } from '../../db/datasetFile.ts';
import { Random } from '../../ml/random.ts';
import { kMeans } from './kMeans.ts';
import { type MapJob, type MapResult, mapRows } from './mapRows.ts';
import { tellingWords, wordsIn } from './tellingWords.ts';
import { writeVectors } from './vectorFile.ts';

const NEVER = new AbortController().signal;

test('k-means finds blobs, the largest first, with a row of each middle', () => {
  const random = new Random(3);
  const data = Float32Array.from({ length: 120 }, (_, place) => {
    const blob = Math.floor(place / 2) < 40 ? 0 : 1;
    return 10 * blob + 0.3 * random.normal();
  });
  const { of, typical } = kMeans({ rows: 60, dimensions: 2, data }, 2, random);
  expect([...of.slice(0, 40)].every((cluster) => cluster === 0)).toBe(true);
  expect([...of.slice(40)].every((cluster) => cluster === 1)).toBe(true);
  expect(typical[0]).toBeLessThan(40);
  expect(typical[1]).toBeGreaterThanOrEqual(40);
  // More clusters than there are different rows.
  const same = kMeans({ rows: 4, dimensions: 1, data: Float32Array.of(1, 1, 1, 1) }, 3, random);
  expect(same.typical).toHaveLength(1);
});

test('words that stand everywhere, or once, tell nothing; Chinese is told by pairs of characters', () => {
  const texts = ['the card is lost', 'the card is stolen', 'the rate is high', 'the rate is low once'];
  expect(tellingWords(texts, [0, 0, 1, 1], 2, 3)).toEqual([['card'], ['rate']]);
  expect([...wordsIn('我喜欢 an Apple')]).toEqual(['我喜', '喜欢', 'apple']);
});

describe('a map of rows', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kindling-map-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const TOPICS = [
    ['card', 'lost', 'stolen', 'block', 'plastic'],
    ['exchange', 'rate', 'currency', 'euro', 'dollar'],
    ['password', 'login', 'reset', 'forgot', 'account'],
  ] as const;
  function texts(count: number): string[] {
    const random = new Random(5);
    return Array.from({ length: count }, (_, row) => {
      const topic = TOPICS[row % 3] as readonly string[];
      return Array.from({ length: 4 }, () => topic[random.integer(5)]).join(' ');
    });
  }
  function written(rows: readonly string[]): string {
    const file = join(folder, 'rows.db');
    const writer = createDatasetFile(file, ['text', 'topic']);
    for (const [row, text] of rows.entries()) writer.append([text, `topic ${row % 3}`]);
    writer.finish();
    return file;
  }
  async function mapped(job: Partial<MapJob> & Pick<MapJob, 'dataset'>) {
    const asked = { column: 'text', vectors: null, clusters: 3, colour: 'topic', ...job };
    for await (const event of mapRows(asked, NEVER))
      if (event.event === 'done') return event as Extract<MapResult, { event: 'done' }>;
    throw new Error('no end');
  }

  test('by words: rows of a topic are a cluster, lie together, and the cluster has its words; the same data, the same map', async () => {
    const rows = [...texts(90), '', 'card lost today please', 'card lost today please'];
    const dataset = written(rows);
    const found = await mapped({ dataset });
    expect(found.rows).toBe(92);
    expect(found.clusters).toHaveLength(3);
    for (const { words } of found.clusters)
      expect(TOPICS.some((topic) => words.every((word) => [...topic, 'today', 'please'].includes(word)))).toBe(true);
    const first = found.points.slice(0, 90);
    const clusterOf = [0, 1, 2].map((topic) => first[topic]?.cluster);
    expect(first.filter(({ row, cluster }) => cluster === clusterOf[row % 3]).length).toBeGreaterThan(80);
    expect(first[4]).toMatchObject({ row: 4, text: rows[4], value: 'topic 1' });
    // Nearer to its own topic's middle than to others'.
    const middle = (topic: number) => {
      const own = first.filter(({ row }) => row % 3 === topic);
      return [own.reduce((sum, { x }) => sum + x, 0) / own.length, own.reduce((sum, { y }) => sum + y, 0) / own.length];
    };
    const middles = [0, 1, 2].map(middle);
    const near = first.filter(({ row, x, y }) => {
      const far = middles.map(([a = 0, b = 0]) => Math.hypot(x - a, y - b));
      return far.indexOf(Math.min(...far)) === row % 3;
    });
    expect(near.length).toBeGreaterThan(80);
    expect(found.pairs).toContainEqual(expect.objectContaining({ row: 91, other: 92, score: 1 }));
    expect(await mapped({ dataset })).toEqual(found);
  });

  test('by vectors: near-duplicates are those whose vectors are nearly the same', async () => {
    const random = new Random(2);
    const data = Float32Array.from({ length: 20 * 8 }, () => random.normal());
    data.set(
      data.slice(0, 8).map((value) => 1.5 * value + 0.01),
      5 * 8,
    );
    const vectors = join(folder, 'vectors.npy');
    await writeVectors(vectors, { rows: 20, dimensions: 8, data });
    const found = await mapped({ dataset: written(texts(20)), vectors, colour: null });
    expect(found.pairs[0]).toMatchObject({ row: 0, other: 5 });
    expect(found.points.every(({ x, y, value }) => x >= 0 && x <= 1 && y >= 0 && y <= 1 && value === '')).toBe(true);
  });

  test('says which column is not there, and when there is nothing to draw', async () => {
    const dataset = written(texts(3));
    await expect(mapped({ dataset })).rejects.toMatchObject({ code: 'map_too_few' });
    await expect(mapped({ dataset, column: 'nothing' })).rejects.toMatchObject({ code: 'column_unknown' });
    await expect(mapped({ dataset, colour: 'none' })).rejects.toMatchObject({ details: { column: 'none' } });
  });
});
