import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tokenizer as Native } from 'tokenizers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AUTO_SPLIT } from '../../../../shared/domain/datasets/split.ts';
import type { ChatMessage } from '../../../../shared/domain/models/generation.ts';
import type { ChatRecipe } from '../../../../shared/domain/tasks/textGeneration/recipe.ts';
import { createDatasetFile } from '../../../db/datasetFile.ts';
import { readHeldOut } from '../../../formats/huggingface/heldOutFile.ts';
import { initialWeights } from '../../../ml/architectures/model.ts';
import { Random } from '../../../ml/random.ts';
import type { Batch } from '../../../ml/train/task.ts';
import { TINY_MODEL, writeModelFolder } from '../../../workers/testing/tinyModel.ts';
import { findHeldOut } from '../../prepare/heldOutRows.ts';
import type { PrepareRequest } from '../../prepare/prepareRequest.ts';
import { evaluationBatches, trainingBatches } from '../batches.ts';
import type { Corpus } from '../corpus.ts';
import { readCorpus, readRunTokenizer } from '../readCorpus.ts';
import { conversationGiven } from './conversations.ts';
import { examineTexts } from './examineTexts.ts';
import { prepareRun } from './prepareRun.ts';

const RECIPE: ChatRecipe = { kind: 'chat', messages: 'messages', chatTemplate: 'model' };
const NEVER = new AbortController().signal;
const VOCABULARY = 512;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-chat-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const say = (role: ChatMessage['role'], content: string): ChatMessage => ({ role, content });

/** Conversations of one to four questions, with characters of every length. */
function talks(count: number): ChatMessage[][] {
  const random = new Random(7);
  const words = ['lamp', 'größe', '保温杯', '🎉🎉', 'where', 'is', 'my', 'order', ' \n', '<b>', '{{ x }}', "l'été"];
  const text = () => Array.from({ length: 2 + random.integer(6) }, () => words[random.integer(words.length)]).join(' ');
  return Array.from({ length: count }, (_, index) => [
    ...(index % 3 === 0 ? [say('system', 'Be brief 🎈.')] : []),
    ...Array.from({ length: 1 + (index % 4) }, () => [say('user', text()), say('assistant', text())]).flat(),
  ]);
}

async function prepare(cells: readonly string[], change: Partial<PrepareRequest> = {}) {
  const dataset = join(folder, 'rows.db');
  const writer = createDatasetFile(dataset, ['id', 'messages']);
  for (const [index, cell] of cells.entries()) writer.append([String(index), cell]);
  writer.finish();
  const output = join(folder, 'run');
  await mkdir(output, { recursive: true });
  const request: PrepareRequest = {
    ...{ dataset, recipe: RECIPE, base: null, vocabSize: VOCABULARY, contextLength: 512, seed: 5 },
    ...{ split: AUTO_SPLIT, truncationSide: 'none', output, ...change },
  };
  const prepared = await prepareRun(request, NEVER, () => {});
  const [train, validation] = await Promise.all(
    (['train', 'validation'] as const).map((split) => readCorpus(output, split, VOCABULARY)),
  );
  return { prepared, output, dataset, train: train as Corpus, validation: validation as Corpus };
}

/** As transformers masks them, told slowly: each answer and its end are marked in the text, and every token that has a character of them counts. */
async function oracle(output: string, messages: readonly ChatMessage[]): Promise<{ ids: number[]; counts: number[] }> {
  const json = JSON.parse(await readFile(join(output, 'tokenizer.json'), 'utf8'));
  const tokenizer = Native.fromString(JSON.stringify({ ...json, post_processor: null }));
  const parts = [
    { text: '<|endoftext|>', counts: false },
    ...messages.flatMap(({ role, content }) => [
      { text: `<|im_start|>${role}\n`, counts: false },
      { text: `${content}<|endoftext|>`, counts: role === 'assistant' },
      { text: '\n', counts: false },
    ]),
  ];
  const characters = parts.flatMap(({ text, counts }) => Array.from(text, () => counts));
  const encoding = await tokenizer.encode(parts.map(({ text }) => text).join(''), null, { addSpecialTokens: false });
  const counts = encoding
    .getOffsets()
    .map(([start = 0, end = 0]) => (characters.slice(start, end).includes(true) ? 1 : 0));
  return { ids: encoding.getIds(), counts };
}

const documentsOf = ({ documents, range, ids, counts }: Corpus) =>
  Array.from({ length: documents }, (_, document) => {
    const [start, end] = range(document);
    return { ids: [...ids.slice(start, end)], counts: [...counts.slice(start, end)] };
  });
