import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RecommendRecipe } from '../../../../shared/domain/tasks/recommendation/recipe.ts';
import { readHeldOut } from '../../../formats/huggingface/heldOutFile.ts';
import { readTokenizer } from '../../../formats/huggingface/modelFiles.ts';
import type { PrepareRequest } from '../../prepare/prepareRequest.ts';
import { requestFor as requestOf } from '../../prepare/testing/requestFor.ts';
import { heldBatches, historyBatches, windowsOf } from '../batches.ts';
import { readHistories, readItems, vocabularyOf } from '../corpus.ts';
import { readRivals } from '../rivalsFile.ts';
import { examineEvents } from './examineEvents.ts';
import { prepareEvents } from './prepareRun.ts';

const RECIPE: RecommendRecipe = { kind: 'recommend', user: 'who', item: 'what', time: 'when', rating: null };
const NEVER = new AbortController().signal;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-events-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

type Row = [who: string, what: string, when: string, rating?: string];

const requestFor = (rows: readonly Row[], change: Partial<PrepareRequest> = {}) => {
  const cells = rows.map(([who, what, when, rating = '']) => [who, what, when, rating]);
  const usual = { contextLength: 4, split: { kind: 'auto' } } as const;
  return requestOf(folder, RECIPE, ['who', 'what', 'when', 'stars'], cells, { ...usual, ...change });
};

/** Users walk through items in order, each from another one on; rows are from the newest to the oldest. */
const walks = (users: number): Row[] =>
  Array.from({ length: users }, (_, user) =>
    Array.from(
      { length: 6 },
      (__, step): Row => [`user ${user}`, `item ${(user + step) % 25}`, `2024-01-0${step + 1}`],
    ),
  )
    .flat()
    .reverse();

test('histories are put in order of time, and the last item of each user is left out', async () => {
  const rows: Row[] = [
    ...walks(30),
    ['alone', 'item 3', '2024-01-01'],
    ['user 0', 'item 0', '2024-02-01'],
    ['', 'item 1', '2024-01-01'],
  ];
  const request = await requestFor(rows);
  const { refusal, warnings } = await examineEvents(request, NEVER);
  expect(refusal).toBeNull();
  expect(warnings).toMatchObject([
    { code: 'users_one_event', details: { count: 1 } },
    { code: 'events_repeated', details: { count: 1 } },
    { code: 'events_incomplete', details: { count: 1 } },
  ]);
  const prepared = await prepareEvents(request, NEVER, () => {});
  expect(prepared).toMatchObject({ trainDocuments: 31, trainTokens: 151, validationDocuments: 30 });
  const items = await readItems(join(request.output, 'data'));
  expect(items).toHaveLength(25);
  const histories = await readHistories(request.output, items.length);
  const named = histories.map(({ items: own }) => Array.from(own, (item) => items[item]).join());
  expect(named).toContain('item 0,item 1,item 2,item 3,item 4,item 5');
  expect(histories.filter(({ isHeld }) => isHeld)).toHaveLength(30);
  const held = await readHeldOut(join(request.output, 'data'));
  expect(held).toHaveLength(30);
  expect(held?.map(({ prompt, reference }) => `${prompt.replaceAll('\n', ',')} ${reference}`)).toContain(
    'item 0,item 1,item 2,item 3,item 4 item 5',
  );
  // Who walks alike comes to the same: neighbours know, popularity does not.
  const rivals = await readRivals(request.output);
  const mean = (name: string) => {
    const ranks = Array.from(rivals.get(name)?.values() ?? [], ({ rank }) => rank);
    return ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
  };
  expect(mean('item_knn')).toBeLessThan(mean('popularity'));
  // What a folder has to have reads text of any kind.
  const tokenizer = await readTokenizer(request.output, vocabularyOf(items.length));
  expect(tokenizer.vocabSize).toBeLessThanOrEqual(vocabularyOf(items.length));
});

describe('with ratings', () => {
  /** Every third event is not liked; of the last user, one is not rated, and one as nobody can read. */
  const rated = (): Row[] => [
    ...walks(20).map(([who, what, when], place): Row => [who, what, when, place % 3 === 0 ? '2' : '5']),
    ['user 0', 'never liked', '2024-02-01', '1'],
    ['user 0', 'item 9', '2024-02-02', ''],
    ['user 0', 'item 10', '2024-02-03', 'good'],
  ];
  const by = (least: number | null): Partial<PrepareRequest> => ({
    recipe: { ...RECIPE, rating: { column: 'stars', least } },
  });

  test('only what was liked counts, from the middle of the range on, and what is left out is told', async () => {
    const request = await requestFor(rated(), by(null));
    const { refusal, warnings } = await examineEvents(request, NEVER);
    expect(refusal).toBeNull();
    expect(warnings).toMatchObject([
      { code: 'events_disliked', details: { count: 41, column: 'stars', least: 3, lowest: 1, highest: 5 } },
      { code: 'scores_empty', details: { count: 1 } },
      { code: 'scores_not_numbers', details: { count: 1, examples: '123: “good”' } },
    ]);
    const prepared = await prepareEvents(request, NEVER, () => {});
    expect(prepared.trainTokens + prepared.validationTokens).toBe(80);
    expect(await readItems(join(request.output, 'data'))).not.toContain('never liked');
  });

  test('from a rating that was chosen', async () => {
    const { warnings } = await examineEvents(await requestFor(rated(), by(2)), NEVER);
    expect(warnings[0]).toMatchObject({ code: 'events_disliked', details: { count: 1, least: 2 } });
  });

  test('a column without a number is refused', async () => {
    const request = await requestFor(walks(20), { recipe: { ...RECIPE, rating: { column: 'stars', least: null } } });
    expect((await examineEvents(request, NEVER)).refusal).toMatchObject({ code: 'scores_none' });
    await expect(prepareEvents(request, NEVER, () => {})).rejects.toMatchObject({ code: 'scores_none' });
  });
});

test('what is learned is all but what is left out, and what counts is that alone', async () => {
  const request = await requestFor(walks(20));
  await prepareEvents(request, NEVER, () => {});
  const items = await readItems(join(request.output, 'data'));
  const histories = await readHistories(request.output, items.length);
  const windows = windowsOf(histories, 4);
  // Begin and 5 items of each: a window of 4 targets, and one of the one before.
  expect(windows.map(({ length }) => length).sort()).toEqual([...Array(20).fill(2), ...Array(20).fill(5)]);
  const stream = historyBatches(windows, 5, 4, 1);
  stream.next();
  const again = historyBatches(windows, 5, 4, stream.position);
  expect(again.next()).toEqual(stream.next());
  const [batch] = heldBatches(histories, 5, 4);
  expect(batch?.weights.reduce((sum, weight) => sum + weight, 0)).toBe(5);
  const [own, last] = [histories[0]?.items ?? new Uint32Array(), batch?.values.last[0] as number];
  expect(batch?.values.targets[last]).toBe(2 + (own.at(-1) as number));
  expect(batch?.values.ids[last]).toBe(2 + (own.at(-2) as number));
});

test.each<[string, Row[], Partial<PrepareRequest>]>([
  ['users_too_few', walks(3), {}],
  ['items_too_few', walks(12).map(([who, , when], place): Row => [who, `item ${place % 6}`, when]), {}],
  ['times_unreadable', [...walks(20), ['user 1', 'item 9', 'soon']], {}],
  ['bad_input', walks(12), { split: { kind: 'ratio', validation: 0.1, test: 0 } }],
])('%s', async (code, rows, change) => {
  await expect(prepareEvents(await requestFor(rows, change), NEVER, () => {})).rejects.toMatchObject({ code });
});
