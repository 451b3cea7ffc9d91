import { afterEach, beforeEach, expect, test } from 'vitest';
import { ALL_ROWS } from '../../../shared/domain/datasets/datasetView.ts';
import { MAX_MESSAGE_BYTES } from '../../../shared/ipc/limits.ts';
import { openStudio, type Studio, WINDOW_PEER } from '../testing/studio.ts';

/** Rows of texts that are longer than anybody shows: no answer is larger than a connection carries, and nothing is lost by it. */

const LONG = 400_000;
const long = (row: number) => `row ${row} ${'漢'.repeat(LONG)} end`;

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

const importRows = (count: number) =>
  studio.importText(`name,text\n${Array.from({ length: count }, (_, row) => `lamp ${row},${long(row)}`).join('\n')}\n`);

test('a page of them is cut and says where, and each cell can be had whole', async () => {
  const { id } = await importRows(20);
  const pages = [
    await studio.client.datasets.rows({ id, offset: 0, limit: 20 }),
    await studio.client.datasets.query({ id, view: ALL_ROWS, offset: 0, limit: 20 }),
    await studio.client.datasets.query({ id, view: { ...ALL_ROWS, search: 'lamp' }, offset: 0, limit: 20 }),
    await studio.client.datasets.rows({ id, offset: 0, limit: 20, cellLength: 1 << 20 }),
  ];
  for (const page of pages) {
    expect(page.total).toBe(20);
    expect(page.rows).toHaveLength(20);
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(MAX_MESSAGE_BYTES);
    expect(page.cut).toEqual(Array.from({ length: 20 }, (_, row) => ({ row, column: 1, length: long(row).length })));
  }
  expect(await studio.client.datasets.cell({ id, row: 19, column: 'text' })).toEqual({
    text: long(19),
    length: long(19).length,
  });
  await expect(studio.client.datasets.cell({ id, row: 20, column: 'text' })).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(studio.client.datasets.cell({ id, row: 0, column: 'x' })).rejects.toMatchObject({
    code: 'column_unknown',
  });
  expect(studio.internalErrors).toEqual([]);
});

test('a row by itself comes whole where it is asked for', async () => {
  const { id } = await importRows(2);
  const { rows, cut } = await studio.client.datasets.rows({ id, offset: 1, limit: 1, cellLength: 1 << 20 });
  expect(rows).toEqual([['lamp 1', long(1)]]);
  expect(cut).toEqual([]);
});

test('a change is previewed around what it changes', async () => {
  const { id } = await studio.importText(`text\n${'x'.repeat(300_000)} <b>bold</b> end\n`);
  const [preview] = await studio.client.datasets.previewStep({ id, step: { kind: 'strip_html' }, rows: [0] });
  expect(preview?.changed).toEqual([0]);
  expect(preview?.before[0]).toContain('<b>bold</b> end');
  expect(preview?.after?.[0]).toContain('bold end');
  expect(preview?.after?.[0]?.length).toBeLessThan(3000);
});

test('an example of a recipe is shown by its beginning', async () => {
  const { id } = await importRows(3);
  const template = '{{text}}'.repeat(1000);
  const { examples } = await studio.client.recipes.preview({
    datasetId: id,
    recipe: { kind: 'continue', template },
    rows: 3,
  });
  expect(examples.map(({ cut, completion }) => [cut, completion.length])).toEqual(Array(3).fill([true, 20_000]));
  expect(examples[1]?.completion).toMatch(/^row 1 漢/);
  const short = await studio.client.recipes.preview({
    ...{ datasetId: id, rows: 1 },
    recipe: { kind: 'continue', template: '{{name}}' },
  });
  expect(short.examples).toEqual([{ prompt: '', completion: 'lamp 0', row: 0, cut: false }]);
});

test.each([400_000, 20_000, 1001])('a template of %i fields is refused by its code', async (fields) => {
  const { id } = await studio.importText();
  const recipe = { kind: 'continue' as const, template: '{{name}}'.repeat(fields) };
  const refused = { code: 'template_too_long', details: { mostFields: 1000 } };
  const asked = { datasetId: id, recipe };
  await expect(studio.client.recipes.preview({ ...asked, rows: 3 })).rejects.toMatchObject(refused);
  await expect(studio.startRun(id, { recipe })).rejects.toMatchObject(refused);
  const split = { kind: 'ratio' as const, validation: 0.1, test: 0 };
  await expect(studio.client.datasets.splitPreview({ ...asked, split, seed: 1 })).rejects.toMatchObject(refused);
});

test('what is too large for a connection is told by a code, in both directions', async () => {
  const { id } = await studio.importText();
  const { client, port } = studio.attach(WINDOW_PEER);
  Object.assign(port, { mostBytes: 1000 });
  await expect(client.files.addText({ text: 'x'.repeat(2000) })).rejects.toMatchObject({ code: 'request_too_large' });
  // It goes on.
  expect((await client.datasets.get({ id })).id).toBe(id);
});

test('an offending value of megabytes is told by its beginning', async () => {
  const { id } = await studio.importText();
  const output = 'x'.repeat(12_000_000);
  const failed = studio.client.recipes.preview({
    ...{ datasetId: id, rows: 1 },
    recipe: { kind: 'complete', inputs: ['name'], output },
  });
  const error = await failed.catch((thrown) => thrown);
  expect(error.code).toBe('column_unknown');
  expect(JSON.stringify(error.details).length).toBeLessThan(10_000);
  expect(error.message.length).toBeLessThan(10_000);
});