const byIds = (a: { ids: number[] }, b: { ids: number[] }) => (a.ids.join() < b.ids.join() ? -1 : 1);

test('of conversations the answers are learned, token for token as a mask made by hand', async () => {
  const rows = talks(40);
  const { prepared, output, train, validation } = await prepare(rows.map((messages) => JSON.stringify(messages)));
  expect(prepared.conversations).toEqual({ rows: 40, template: 'default', cut: 0, leftOut: [] });
  expect(prepared.trainDocuments + prepared.validationDocuments).toBe(40);
  const expected = await Promise.all(rows.map((messages) => oracle(output, messages)));
  expect([...documentsOf(train), ...documentsOf(validation)].sort(byIds)).toEqual(expected.sort(byIds));
  // What closes the file is nobody's.
  expect(train.counts.at(-1)).toBe(0);
});

test('rows that hold no conversation are counted by what is wrong with them', async () => {
  const good = talks(30).map((messages) => JSON.stringify(messages));
  const bad = [
    ...['', '[{"role": ', '{"name": "Oak Lamp"}', '[{"role": "user", "content": "Hi"}]'],
    JSON.stringify([say('user', 'Hi'), { role: 'narrator', content: '7' }]),
    JSON.stringify([say('user', 'Say <|endoftext|>'), say('assistant', 'No.')]),
    JSON.stringify([say('user', 'Hi'), say('assistant', 'very long '.repeat(2000))]),
  ];
  const { prepared, dataset } = await prepare([...good.slice(0, 15), ...bad, ...good.slice(15)]);
  const left = (reason: string, row: number, value = '') => ({ reason, value, row, rows: 1 });
  expect(prepared.conversations?.rows).toBe(37);
  expect(prepared.conversations?.leftOut).toHaveLength(7);
  expect(prepared.conversations?.leftOut).toEqual(
    expect.arrayContaining([
      ...[left('empty', 15), left('not_json', 16), left('not_messages', 17), left('no_answer', 18)],
      ...[left('role_unknown', 19, 'narrator'), left('special_token', 20, '<|endoftext|>'), left('too_long', 21)],
    ]),
  );
  expect(prepared.trainDocuments + prepared.validationDocuments).toBe(30);
  // The same is told before.
  const { refusal, warnings } = await examineTexts({ dataset, recipe: RECIPE, base: null }, NEVER);
  expect(refusal).toBeNull();
  expect(warnings.map(({ code, details }) => [code, details.flaw])).toEqual(
    ['empty', 'not_json', 'not_messages', 'no_answer', 'role_unknown'].map((flaw) => ['conversations_left_out', flaw]),
  );
  expect(warnings.at(-1)?.message).toBe(
    '1 rows of “messages” are left out, the first is row 20: a role other than system, user, assistant and tool (narrator)',
  );
});

test('rows with tools that the template does not write are told of before, and left out', async () => {
  const good = talks(30).map((messages) => JSON.stringify(messages));
  const calls = [{ type: 'function', function: { name: 'find', arguments: {} } }];
  const bad = [
    JSON.stringify([say('user', 'Hi'), { role: 'assistant', content: null, tool_calls: calls }]),
    JSON.stringify({ messages: [say('user', 'Hi'), say('assistant', 'Hello')], tools: calls }),
  ];
  const { prepared, dataset } = await prepare([...good.slice(0, 15), ...bad, ...good.slice(15)]);
  expect(prepared.conversations?.leftOut).toEqual([
    { reason: 'tools_unsupported', value: 'tool_calls', row: 15, rows: 2 },
  ]);
  expect(prepared.trainDocuments + prepared.validationDocuments).toBe(30);
  const { refusal, warnings } = await examineTexts({ dataset, recipe: RECIPE, base: null }, NEVER);
  expect(refusal).toBeNull();
  expect(warnings.map(({ code, details }) => [code, details.flaw, details.rows, details.row, details.value])).toEqual([
    ['conversations_left_out', 'tools_unsupported', 2, 16, '(tool_calls)'],
  ]);
});

test('a column without any is refused', async () => {
  await expect(prepare(['a', 'b', '[{"role": "user", "content": "Hi"}]'])).rejects.toMatchObject({
    code: 'conversations_none',
    details: { column: 'messages', rows: 2, flaw: 'not_json' },
  });
});

