import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDatasetFile } from '../../db/datasetFile.ts';
import { Random } from '../../ml/random.ts';
import { doubtfulLabels } from './doubtfulLabels.ts';
import { nextToLabel } from './nextToLabel.ts';

const NEVER = new AbortController().signal;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-labelling-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Row = [text: string, label: string];
function written(rows: readonly Row[], columns = ['text', 'label']): string {
  const file = join(folder, 'rows.db');
  const writer = createDatasetFile(file, columns);
  for (const row of rows) writer.append(row.slice(0, columns.length));
  writer.finish();
  return file;
}

async function last<E extends { event: string }>(events: AsyncIterable<E>): Promise<Extract<E, { event: 'done' }>> {
  for await (const event of events) if (event.event === 'done') return event as Extract<E, { event: 'done' }>;
  throw new Error('no end');
}

const WORDS = { good: ['great', 'lovely', 'warm'], bad: ['awful', 'broken', 'cold'] };
/** Texts that say their label, in words that others share. */
function texts(count: number, labelled: number): Row[] {
  const random = new Random(4);
  return Array.from({ length: count }, (_, index): Row => {
    const label = index % 2 === 0 ? 'good' : 'bad';
    const word = WORDS[label][random.integer(3)];
    return [`the lamp ${random.integer(9)} is ${word}`, index < labelled ? label : ''];
  });
}

const question = (file: string) => ({ file, column: 'label', inputs: ['text'], given: [] });

describe('what is to be labelled next', () => {
  test('is what lies first, as long as there is too little to learn from', async () => {
    const file = written(texts(40, 0), ['text']);
    const asked = { ...question(file), order: 'unsure' as const, limit: 3 };
    const none = await last(nextToLabel(asked, NEVER));
    expect(none).toMatchObject({ order: 'file', labelled: 0, unlabelled: 40, labels: [] });
    expect(none.rows.map(({ row, suggestion }) => [row, suggestion])).toEqual([0, 1, 2].map((row) => [row, null]));
    // Labels that were given and are not saved yet count, and an empty one takes one away.
    const given = [
      { row: 0, label: 'good' },
      { row: 1, label: 'bad' },
      { row: 1, label: '' },
    ];
    const some = await last(nextToLabel({ ...asked, given }, NEVER));
    expect(some).toMatchObject({ labelled: 1, unlabelled: 39, labels: [{ label: 'good', rows: 1 }] });
    expect(some.rows[0]?.row).toBe(1);
  });

  test('is what the classifier hesitates about; the surest come first where that is asked for', async () => {
    // One row has a word of each side.
    const rows: Row[] = [...texts(60, 30), ['the lamp is great and broken', '']];
    const asked = { ...question(written(rows)), limit: 40 };
    const unsure = await last(nextToLabel({ ...asked, order: 'unsure' }, NEVER));
    expect(unsure.rows[0]?.row).toBe(60);
    const sure = await last(nextToLabel({ ...asked, order: 'sure' }, NEVER));
    expect(sure.rows.at(-1)?.row).toBe(60);
    for (const { row, suggestion } of sure.rows.slice(0, 20))
      expect(suggestion?.label).toBe(row % 2 === 0 ? 'good' : 'bad');
    expect(sure.rows[0]?.suggestion?.probability).toBeGreaterThan(unsure.rows[0]?.suggestion?.probability ?? 1);
  });

  test('names a column that is not there', async () => {
    const asked = { ...question(written(texts(4, 0))), inputs: ['nothing'], order: 'unsure' as const, limit: 1 };
    await expect(last(nextToLabel(asked, NEVER))).rejects.toMatchObject({ code: 'column_unknown' });
  });
});

describe('labels that look wrong', () => {
  test('are those that were turned round, and come first', async () => {
    const rows = texts(120, 120);
    const wrong = [7, 30, 61, 90];
    for (const at of wrong) rows[at] = [rows[at]?.[0] ?? '', rows[at]?.[1] === 'good' ? 'bad' : 'good'];
    const found = await last(doubtfulLabels({ ...question(written(rows)), limit: 4 }, NEVER));
    expect(found).toMatchObject({ labelled: 120, doubtful: 4 });
    expect(found.rows.map(({ row }) => row).sort((one, other) => one - other)).toEqual(wrong);
    expect(found.agreement?.value).toBeCloseTo(116 / 120, 6);
    for (const { label, suggested, own, probability } of found.rows) {
      expect(label).not.toBe(suggested);
      expect(probability).toBeGreaterThan(own);
    }
  });

  test('cannot be told of few rows, or of one label', async () => {
    for (const rows of [texts(6, 6), texts(40, 40).map(([text]): Row => [text, 'same'])]) {
      const asked = { ...question(written(rows)), limit: 5 };
      await expect(last(doubtfulLabels(asked, NEVER))).rejects.toMatchObject({ code: 'labels_too_few' });
    }
  });
});
