import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ClassifyRecipe } from '../../../../shared/domain/tasks/textClassification/recipe.ts';
import { readHeldOut } from '../../../formats/huggingface/heldOutFile.ts';
import { requestFor as requestOf } from '../../prepare/testing/requestFor.ts';
import { shuffledCorpus } from '../../texts/corpus.ts';
import { readLabelledCorpus } from '../corpus.ts';
import { readLabels } from '../labelsFile.ts';
import { readRivals } from '../rivalsFile.ts';
import { examineLabels } from './examineLabels.ts';
import { prepareLabelled } from './prepareRun.ts';

const RECIPE: ClassifyRecipe = { kind: 'classify', inputs: ['text'], output: 'label', template: '{{text}}' };
const NEVER = new AbortController().signal;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-labels-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Row = [text: string, label: string];
const rowsOf = (label: string, count: number): Row[] =>
  Array.from({ length: count }, (_, index) => [`row ${index} about ${label}`, label]);

const SPLIT = { kind: 'stratified', column: 'label', validation: 0.2, test: 0 } as const;
const requestFor = (rows: readonly Row[]) => requestOf(folder, RECIPE, ['text', 'label'], rows, { split: SPLIT });

describe('labelled texts', () => {
  test('are numbered, split by label, cut at the context, and found again', async () => {
    const rows = [...rowsOf('2', 10), ...rowsOf('10', 20), ['a text that is far longer than its context', '1'] as Row];
    const request = await requestFor([...rows, ...rowsOf('1', 9), ['nothing', ' '] as Row]);
    const prepared = await prepareLabelled(request, NEVER, () => {});
    expect(prepared).toMatchObject({ trainDocuments: 32, validationDocuments: 8, testDocuments: 0 });
    expect(prepared.promptsTooLong).toBeGreaterThan(0);
    // So that whoever reads the model cuts as the training did.
    const told = JSON.parse(await readFile(join(request.output, 'tokenizer_config.json'), 'utf8')) as object;
    expect(told).toMatchObject({ model_max_length: request.contextLength, truncation_side: 'right' });
    const labels = await readLabels(request.output);
    // By value, as all of them are numbers.
    expect(labels.map(({ label }) => label)).toEqual(['1', '2', '10']);
    expect(labels.reduce((sum, { trained }) => sum + trained, 0)).toBe(32);
    const bounds = { vocabSize: 300, labels: 3 };
    const corpus = await readLabelledCorpus(request.output, 'validation', bounds);
    expect(Array.from(corpus?.labels ?? []).sort()).toEqual([0, 0, 1, 1, 2, 2, 2, 2]);
    expect(await readLabelledCorpus(request.output, 'test', bounds)).toBeNull();
    const rivals = (await readRivals(request.output)).get('linear');
    expect([...(rivals?.keys() ?? [])].sort()).toEqual(Array.from(corpus?.rows ?? []).sort());
    // Each text names its label.
    for (const [place, row] of (corpus?.rows ?? []).entries()) expect(rivals?.get(row)).toBe(corpus?.labels[place]);
    const held = await readHeldOut(join(request.output, 'data'));
    expect(held?.map(({ row }) => row).sort()).toEqual(Array.from(corpus?.rows ?? []).sort());
  });

  test('keep their labels and rows when they are shuffled', async () => {
    const request = await requestFor([...rowsOf('a', 12), ...rowsOf('b', 12)]);
    await prepareLabelled(request, NEVER, () => {});
    const corpus = await readLabelledCorpus(request.output, 'train', { vocabSize: 300, labels: 2 });
    if (!corpus) throw new Error('there is no corpus');
    const asTexts = ({ ids, starts, labels, rows }: typeof corpus) =>
      Array.from(starts, (start, text) => `${rows[text]} ${labels[text]} ${ids.slice(start, starts[text + 1])}`);
    const shuffled = asTexts(shuffledCorpus(corpus, 1));
    expect(shuffled).not.toEqual(asTexts(corpus));
    expect([...shuffled].sort()).toEqual(asTexts(corpus).sort());
  });
});

describe('labels that cannot be learned', () => {
  const refused: [string, Row[]][] = [
    ['labels_none', rowsOf('', 5)],
    ['labels_one', rowsOf('a', 5)],
    ['labels_all_different', ['a', 'b', 'c', 'a'].map((label): Row => ['text', label])],
  ];
  test.each(refused)('are refused with %s, before and while preparing', async (code, rows) => {
    const request = await requestFor(rows);
    expect((await examineLabels(request, NEVER)).refusal).toMatchObject({ code });
    await expect(prepareLabelled(request, NEVER, () => {})).rejects.toMatchObject({ code });
  });

  test('are told where they may be meant otherwise', async () => {
    const rows = [...rowsOf('Yes', 5), ...rowsOf('yes', 5), ...rowsOf('no  way', 4), ...rowsOf('no way', 4)];
    const { refusal, warnings } = await examineLabels(
      await requestFor([...rows, ...rowsOf('rare', 2), ['text', '']]),
      NEVER,
    );
    expect(refusal).toBeNull();
    expect(warnings).toMatchObject([
      { code: 'labels_empty', details: { rows: 1 } },
      { code: 'labels_alike', details: { groups: 2 } },
      { code: 'labels_rare', details: { count: 1, labels: '“rare”' } },
    ]);
    const fine = await examineLabels(await requestFor([...rowsOf('a', 3), ...rowsOf('b', 3)]), NEVER);
    expect(fine).toEqual({ refusal: null, warnings: [] });
  });
});