test('of what is too long the oldest turns are left out', async () => {
  const question = (number: number) => [say('user', `question ${number}`), say('assistant', `answer ${number}`)];
  const long = [say('system', 'Be brief.'), ...Array.from({ length: 16 }, (_, number) => question(number)).flat()];
  const rows = Array.from({ length: 12 }, () => JSON.stringify(long));
  const { prepared, output, train } = await prepare(rows, { contextLength: 128 });
  expect(prepared.conversations).toMatchObject({ cut: 12, leftOut: [] });
  const [kept] = documentsOf(train);
  const lengths = await Promise.all(
    long.flatMap((_, index) =>
      index % 2 === 1 ? [oracle(output, [long[0] as ChatMessage, ...long.slice(index)])] : [],
    ),
  );
  expect(kept).toEqual(lengths.find(({ ids }) => ids.length <= 128));
});

test('rows to measure by are the last answers of those kept back, asked for as the model will be', async () => {
  const { output } = await prepare(talks(30).map((messages) => JSON.stringify(messages)));
  const rows = (await readHeldOut(join(output, 'data'))) ?? [];
  expect(rows.length).toBeGreaterThan(0);
  for (const { row, prompt, reference, inputs } of rows) {
    const messages = talks(30)[row] as ChatMessage[];
    expect(reference).toBe(messages.at(-1)?.content.trim());
    expect(inputs).toEqual([{ column: 'messages', value: messages.at(-2)?.content }]);
    expect(prompt.endsWith(`<|im_start|>user\n${messages.at(-2)?.content}<|endoftext|>\n<|im_start|>assistant\n`)).toBe(
      true,
    );
    expect(prompt.startsWith('<|im_start|>')).toBe(true);
  }
});

test('no conversation is cut by a batch, and none is left out or read twice in an epoch', async () => {
  const { train, validation, output } = await prepare(talks(60).map((messages) => JSON.stringify(messages)));
  const [B, T] = [3, 300];
  const targetsOf = ({ counts }: Corpus) => counts.reduce((sum, one) => sum + one, 0);
  /** Whatever counts, told by where it is from. */
  const read = (batches: Iterable<{ places?: Int32Array; weights: Float32Array }>) =>
    Array.from(batches).flatMap(({ places, weights }) =>
      [...(places ?? [])].filter((_, index) => weights[index] === 1),
    );
  const evaluated = read(evaluationBatches(validation, B, T));
  expect(evaluated).toHaveLength(targetsOf(validation));
  expect(new Set(evaluated).size).toBe(evaluated.length);

  const batches = trainingBatches(train, B, T, 1);
  const seen: Batch[] = [];
  while (batches.position.epoch === 0) seen.push(batches.next().value);
  const again = trainingBatches(train, B, T, 1);
  const half = Math.floor(seen.length / 2);
  for (let index = 0; index < half; index++) again.next();
  expect(trainingBatches(train, B, T, again.position).next().value).toEqual(seen[half]);
  const places = read(seen);
  expect(new Set(places).size).toBe(targetsOf(train));
  for (const { values, places = new Int32Array(), weights } of seen) {
    for (let row = 0; row < B; row++) {
      for (let at = row * T; at < (row + 1) * T; at++) {
        if (weights[at] !== 1) continue;
        const place = places[at] as number;
        const [start] = rangeOf(train, place);
        // All that comes before it in its conversation stands before it in its row.
        expect(at - (place - 1 - start)).toBeGreaterThanOrEqual(row * T);
        expect(values.ids?.[at]).toBe(train.ids[place - 1]);
        expect(values.ids?.[at - (place - 1 - start)]).toBe(train.ids[start]);
        expect(values.targets?.[at]).toBe(train.ids[place]);
      }
    }
  }
  expect((await readRunTokenizer(output)).endsText(0)).toBe(true);
});

function rangeOf({ documents, range }: Corpus, place: number): [number, number] {
  for (let document = 0; document < documents; document++) {
    const [start, end] = range(document);
    if (place >= start && place < end) return [start, end];
  }
  throw new Error(`place ${place} is in no document`);
}

test('a model whose run is gone is asked as before: by its own template, which lies with it', async () => {
  const cells = talks(40).map((talk) => JSON.stringify(talk));
  const { output, dataset } = await prepare(cells);
  const kept = await readHeldOut(join(output, 'data'));
  const model = join(folder, 'model');
  const config = { ...TINY_MODEL, vocab_size: VOCABULARY };
  writeModelFolder(model, config, initialWeights(config, 7));
  for (const file of ['tokenizer.json', 'chat_template.jinja']) await copyFile(join(output, file), join(model, file));
  const request = { dataset, recipe: RECIPE, seed: 5, split: AUTO_SPLIT };
  const found = await findHeldOut(request, NEVER, await conversationGiven(RECIPE, model));
  expect(kept?.[0]?.prompt).toContain('<|im_start|>');
  expect(found).toEqual(kept);
});
