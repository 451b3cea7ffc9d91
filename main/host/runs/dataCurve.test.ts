import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStudio, type Studio } from '../testing/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

const ROWS = `text,label\n${Array.from({ length: 24 }, (_, row) => `row ${row},${row % 2 ? 'odd' : 'even'}`).join('\n')}\n`;

async function curve(id: string) {
  for await (const event of studio.client.runs.dataCurve({ id })) if (event.event === 'done') return event.curve;
  throw new Error('no end');
}

test('a run of labels has a curve by the figure that decides; one that writes texts has none', async () => {
  const dataset = await studio.importText(ROWS);
  const recipe = { kind: 'classify' as const, inputs: ['text'], output: 'label' };
  const run = await studio.ended((await studio.startRun(dataset.id, { recipe })).id);
  expect(await curve(run.id)).toMatchObject({ name: 'linear', metric: 'accuracy', heldOut: 4, points: [{}, {}] });
  const texts = await studio.importText();
  const writer = await studio.ended((await studio.startRun(texts.id)).id);
  await expect(curve(writer.id)).rejects.toMatchObject({ code: 'bad_input' });
  await expect(curve('nobody')).rejects.toMatchObject({ code: 'not_found' });
});
