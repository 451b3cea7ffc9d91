import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Split } from '../../../shared/domain/datasets/split.ts';
import { openStudio, type Studio, trainBySteps } from '../testing/studio.ts';

const SPLIT: Split = { kind: 'stratified', column: 'category', validation: 0.1, test: 0.2 };

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

/** Lets training report a loss on the test split. */
function testLossOf(loss: number): void {
  studio.script.train.run = async function* (request, ended) {
    for await (const event of trainBySteps(request, ended)) {
      yield event.event === 'done' ? { ...event, testLoss: loss } : event;
    }
  };
}

test('a run keeps its split, prepares by it and tells the loss of its test', async () => {
  const { prepare } = studio.script;
  let asked: Split | undefined;
  studio.script.prepare = {
    ...prepare,
    run: (request, context) => {
      asked = request.split;
      return prepare.run(request, context);
    },
  };
  testLossOf(2.5);
  const { id } = await studio.startRun((await studio.importText()).id, { split: SPLIT });
  const run = await studio.ended(id);
  expect(asked).toEqual(SPLIT);
  expect(run).toMatchObject({ state: 'done', split: SPLIT, testLoss: 2.5 });
  expect(await studio.client.models.list({})).toMatchObject([{ testLoss: 2.5 }]);
  const config = await readFile(join(studio.home, 'runs', id, 'config.json'), 'utf8');
  expect(JSON.parse(config)).toMatchObject({ split: SPLIT });
  testLossOf(2.25);
  await studio.client.runs.extend({ id, add: { kind: 'steps', steps: 2 } });
  expect(await studio.ended(id)).toMatchObject({ state: 'done', testLoss: 2.25 });
});

test('without a word about it the split is what it always was', async () => {
  const { id } = await studio.startRun((await studio.importText()).id);
  expect(await studio.ended(id)).toMatchObject({ split: { kind: 'auto' }, testLoss: null });
});

test('a column that is not there is refused at once', async () => {
  const dataset = await studio.importText();
  const started = studio.startRun(dataset.id, { split: { ...SPLIT, column: 'maker' } as Split });
  await expect(started).rejects.toMatchObject({ code: 'column_unknown', details: { column: 'maker' } });
});
