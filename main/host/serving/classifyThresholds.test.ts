import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RecipeOf } from '../../../shared/domain/tasks/index.ts';
import { multiLabelClassification } from '../../tasks/multiLabelClassification/index.ts';
import { keepLinear } from '../../tasks/multiLabelClassification/prepare/keepLinear.ts';
import { prepareTags } from '../../tasks/multiLabelClassification/prepare/prepareTags.ts';
import { requestFor } from '../../tasks/prepare/testing/requestFor.ts';
import { openStudio, type Studio } from '../testing/studio.ts';

/** A model of several labels that is served, from the thresholds in its folder to what a client is told. The model is real; only its process is not. */

type Task = 'multi-label-classification';
const NEVER = new AbortController().signal;
const ROWS = Array.from({ length: 60 }, (_, index): [string, string] => {
  const labels = ['light', 'heat', 'noise'].filter((_, place) => index % (place + 2) === 0);
  return [`a ${labels.join(' and ')} thing ${index % 7}`, labels.join(';')];
});
const TAG = { kind: 'tag' as const, inputs: ['text'], output: 'topics', separator: ';' };
const RECIPE: RecipeOf<Task> = { ...TAG, others: [], template: '{{text}}' };

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
  await studio.client.server.set({ port: 0 });
});
afterEach(() => studio.close());

/** A run whose model is a baseline on words, which takes no engine, in the place of the one that the script leaves. */
async function trainedTagger(): Promise<string> {
  const table = ROWS.map((cells) => cells.join(',')).join('\n');
  const dataset = await studio.importText(`text,topics\n${table}\n`);
  const id = (await studio.ended((await studio.startRun(dataset.id, { recipe: TAG })).id)).modelId ?? '';
  const request = await requestFor(studio.folder, RECIPE, ['text', 'topics'], ROWS);
  await prepareTags(request, NEVER, () => {});
  const output = join(studio.home, 'models', id);
  rmSync(output, { recursive: true });
  const { dataset: rows, seed, split } = request;
  await keepLinear({ dataset: rows, recipe: RECIPE, seed, split, name: 'linear_labels', output }, NEVER, () => {});
  // One that stays open, as in the process of models.
  const opened = multiLabelClassification.open(output, undefined as never);
  studio.script.infer.predict = async function* ({ input }, { signal }) {
    if (input.task !== 'multi-label-classification') throw new Error(`asked for ${input.task}`);
    yield* (await opened).predict(input, signal);
  };
  return id;
}

interface Tagged {
  labels: { label: string; probability: number; threshold: number }[];
  told: string[];
}

test('labels have the thresholds that were chosen, and those that hold are told, without the model being opened anew', async () => {
  const { client } = studio;
  const id = await trainedTagger();
  const { url } = await client.server.serve({ kind: 'model', id, served: true });
  const ask = async (): Promise<Tagged[]> => {
    const answer = await fetch(`${url}/classify`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ model: id, input: ['a light thing 3', { text: 'a light and heat thing 5' }] }),
    });
    expect(answer.status).toBe(200);
    return (await answer.json()).data;
  };
  const thresholdsOf = ({ labels }: Tagged) =>
    Object.fromEntries(labels.map(({ label, threshold }) => [label, threshold]));
  const holding = ({ labels }: Tagged) => labels.filter((one) => one.probability >= one.threshold).map((l) => l.label);

  const usual = await ask();
  expect(usual).toHaveLength(2);
  for (const tagged of usual) expect(thresholdsOf(tagged)).toEqual({ light: 0.5, heat: 0.5, noise: 0.5 });
  // The second is asked by its column: both labels hold.
  expect(usual.map(({ told }) => told.toSorted())).toEqual([['light'], ['heat', 'light']]);

  // What was not told is, from exactly its probability on; what was told is not any more; the third keeps its half.
  const [first] = usual as [Tagged];
  const { probability } = first.labels.find(({ label }) => label === 'heat') as Tagged['labels'][number];
  expect(probability).toBeLessThan(0.5);
  await client.models.setThresholds({ id, thresholds: { heat: probability, light: 1 } });
  const chosen = await ask();
  for (const tagged of chosen) expect(thresholdsOf(tagged)).toEqual({ light: 1, heat: probability, noise: 0.5 });
  expect(chosen.map(({ told }) => told)).toEqual([['heat'], ['heat']]);
  // Probabilities are the model's own, whatever is told.
  const probabilities = (all: Tagged[]) => all.map(({ labels }) => labels.map((one) => one.probability));
  expect(probabilities(chosen)).toEqual(probabilities(usual));
  for (const tagged of [...usual, ...chosen]) expect(tagged.told).toEqual(holding(tagged));

  await client.models.setThresholds({ id, thresholds: {} });
  expect(await ask()).toEqual(usual);
  expect(studio.internalErrors).toEqual([]);
});
