import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Column } from '../../../shared/domain/columns.ts';
import type { Dataset } from '../../../shared/domain/datasets/dataset.ts';
import { columnsOf, filledBy, proposals } from '../../../shared/domain/tasks/index.ts';
import { SAMPLE_ROWS, SAMPLE_TASKS, SAMPLES, SampleName } from '../../../shared/domain/tasks/sampleTask.ts';
import { openStudio, type Studio } from '../testing/studio.ts';

/** The data set that an import ended with. */
function finished(events: readonly { event: string }[]): { dataset: Dataset } {
  const last = events.at(-1) as { event: string; dataset?: Dataset } | undefined;
  if (last?.event !== 'done' || !last.dataset) throw new Error('no data set');
  return { dataset: last.dataset };
}

let studio: Studio;
const columns = new Map<SampleName, readonly Column[]>();
const rows = new Map<SampleName, string[][]>();

beforeAll(async () => {
  studio = await openStudio();
  for (const sample of SampleName.options) {
    const { dataset } = finished(await Array.fromAsync(studio.client.datasets.importSample({ sample })));
    expect(dataset).toMatchObject({ name: SAMPLES[sample].name, rejected: 0 });
    expect(dataset.rows).toBe(SAMPLE_ROWS[sample]);
    const { id } = dataset;
    columns.set(sample, dataset.columns);
    rows.set(sample, (await studio.client.datasets.rows({ id, offset: 0, limit: 1000, cellLength: 5000 })).rows);
  }
});
afterAll(() => studio.close());

describe.each(Object.entries(SAMPLE_TASKS))('the task %s', (_, { sample, recipe, example }) => {
  const used = () => columnsOf(recipe);
  const names = () => (columns.get(sample) ?? []).map(({ name }) => name);

  test('has the columns of its sample', () => {
    expect(names()).toEqual(expect.arrayContaining(used()));
  });

  test('is what the form proposes first for the column that it fills in', () => {
    const column = filledBy(recipe);
    if (column === null) return;
    expect(proposals(columns.get(sample) ?? [], column)[0]?.request.kind).toBe(recipe.kind);
  });

  test('shows a row of its sample, word for word', () => {
    const named = names();
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
