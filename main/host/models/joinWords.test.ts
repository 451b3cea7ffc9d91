import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MeasureRecord } from '../../../shared/domain/models/measures.ts';
import { togetherOf, togetherSentence } from '../../../shared/domain/models/together.ts';
import { MEASURES_FILE } from '../../formats/huggingface/measuresFile.ts';
import { labelledRun } from '../testing/labelledRun.ts';
import { openStudio, type Studio } from '../testing/studio.ts';

let studio: Studio;
beforeEach(async () => {
  studio = await openStudio();
});
afterEach(() => studio.close());

async function trained() {
  const { dataset, run } = await labelledRun(studio);
  const id = run.modelId ?? '';
  return { dataset, run, id, folder: join(studio.home, 'models', id) };
}

async function turned(id: string, on: boolean, signal?: AbortSignal) {
  for await (const event of studio.client.models.joinWords({ id, on }, signal && { signal })) {
    if (event.event === 'done') return event;
  }
  throw new Error('no end');
}

const figure = (value: number) => ({ value, low: value - 0.01, high: value + 0.01 });
const rivals = (gain: number) => [
  { name: 'linear', metrics: { accuracy: figure(0.9) }, gains: { accuracy: figure(gain) } },
];
const labels = { labels: [], labelCount: 2, cells: [], cellCount: 0, bins: [] };
const text = { row: 1, prompt: 'row 1', inputs: [], reference: 'odd' };
const RECORD: MeasureRecord = {
  ...{ texts: 100, rows: 100, seed: 1, temperature: 0, fields: [], notMeasured: {}, newWords: null, createdAt: 'now' },
  baselines: { referenceFidelity: null, bigramBitsPerByte: null, commonestMatch: 0.5 },
  metrics: { accuracy: figure(0.91) },
  rivals: rivals(0.01),
  together: {
    used: false,
    other: { metrics: { accuracy: figure(0.93) }, rivals: rivals(0.03) },
    gains: { accuracy: { value: 0.02, low: 0.005, high: 0.035 } },
  },
  written: [{ ...text, output: 'even' }],
  labels,
  otherwise: { written: [{ ...text, output: 'odd' }], labels },
};

test('words join in and leave, figures and exports follow, and nothing is learned twice', async () => {
  const { id, folder, dataset } = await trained();
  writeFileSync(join(folder, MEASURES_FILE), JSON.stringify(RECORD));
  expect(await studio.client.models.words({ id })).toEqual({ joined: false });

  const on = await turned(id, true);
  expect(on).toMatchObject({ joined: true, changed: true });
  expect(on.model.measures).toMatchObject({
    metrics: { accuracy: figure(0.93) },
    rivals: rivals(0.03),
    together: { used: true, other: { metrics: { accuracy: figure(0.91) } } },
  });
  expect(togetherSentence(togetherOf(on.model.measures ?? RECORD) as never)).toBe(
    'Together with words and a straight line: Accuracy 93.0%, which is better than the model alone (91.0%): 2.0 points (95%: 0.5 to 3.5).',
  );
  expect(existsSync(join(folder, 'words', 'baseline.json'))).toBe(true);
  expect((await studio.client.models.measurement({ id }))?.written[0]?.output).toBe('odd');
  await studio.reopen();
  expect(await studio.client.models.words({ id })).toEqual({ joined: true });
  expect(await turned(id, true)).toMatchObject({ changed: false });

  // An export is the model alone, and its card has the figures of it.
  const target = { kind: 'path' as const, path: join(studio.folder, 'out') };
  const exported = await Array.fromAsync(studio.client.models.export({ id, format: 'hf', target }));
  expect(exported.at(-1)).toMatchObject({ event: 'done', withoutWords: true });
  expect(existsSync(join(target.path, 'words'))).toBe(false);
  const card = readFileSync(join(target.path, 'README.md'), 'utf8');
  expect(card).toMatch(/`accuracy` *\| 91(\.0)?%/);
  expect(card).toContain('these files predict alone');

  expect((await turned(id, false)).model.measures).toMatchObject({ metrics: { accuracy: figure(0.91) } });
  expect(await studio.client.models.measurement({ id })).toEqual(RECORD);
  expect(existsSync(join(folder, 'words'))).toBe(false);
  // Those that were set aside come back without the rows that they were learned from.
  await rm(join(studio.home, 'datasets', dataset.id), { recursive: true });
  expect(await turned(id, true)).toMatchObject({ joined: true, changed: true });
  await turned(id, false);
  const alone = await Array.fromAsync(
    studio.client.models.export({ id, format: 'hf', target: { kind: 'path', path: join(studio.folder, 'other') } }),
  );
  expect(alone.at(-1)).not.toHaveProperty('withoutWords');
});

test('what cannot be learned any more is said, nothing is left of what was cancelled, and other models have no words', async () => {
  const { dataset, run, id, folder } = await trained();
  const keepRival = studio.script.prepare.keepRival;
  const controller = new AbortController();
  studio.script.prepare.keepRival = async function* () {
    yield { event: 'progress', preparation: { phase: 'baselines', done: 0, total: 1 } };
    controller.abort();
    await new Promise(() => {});
  };
  await expect(turned(id, true, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
  expect(existsSync(join(folder, 'words'))).toBe(false);
  expect(await studio.client.models.words({ id })).toEqual({ joined: false });
  studio.script.prepare.keepRival = keepRival;

  const kept = await Array.fromAsync(studio.client.runs.keepBaseline({ id: run.id }));
  const baseline = kept.at(-1)?.event === 'done' ? kept.at(-1) : null;
  const baselineId = baseline && 'model' in baseline ? baseline.model.id : '';
  await expect(studio.client.models.words({ id: baselineId })).rejects.toMatchObject({ code: 'model_other_task' });
  await rm(join(studio.home, 'datasets', dataset.id), { recursive: true });
  await expect(turned(id, true)).rejects.toMatchObject({ code: 'dataset_missing' });
  const texts = await studio.importText();
  const writer = (await studio.ended((await studio.startRun(texts.id)).id)).modelId ?? '';
  await expect(turned(writer, true)).rejects.toMatchObject({ code: 'model_other_task' });
  await expect(turned('none', true)).rejects.toMatchObject({ code: 'not_found' });
});
