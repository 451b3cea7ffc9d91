import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import { columnsOf } from '../../../shared/domain/tasks/index.ts';
import { SAMPLE_ROWS, SAMPLE_TASKS, SAMPLES, SampleName } from '../../../shared/domain/tasks/sampleTask.ts';
import { openStudio, type Studio } from '../testing/studio.ts';

/** The data set that an import ended with. */
function finished(events: readonly { event: string }[]): { dataset: Dataset } {
  const last = events.at(-1) as { event: string; dataset?: Dataset } | undefined;
  if (last?.event !== 'done' || !last.dataset) throw new Error('no data set');
  return { dataset: last.dataset };
}

let studio: Studio;
const columns = new Map<SampleName, string[]>();
const rows = new Map<SampleName, string[][]>();

beforeAll(async () => {
  studio = await openStudio();
  for (const sample of SampleName.options) {
    const { dataset } = finished(await Array.fromAsync(studio.client.datasets.importSample({ sample })));
    expect(dataset).toMatchObject({ name: SAMPLES[sample].name, rejected: 0 });
    expect(dataset.rows).toBe(SAMPLE_ROWS[sample]);
    const { id } = dataset;
    columns.set(
      sample,
      dataset.columns.map(({ name }) => name),
    );
    rows.set(sample, (await studio.client.datasets.rows({ id, offset: 0, limit: 1000, cellLength: 5000 })).rows);
  }
});
afterAll(() => studio.close());

describe.each(Object.entries(SAMPLE_TASKS))('the task %s', (_, { sample, recipe, example }) => {
  const used = () => columnsOf(recipe);

  test('has the columns of its sample', () => {
    expect(columns.get(sample)).toEqual(expect.arrayContaining(used()));
  });

  test('shows a row of its sample, word for word', () => {
    const named = columns.get(sample) ?? [];
    const wanted = [...example.given, example.written];
    const cells = (row: string[]) => used().map((name) => row[named.indexOf(name)] ?? '');
    expect(
      (rows.get(sample) ?? []).some((row) => cells(row).every((cell, index) => cell.startsWith(wanted[index] ?? '\0'))),
    ).toBe(true);
  });
});

test('without a name it is the products, told from those that are there by a number', async () => {
  const { dataset } = finished(await Array.fromAsync(studio.client.datasets.importSample({})));
  expect(dataset).toMatchObject({ fileName: SAMPLES.products.file, name: `${SAMPLES.products.name} 2` });
});
