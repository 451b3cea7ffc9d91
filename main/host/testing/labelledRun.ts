import type { Studio } from './studio.ts';

const ROWS = `text,label\n${Array.from({ length: 24 }, (_, row) => `row ${row} is ${row % 2 ? 'odd' : 'even'},${row % 2 ? 'odd' : 'even'}`).join('\n')}\n`;

/** A run that has learned labels of 24 rows, half of them odd. */
export async function labelledRun(studio: Studio) {
  const dataset = await studio.importText(ROWS);
  const recipe = { kind: 'classify' as const, inputs: ['text'], output: 'label' };
  return { dataset, run: await studio.ended((await studio.startRun(dataset.id, { recipe })).id) };
}
