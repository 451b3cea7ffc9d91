import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TagRecipe } from '../../../../shared/domain/tasks/multiLabelClassification/recipe.ts';
import { readHeldOut } from '../../../formats/huggingface/heldOutFile.ts';
import { requestFor as requestOf } from '../../prepare/testing/requestFor.ts';
import { shuffledCorpus } from '../../texts/corpus.ts';
import { evaluationBatches, readTaggedTexts } from '../corpus.ts';
import { packed } from '../labelSets.ts';
import { readRunLabels } from '../labelsFile.ts';
import { readRivals } from '../rivalsFile.ts';
import { examineTags, prepareTags } from './prepareTags.ts';

const CELLS: TagRecipe = {
  ...{ kind: 'tag', inputs: ['text'], output: 'labels', template: '{{text}}', others: [], separator: ';' },
};
const COLUMNS: TagRecipe = { ...CELLS, output: 'red', others: ['blue'] };
const NEVER = new AbortController().signal;
const SPLIT = { kind: 'ratio', validation: 0.2, test: 0 } as const;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-tags-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const names = Array.from({ length: 35 }, (_, label) => `tag${String(label).padStart(2, '0')}`);
/** Each row has two labels, of 35: more than one number holds. Its text names them. */
const rows = Array.from({ length: 105 }, (_, row): [string, string] => {
  const [one, other] = [names[row % 35], names[(row * 3 + 34) % 35]];
  return [`about ${one} and ${other}`, `${one}; ${other} ;`];
});
const bounds = { vocabSize: 300, labels: 35 };

describe('labels in cells', () => {
  test('are numbered, kept with their texts through shuffling, and in batches', async () => {
    const request = await requestOf(folder, CELLS, ['text', 'labels'], [...rows, ['nothing said', ' ']], {
      split: SPLIT,
    });
    const prepared = await prepareTags(request, NEVER, () => {});
    expect(prepared).toMatchObject({ trainDocuments: 84, validationDocuments: 21 });
    const { labels, rows: trainedRows } = await readRunLabels(request.output);
    expect(labels.map(({ label }) => label)).toEqual(names);
    expect(trainedRows).toBe(84);
    const texts = await readTaggedTexts(request.output, 'validation', bounds);
    if (!texts) throw new Error('there is no corpus');
    const shuffled = { ...texts, corpus: shuffledCorpus(texts.corpus, 1) };
    const labelsOf = ({ corpus, sets }: typeof texts) =>
      Array.from(corpus.rows, (row, text) => [
        row,
        sets.of(corpus.entries[text] as number).map((label) => names[label]),
      ]);
    const expected = new Map(
      rows.map(([, cell], row) => [
        row,
        [...new Set(cell.split(';').map((label) => label.trim()))].filter(Boolean).sort(),
      ]),
    );
    expect(labelsOf(shuffled)).not.toEqual(labelsOf(texts));
    for (const [row, own] of labelsOf(shuffled)) expect(own).toEqual(expected.get(row as number));
    const [batch] = evaluationBatches(shuffled, 4, [32]);
    const told = Array.from(batch?.values.targets.subarray(0, 35) ?? []).flatMap((has, label) =>
      has ? names[label] : [],
    );
    expect(told).toEqual(expected.get(shuffled.corpus.rows[0] as number));
    const rivals = (await readRivals(request.output)).get('linear_labels');
    expect([...(rivals?.keys() ?? [])].sort()).toEqual(Array.from(texts.corpus.rows).sort());
    const held = await readHeldOut(join(request.output, 'data'));
    expect(
      held?.every(({ row, reference }) => [...reference.split('\n')].sort().join() === expected.get(row)?.join()),
    ).toBe(true);
  });

  test('damaged ones are noticed', async () => {
    const request = await requestOf(folder, CELLS, ['text', 'labels'], rows, { split: SPLIT });
    await prepareTags(request, NEVER, () => {});
    const path = join(request.output, 'data', 'validation.texts.bin');
    const bytes = await readFile(path);
    bytes.writeUInt32LE(2 ** 31, 12);
    await writeFile(path, bytes);
    await expect(readTaggedTexts(request.output, 'validation', bounds)).rejects.toMatchObject({
      code: 'run_data_damaged',
    });
  });
});

describe('columns of a label each', () => {
  test('say yes or no; a row may have none, and one that says nothing is left out', async () => {
    const table = Array.from({ length: 20 }, (_, row) => [
      `text ${row}`,
      row % 2 === 0 ? 'yes' : '0',
      row % 4 === 0 ? '1' : '',
    ]);
    const all = [...table, ['nothing said', '', ''], ['odd', 'perhaps', 'no']];
    const request = await requestOf(folder, COLUMNS, ['text', 'red', 'blue'], all as never, { split: SPLIT });
    const { refusal, warnings } = await examineTags(request, NEVER);
    expect(refusal).toBeNull();
    expect(warnings).toMatchObject([
      { code: 'labels_empty', details: { rows: 1 } },
      { code: 'labels_not_yes_or_no', details: { count: 1, examples: '22: “perhaps”' } },
    ]);
    await prepareTags(request, NEVER, () => {});
    const train = await readTaggedTexts(request.output, 'train', { vocabSize: 300, labels: 2 });
    const validation = await readTaggedTexts(request.output, 'validation', { vocabSize: 300, labels: 2 });
    const counts = [train, validation].map((texts) =>
      texts ? Array.from(texts.corpus.entries, (entry) => texts.sets.of(entry).length) : [],
    );
    // 5 rows have both, 5 one, and 11 none.
    expect(counts.flat().sort()).toEqual([...Array(11).fill(0), ...Array(5).fill(1), ...Array(5).fill(2)]);
  });
});

test.each([
  [
    'labels_none',
    [
      ['a', ''],
      ['b', ' ; '],
    ],
  ],
  [
    'labels_one',
    [
      ['a', 'x'],
      ['b', 'x;x'],
    ],
  ],
  [
    'labels_all_different',
    [
      ['a', 'p;q'],
      ['b', 'r'],
      ['c', 's'],
    ],
  ],
])('%s: refused before and while preparing', async (code, table) => {
  const request = await requestOf(folder, CELLS, ['text', 'labels'], table as [string, string][], { split: SPLIT });
  expect((await examineTags(request, NEVER)).refusal).toMatchObject({ code });
  await expect(prepareTags(request, NEVER, () => {})).rejects.toMatchObject({ code });
});

test('a separator that no cell has is said', async () => {
  const table = Array.from({ length: 12 }, (_, row): [string, string] => [`text ${row}`, row % 2 === 0 ? 'a|b' : 'b']);
  const request = await requestOf(folder, CELLS, ['text', 'labels'], table, { split: SPLIT });
  expect((await examineTags(request, NEVER)).warnings).toMatchObject([
    { code: 'labels_single', details: { delimiter: ';' } },
  ]);
});

test('32 labels are a number', () => {
  expect(packed([0, 31, 32], 33)).toEqual([2 ** 31 + 1, 1]);
});
